using Amazon.S3;
using UvRelease.Stores;
using UvRelease.Stores.Credentials;
using UvRelease.Stores.S3;
using Xunit;

namespace UvRelease.Tests.Stores;

/// <summary>A real server that speaks S3; started once for the tests of a class.</summary>
public abstract class S3Server : IAsyncLifetime
{
    private LoopbackServer? server;
    private int buckets;

    internal StoreCredentials Keys { get; } = new StoreCredentials.S3Keys("AKTEST", "SKTEST");

    internal int Port => server!.Port;

    internal abstract string? Missing { get; }

    private protected abstract Task<LoopbackServer> StartAsync();

    public async ValueTask InitializeAsync() => server = Missing is null ? await StartAsync() : null;

    public ValueTask DisposeAsync()
    {
        server?.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    internal async Task<StoreAddress.S3> NewBucketAsync()
    {
        Assert.SkipWhen(Missing is not null, Missing ?? "");
        var address = new StoreAddress.S3($"bucket-{Interlocked.Increment(ref buckets)}", "apps/one/",
            "us-east-1")
        { Endpoint = new Uri($"http://127.0.0.1:{Port}"), PathStyle = true };
        using AmazonS3Client client = S3Clients.Open(address, Keys, Given.Settings);
        await client.PutBucketAsync(address.Bucket);
        return address;
    }
}

public sealed class Moto : S3Server
{
    internal override string? Missing =>
        Environment.UserName != "root" ? "The S3 server moto runs in a chroot, which needs root."
        : File.Exists(SourceTree.At("artifacts/stores/moto/.installed")) || File.Exists(SourceTree.At("artifacts/stores/radosgw/.installed")) ? null
        : "The S3 server moto is not installed: tests/stores/servers.sh install moto";

    private protected override Task<LoopbackServer> StartAsync() =>
        LoopbackServer.StartAsync(SourceTree.At("tests/stores/servers.sh"), port => ["run", "moto", $"{port}"]);
}

public sealed class RadosGateway : S3Server
{
    internal override string? Missing =>
        Environment.GetEnvironmentVariable("UV_RADOSGW") != "1" ? "Ceph's gateway takes half a minute and 4 GB: UV_RADOSGW=1 runs it."
        : File.Exists(SourceTree.At("artifacts/stores/radosgw/.installed")) ? null
        : "Ceph's gateway is not installed: tests/stores/servers.sh install radosgw";

    private protected override Task<LoopbackServer> StartAsync() =>
        LoopbackServer.StartAsync(SourceTree.At("tests/stores/servers.sh"), port => ["run", "radosgw", $"{port}"], "ready");
}

public sealed class MotoStoreSpecs(Moto server) : StoreConformance, IClassFixture<Moto>
{
    protected override string NoRaceOfParts =>
        "moto looks at the condition and writes in two steps where an upload in parts is finished; Azurite and Ceph's gateway are the judges.";

    private protected override async Task<IStore> OpenAsync(StoreSettings settings) => Store.Open(await server.NewBucketAsync(), server.Keys, settings);
}

public sealed class RadosGatewayStoreSpecs(RadosGateway server) : StoreConformance, IClassFixture<RadosGateway>
{
    private protected override async Task<IStore> OpenAsync(StoreSettings settings) => Store.Open(await server.NewBucketAsync(), server.Keys, settings);
}
