using UvRelease.Releases;
using UvRelease.Stores;
using UvRelease.Stores.Credentials;
using Xunit;

namespace UvRelease.Tests.Stores;

/// <summary>Refusals of a server that checks signatures.</summary>
public sealed class RadosGatewayFaultSpecs(RadosGateway server) : IClassFixture<RadosGateway>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_wrong_key_and_a_missing_bucket_are_told()
    {
        StoreAddress.S3 bucket = await server.NewBucketAsync();
        Assert.Contains("secret key is not the one", await ErrorAsync(bucket, new StoreCredentials.S3Keys("AKTEST", "wrong")), StringComparison.Ordinal);
        Assert.Contains("there is no bucket 'no-such'", await ErrorAsync(bucket with { Bucket = "no-such" }, server.Keys), StringComparison.Ordinal);
    }

    private static async Task<string> ErrorAsync(StoreAddress.S3 address, StoreCredentials credentials)
    {
        using IStore store = Store.Open(address, credentials, Given.Settings);
        return (await Assert.ThrowsAsync<ReleaseException>(() => store.CreateAsync(StoreKey.Of("a"), Given.Text("1"), Token))).Message;
    }
}
