using System.Security.Cryptography;
using System.Text;
using UvRelease.Stores;
using UvRelease.Stores.AzureBlobs;
using UvRelease.Stores.Credentials;
using UvRelease.Tests.Doubles;
using Xunit;

namespace UvRelease.Tests.Stores;

/// <summary>Microsoft's emulator of Blob Storage; started once for the tests of a class.</summary>
public class Azurite : IAsyncLifetime
{
    private static readonly string Program = SourceTree.At("tests/stores/node_modules/.bin/azurite-blob");
    private LoopbackServer? server;
    private int containers;

    // The account and the key that every Azurite has ("Use the Azurite emulator", Microsoft).
    internal StoreCredentials Key { get; } =
        new StoreCredentials.AzureSharedKey("Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==");

    internal int Port => server!.Port;

    private protected virtual string Scheme => "http";

    /// <summary>What it is started with beside what all are.</summary>
    private protected virtual string[] Options => [];

    private protected virtual HttpMessageHandler? Network => null;

    public async ValueTask InitializeAsync()
    {
        if (File.Exists(Program))
            server = await LoopbackServer.StartAsync(Program,
                port => ["--blobHost", "127.0.0.1", "--blobPort", $"{port}", "--inMemoryPersistence",
                "--silent", "--skipApiVersionCheck", "--disableTelemetry", .. Options]);
    }

    public virtual ValueTask DisposeAsync()
    {
        server?.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    internal async Task<StoreAddress.Azure> NewContainerAsync()
    {
        Node.Needs("azurite", "tests/stores");
        var address = new StoreAddress.Azure("devstoreaccount1", $"container-{Interlocked.Increment(ref containers)}",
            "apps/one/")
        { Endpoint = new Uri($"{Scheme}://127.0.0.1:{Port}/devstoreaccount1") };
        using var client = new AzureClient(address, Key, Given.Settings, Network);
        await client.Container.CreateAsync();
        return address;
    }

    // "Create a service SAS", Azure Storage REST API, version 2020-12-06.
    internal string Signature(StoreAddress.Azure container, string expiry)
    {
        string resource = $"/blob/{container.Account}/{container.Container}";
        string[] lines = ["racwdl", "", expiry, resource, "", "", "https,http", "2020-12-06", "c", "", "", "", "", "", "", ""];
        byte[] key = Convert.FromBase64String(((StoreCredentials.AzureSharedKey)Key).Key);
        string hash = Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(string.Join('\n', lines))));
        return $"sp=racwdl&se={Uri.EscapeDataString(expiry)}&spr=https%2Chttp&sv=2020-12-06&sr=c&sig={Uri.EscapeDataString(hash)}";
    }
}

public sealed class AzuriteStoreSpecs(Azurite server) : StoreConformance, IClassFixture<Azurite>
{
    private protected override async Task<IStore> OpenAsync(StoreSettings settings) => Store.Open(await server.NewContainerAsync(), server.Key, settings);
}
