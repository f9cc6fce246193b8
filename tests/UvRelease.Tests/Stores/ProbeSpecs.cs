using UvRelease.Releases;
using UvRelease.Stores;
using UvRelease.Stores.Credentials;
using UvRelease.Tests.Doubles;
using Xunit;

namespace UvRelease.Tests.Stores;

/// <summary>The probe against npm's s3rver, which takes every precondition and keeps none.</summary>
public sealed class ProbeSpecs
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_that_ignores_preconditions_is_refused_and_left_clean()
    {
        using LoopbackServer server = await StartAsync();
        using IStore store = Open(server, Given.Settings);
        ReleaseException error = await Assert.ThrowsAsync<ReleaseException>(() => StoreProbe.RunAsync(store, "one", new Told(), Token));
        Assert.Equal(Fault.Refused, error.Fault);
        Assert.Contains("could be created once more (If-None-Match)", error.Message, StringComparison.Ordinal);
        Assert.Contains("unsafe-single-writer", error.Message, StringComparison.Ordinal);
        Assert.Empty(await store.KeysAsync("", Token));
    }

    [Fact]
    public async Task A_single_writer_is_kept_from_overwriting_its_own()
    {
        using LoopbackServer server = await StartAsync();
        using IStore store = Open(server, Given.Settings with { UnsafeSingleWriter = true });
        StoreKey key = StoreKey.Of("a");
        var one = Assert.IsType<PutResult.Written>(await store.CreateAsync(key, Given.Text("1"), Token));
        Assert.IsType<PutResult.AlreadyThere>(await store.CreateAsync(key, Given.Text("2"), Token));
        Assert.IsType<PutResult.Written>(await store.ReplaceAsync(key, Given.Text("3"), one.ETag, Token));
        Assert.IsType<PutResult.Lost>(await store.ReplaceAsync(key, Given.Text("4"), one.ETag, Token));
        Assert.Equal("3", await store.TextAsync(key, Token));
    }

    private static Task<LoopbackServer> StartAsync()
    {
        Node.Needs("s3rver", "tests/stores");
        return LoopbackServer.StartAsync(SourceTree.At("tests/stores/node_modules/.bin/s3rver"),
            port => ["--address", "127.0.0.1", "--port", $"{port}", "--directory", ".", "--configure-bucket", "bucket"]);
    }

    private static IStore Open(LoopbackServer server, StoreSettings settings) => Store.Open(
        new StoreAddress.S3("bucket", "", "us-east-1") { Endpoint = new Uri($"http://127.0.0.1:{server.Port}"), PathStyle = true },
        new StoreCredentials.S3Keys("S3RVER", "S3RVER"),
        settings);
}
