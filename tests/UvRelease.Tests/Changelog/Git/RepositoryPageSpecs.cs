using UvRelease.Changelog.Git;
using Xunit;

namespace UvRelease.Tests.Changelog.Git;

public class RepositoryPageSpecs
{
    [Theory]
    [InlineData("https://github.com/acme/app", "https://github.com/acme/app")]
    [InlineData("https://github.com/acme/app.git", "https://github.com/acme/app")]
    [InlineData("https://github.com/acme/app.git/", "https://github.com/acme/app")]
    [InlineData("https://ada:ghp_secret@github.com/acme/app.git", "https://github.com/acme/app")]
    [InlineData("https://x-access-token:ghs_secret@ghe.acme.example:8443/acme/app.git", "https://ghe.acme.example:8443/acme/app")]
    [InlineData("https://github.com:443/acme/app", "https://github.com/acme/app")]
    [InlineData("http://ghe/acme/app", "http://ghe/acme/app")]
    [InlineData("git://github.com/acme/app.git", "https://github.com/acme/app")]
    [InlineData("ssh://git@github.com/acme/app.git", "https://github.com/acme/app")]
    [InlineData("ssh://git@ghe.acme.example:2222/acme/app.git", "https://ghe.acme.example/acme/app")]
    [InlineData("ssh://git@ssh.github.com:443/acme/app.git", "https://github.com/acme/app")]
    [InlineData("git+ssh://git@github.com/acme/app.git", "https://github.com/acme/app")]
    [InlineData("git+https://github.com/acme/app.git", "https://github.com/acme/app")]
    [InlineData("git@github.com:acme/app.git", "https://github.com/acme/app")]
    [InlineData("git@github.com:/acme/app", "https://github.com/acme/app")]
    [InlineData("github.com:acme/app", "https://github.com/acme/app")]
    [InlineData("org-123@GitHub.com:acme/app.js.git", "https://github.com/acme/app.js")]
    [InlineData("work:acme/app.git", null)]
    [InlineData("git@github.com-work:acme/app.git", null)]
    [InlineData("ssh://git@github.com-work/acme/app.git", null)]
    [InlineData("C:/acme/app", null)]
    [InlineData("/srv/git/acme/app.git", null)]
    [InlineData("../acme/app", null)]
    [InlineData("acme/app", null)]
    [InlineData("file:///srv/git/app.git", null)]
    [InlineData("https://github.com/acme", null)]
    [InlineData("https://github.com/acme/app/extra", null)]
    [InlineData("https://gitlab.com/acme/app.git", null)]
    [InlineData("git@bitbucket.org:acme/app.git", null)]
    [InlineData("git@ssh.dev.azure.com:v3/acme/app/app", null)]
    [InlineData("https://github.com/acme/%2e%2e", null)]
    [InlineData("javascript://x/acme/app", null)]
    [InlineData("ext::sh -c touch% /tmp/x", null)]
    [InlineData("", null)]
    public void An_address_to_fetch_from_leads_to_its_page_without_names_and_tokens(string remote, string? page) =>
        Assert.Equal(page, RepositoryPage.Of(remote)?.AbsoluteUri);

    [Theory]
    [InlineData("acme/app", "https://github.com", "https://github.com/acme/app")]
    [InlineData("acme/app", "https://ghe.acme.example:8443", "https://ghe.acme.example:8443/acme/app")]
    [InlineData("acme", "https://github.com", null)]
    [InlineData("acme/app/x", "https://github.com", null)]
    [InlineData("acme/..", "https://github.com", null)]
    [InlineData("acme/a p", "https://github.com", null)]
    public void A_name_alone_is_on_the_server(string name, string server, string? page) => Assert.Equal(page, RepositoryPage.Of(name, server)?.AbsoluteUri);
}
