using UvRelease.GitHub;
using UvRelease.Releases;
using Xunit;

namespace UvRelease.Tests.GitHub;

public class GitHubAddressSpecs
{
    [Theory]
    [InlineData("https://github.com", "https://api.github.com/", "https://api.github.com/graphql", "https://uploads.github.com/")]
    [InlineData("https://acme.ghe.com", "https://api.acme.ghe.com/", "https://api.acme.ghe.com/graphql", "https://uploads.acme.ghe.com/")]
    [InlineData("https://git.example/", "https://git.example/api/v3/", "https://git.example/api/graphql", "https://git.example/")]
    [InlineData("https://git.example:8443", "https://git.example:8443/api/v3/", "https://git.example:8443/api/graphql", "https://git.example:8443/")]
    public void A_server_says_where_its_interfaces_are(string server, string api, string graphQl, string uploads)
    {
        var address = GitHubAddress.Of(new Dictionary<string, string> { ["GITHUB_SERVER_URL"] = server });
        Assert.Equal((api, graphQl, uploads), (address.Api.AbsoluteUri, address.GraphQl.AbsoluteUri, new Uri(address.Uploads, "/").AbsoluteUri));
    }

    [Fact]
    public void What_the_runner_says_goes_first_and_github_com_is_meant_where_it_says_nothing()
    {
        var address = GitHubAddress.Of(new Dictionary<string, string>
        {
            ["GITHUB_API_URL"] = "https://a.example/api/v3",
            ["GITHUB_GRAPHQL_URL"] = "https://b.example/q",
            ["GITHUB_SERVER_URL"] = "https://c.example",
        });
        Assert.Equal(("https://a.example/api/v3/", "https://b.example/q"), (address.Api.AbsoluteUri, address.GraphQl.AbsoluteUri));
        Assert.Equal("https://api.github.com/", GitHubAddress.Of(new Dictionary<string, string> { ["GITHUB_API_URL"] = "" }).Api.AbsoluteUri);
    }

    [Theory]
    [InlineData("GITHUB_API_URL", "api.github.com")]
    [InlineData("GITHUB_GRAPHQL_URL", "file:///etc/passwd")]
    [InlineData("GITHUB_SERVER_URL", "nonsense")]
    public void What_is_no_address_is_refused_by_its_name(string name, string value)
    {
        var error = Assert.Throws<ReleaseException>(() => GitHubAddress.Of(new Dictionary<string, string> { [name] = value }));
        Assert.Equal((Fault.Environment, $"{name} is no address of http or https."), (error.Fault, error.Message));
    }

    [Theory]
    [InlineData("https://api.github.com", "https://uploads.github.com/repos/o/r/releases/1/assets{?name,label}", true)]
    [InlineData("https://github.example/api/v3", "https://github.example/api/uploads/repos/o/r/releases/1/assets{?name,label}", true)]
    [InlineData("https://github.example:8443/api/v3", "https://github.example:8443/api/uploads/repos/o/r/releases/1/assets", true)]
    [InlineData("https://api.acme.ghe.com", "https://uploads.acme.ghe.com/repos/o/r/releases/1/assets", true)]
    [InlineData("https://api.github.com", "https://uploads.github.com.evil.example/repos/o/r/releases/1/assets", false)]
    [InlineData("https://api.github.com", "https://api.github.com/repos/o/r/releases/1/assets", false)]
    [InlineData("https://api.github.com", "http://uploads.github.com/repos/o/r/releases/1/assets", false)]
    [InlineData("https://api.github.com", "https://uploads.github.com:8443/repos/o/r/releases/1/assets", false)]
    [InlineData("https://api.github.com", "https://me@uploads.github.com/repos/o/r/releases/1/assets", false)]
    [InlineData("https://api.github.com", "https://uploads.github.com/repos/o/r/releases/1/assets?x=1", false)]
    public void Uploads_go_to_the_host_that_belongs_to_the_API(string api, string uploads, bool right) =>
        Assert.Equal(right ? uploads.Split('{')[0] : null, new GitHubAddress(new Uri(api)).UploadsOf(uploads)?.AbsoluteUri);
}
