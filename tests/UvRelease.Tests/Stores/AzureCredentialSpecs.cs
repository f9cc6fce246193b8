using UvRelease.Releases;
using UvRelease.Stores;
using UvRelease.Stores.AzureBlobs;
using UvRelease.Stores.Credentials;
using Xunit;

namespace UvRelease.Tests.Stores;

public sealed class AzureCredentialSpecs(Azurite azurite) : IClassFixture<Azurite>
{
    private static readonly StoreKey Key = StoreKey.Of("with space+ü");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_shared_access_signature_opens_the_container()
    {
        StoreAddress.Azure container = await azurite.NewContainerAsync();
        using IStore store = Store.Open(container, new StoreCredentials.AzureSas("?" + azurite.Signature(container, "2099-01-01T00:00:00Z")), Given.Settings);
        Assert.IsType<PutResult.Written>(await store.CreateAsync(Key, Given.Text("1"), Token));
        Assert.Equal("1", await store.TextAsync(Key, Token));
        Assert.Equal([Key.Text], await store.KeysAsync("", Token));
    }

    [Fact]
    public async Task A_signature_that_has_expired_is_told_and_not_repeated()
    {
        StoreAddress.Azure container = await azurite.NewContainerAsync();
        string query = azurite.Signature(container, "2020-01-01T00:00:00Z");
        using IStore store = Store.Open(container, new StoreCredentials.AzureSas(query), Given.Settings);
        ReleaseException error = await Assert.ThrowsAsync<ReleaseException>(() => store.CreateAsync(Key, Given.Text("1"), Token));
        Assert.Equal(Fault.Environment, error.Fault);
        Assert.Contains("Check the secret, when it expires, and the clock", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("sig=", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_key_and_a_missing_container_are_told()
    {
        StoreAddress.Azure container = await azurite.NewContainerAsync();
        string wrong = Convert.ToBase64String(new byte[64]);
        using IStore stranger = Store.Open(container, new StoreCredentials.AzureSharedKey(wrong), Given.Settings);
        Assert.Contains("Check the secret", (await Assert.ThrowsAsync<ReleaseException>(() => stranger.CreateAsync(Key, Given.Text("1"), Token))).Message,
            StringComparison.Ordinal);
        using IStore lost = Store.Open(container with { Container = "no-such" }, azurite.Key, Given.Settings);
        ReleaseException error = await Assert.ThrowsAsync<ReleaseException>(() => lost.CreateAsync(Key, Given.Text("1"), Token));
        Assert.Equal(Fault.Input, error.Fault);
        Assert.Contains("there is no container 'no-such'", error.Message, StringComparison.Ordinal);
        Assert.Throws<ReleaseException>(() => new AzureClient(container, new StoreCredentials.AzureSharedKey("no base64!"), Given.Settings));
    }
}
