using UvRelease.Credentials;
using UvRelease.Releases;
using UvRelease.Stores;
using UvRelease.Stores.Credentials;
using Xunit;

namespace UvRelease.Tests.Stores;

public sealed class IdentitySpecs(Moto moto) : IClassFixture<Moto>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_file_of_a_token_that_has_no_end_is_refused()
    {
        var error = await Assert.ThrowsAsync<ReleaseException>(() => new IdentityTokenFile("/dev/full").GetAsync(TestContext.Current.CancellationToken));
        Assert.Contains("longer than any token", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GitHub_is_asked_with_the_jobs_token_and_the_audience()
    {
        using var server = new ScriptedServer((request, _) => new Answer(200, $$"""{"count":1,"value":"token for {{request.Headers["Authorization"]}}"}"""));
        var source = new GitHubIdentityToken(new Uri(server.Url, "/token?api-version=2.0"), "job", "sts.amazonaws.com/x");
        Assert.Equal("token for Bearer job", await source.GetAsync(Token));
        Assert.Equal(["GET /token?api-version=2.0&audience=sts.amazonaws.com%2Fx"], server.Requests);
    }

    [Theory]
    [InlineData(403, "{}")]
    [InlineData(200, "{}")]
    [InlineData(200, "[]")]
    [InlineData(200, "{\"value\":\"\"}")]
    [InlineData(200, "no JSON")]
    public async Task Without_a_token_of_GitHubs_the_missing_permission_is_named(int status, string body)
    {
        using var server = new ScriptedServer((_, _) => new Answer(status, body));
        ReleaseException error = await Assert.ThrowsAsync<ReleaseException>(() => new GitHubIdentityToken(server.Url, "job", "x").GetAsync(Token));
        Assert.Equal(Fault.Environment, error.Fault);
        Assert.Contains("id-token: write", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_role_is_taken_on_with_the_token_of_a_file_and_opens_the_bucket()
    {
        using var folder = new TemporaryFolder();
        StoreAddress.S3 bucket = await moto.NewBucketAsync();
        var identity = new StoreCredentials.S3WebIdentity(new AwsRole("arn:aws:iam::123456789012:role/release",
            new IdentityTokenFile(folder.Write("token", "a.b.c\n")))
        { Endpoint = bucket.Endpoint });
        using IStore store = Store.Open(bucket, identity, Given.Settings);
        Assert.IsType<PutResult.Written>(await store.CreateAsync(StoreKey.Of("a"), Given.Text("1"), Token));
        Assert.Equal("1", await store.TextAsync(StoreKey.Of("a"), Token));
    }

    [Fact]
    public async Task A_role_that_does_not_trust_the_token_is_told()
    {
        using var folder = new TemporaryFolder();
        using var sts = new ScriptedServer((_, _) =>
            new Answer(403, "<ErrorResponse><Error><Code>AccessDenied</Code><Message>Not authorized to perform "
            + "sts:AssumeRoleWithWebIdentity</Message></Error></ErrorResponse>"));
        var identity = new StoreCredentials.S3WebIdentity(new AwsRole("arn:aws:iam::123456789012:role/release",
            new IdentityTokenFile(folder.Write("token", "a.b.c")))
        { Endpoint = sts.Url });
        using IStore store = Store.Open(new StoreAddress.S3("bucket", "", "us-east-1") { Endpoint = sts.Url, PathStyle = true }, identity, Given.Settings);
        ReleaseException error = await Assert.ThrowsAsync<ReleaseException>(() => store.FindAsync(StoreKey.Of("a"), Token));
        Assert.Contains("role/release' can't be taken on with the identity token: AccessDenied", error.Message, StringComparison.Ordinal);
        Assert.Contains("trust policy", error.Message, StringComparison.Ordinal);
    }
}
