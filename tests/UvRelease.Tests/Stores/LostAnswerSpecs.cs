using UvRelease.Stores;
using Xunit;

namespace UvRelease.Tests.Stores;

/// <summary>A write that was done while its answer was lost is sent again, meets its own object, and knows it.</summary>
public sealed class LostAnswerSpecs(Moto moto, Azurite azurite) : IClassFixture<Moto>, IClassFixture<Azurite>
{
    private static readonly StoreKey Key = StoreKey.Of("log/00000001.json");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task In_a_bucket()
    {
        StoreAddress.S3 bucket = await moto.NewBucketAsync();
        using var proxy = new LossyProxy(moto.Port);
        await WritesAreKnownAgain(proxy, Store.Open(bucket with { Endpoint = proxy.Url }, moto.Keys, Given.Settings));
    }

    [Fact]
    public async Task In_a_container()
    {
        StoreAddress.Azure container = await azurite.NewContainerAsync();
        using var proxy = new LossyProxy(azurite.Port);
        await WritesAreKnownAgain(proxy, Store.Open(container with { Endpoint = new Uri(proxy.Url, "/devstoreaccount1") }, azurite.Key, Given.Settings));
    }

    private static async Task WritesAreKnownAgain(LossyProxy proxy, IStore store)
    {
        using (store)
        {
            proxy.Lose(1);
            var created = Assert.IsType<PutResult.Written>(await store.CreateAsync(Key, Given.Text("one"), Token));
            Assert.Equal(1, proxy.Lost);
            proxy.Lose(2);
            var replaced = Assert.IsType<PutResult.Written>(await store.ReplaceAsync(Key, Given.Text("two"), created.ETag, Token));
            Assert.Equal(3, proxy.Lost);
            Assert.Equal(replaced.ETag, (await store.FindAsync(Key, Token))?.ETag);
            // The same bytes by another writer are another write.
            Assert.IsType<PutResult.Lost>(await store.ReplaceAsync(Key, Given.Text("two"), created.ETag, Token));
            Assert.IsType<PutResult.AlreadyThere>(await store.CreateAsync(Key, Given.Text("two"), Token));
        }
    }
}
