using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using UvRelease.Credentials;
using UvRelease.Releases;
using UvRelease.Stores;
using UvRelease.Stores.AzureBlobs;
using UvRelease.Stores.Credentials;
using Xunit;

namespace UvRelease.Tests.Stores;

/// <summary>Microsoft's emulator over TLS, where it takes tokens of Entra: it proves their issuer, audience and lifetime.</summary>
public sealed class AzuriteOverTls : Azurite
{
    private readonly TemporaryFolder folder = new();

    internal X509Certificate2 Certificate { get; } = TestCertificate.Make();

    private protected override string Scheme => "https";

    private protected override string[] Options
    {
        get
        {
            using ECDsa key = Certificate.GetECDsaPrivateKey()!;
            string keyFile = folder.Write("key.pem", key.ExportPkcs8PrivateKeyPem());
            string certificateFile = folder.Write("certificate.pem", Certificate.ExportCertificatePem());
            return ["--oauth", "basic", "--key", keyFile, "--cert", certificateFile];
        }
    }

    private protected override HttpMessageHandler Network => TestCertificate.Trusted(Certificate);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Certificate.Dispose();
        folder.Dispose();
    }
}

public sealed class EntraSpecs(AzuriteOverTls azurite) : IClassFixture<AzuriteOverTls>
{
    private static readonly StoreKey Key = StoreKey.Of("with space+ü");
    private readonly Told told = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_token_of_Entra_opens_the_container_and_is_asked_for_once()
    {
        using var folder = new TemporaryFolder();
        byte[] large = Given.Bytes(6 << 20);
        await File.WriteAllBytesAsync(folder.At("large"), large, Token);
        Entra entra = Online();
        using AzureBlobStore store = Open(await azurite.NewContainerAsync(), entra);
        var created = Assert.IsType<PutResult.Written>(await store.CreateAsync(Key, Given.Text("1"), Token));
        Assert.IsType<PutResult.AlreadyThere>(await store.CreateAsync(Key, Given.Text("2"), Token));
        Assert.IsType<PutResult.Written>(await store.ReplaceAsync(Key, Given.Text("3"), created.ETag, Token));
        Assert.Equal("3", await store.TextAsync(Key, Token));
        Assert.IsType<PutResult.Written>(await store.CreateAsync(StoreKey.Of("large"), Given.File(folder.At("large")), Token));
        Assert.Equal(large, await store.BytesAsync(StoreKey.Of("large"), null, Token));
        Assert.Equal(["large", Key.Text], await store.KeysAsync("", Token));
        await store.DeleteAsync(Key, Token);
        Assert.Null(await store.FindAsync(Key, Token));
        Assert.Equal(["https://storage.azure.com/.default"], entra.Scopes);
        Assert.All(entra.Sent, one => Assert.Equal("Bearer", one?.Scheme));
        Assert.Empty(told.Lines);
    }

    [Fact]
    public async Task A_token_that_has_expired_is_told_and_not_repeated()
    {
        Entra entra = Online(age: TimeSpan.FromHours(2));
        using AzureBlobStore store = Open(await azurite.NewContainerAsync(), entra);
        ReleaseException error = await Assert.ThrowsAsync<ReleaseException>(() => store.CreateAsync(Key, Given.Text("1"), Token));
        Assert.Equal(Fault.Environment, error.Fault);
        Assert.Contains("the credentials are not accepted: a wrong key, an expired signature or token", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Assert.Single(entra.Sent)!.Parameter!, error.ToString(), StringComparison.Ordinal);
        Assert.Empty(told.Lines);
    }

    [Fact]
    public async Task An_application_that_Entra_does_not_know_is_told_without_the_identity_token()
    {
        Entra entra = Online();
        using AzureBlobStore store = Open(new StoreAddress.Azure("acme", "releases", ""), entra, application: "a1b2c3d4-0000-4000-8000-000000000009");
        ReleaseException error = await Assert.ThrowsAsync<ReleaseException>(() => store.CreateAsync(Key, Given.Text("1"), Token));
        Assert.Equal(Fault.Environment, error.Fault);
        Assert.Contains("Microsoft Entra gives no token: ", error.Message, StringComparison.Ordinal);
        Assert.Contains("Check tenant, client, and the federated credential", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Entra.IdentityToken.Text, error.ToString(), StringComparison.Ordinal);
        Assert.Empty(entra.Sent);
    }

    // "Authorize with Microsoft Entra ID: bearer challenge", Azure Storage: the server names tenant and resource, and clients may follow it.
    [Fact]
    public async Task A_server_that_asks_for_a_token_for_something_else_gets_none()
    {
        const string authority = "https://login.microsoftonline.com/a1b2c3d4-0000-4000-8000-00000000000a/oauth2/authorize";
        Entra entra = Online(answer: _ => new HttpResponseMessage(HttpStatusCode.Unauthorized)
        {
            Headers =
            {
                { "WWW-Authenticate", $"Bearer authorization_uri={authority} resource_id=https://management.azure.com" },
                { "x-ms-error-code", "InvalidAuthenticationInfo" },
            },
        });
        using AzureBlobStore store = Open(new StoreAddress.Azure("acme", "releases", ""), entra);
        ReleaseException error = await Assert.ThrowsAsync<ReleaseException>(() => store.FindAsync(Key, Token));
        Assert.Contains("the credentials are not accepted", error.Message, StringComparison.Ordinal);
        Assert.All(entra.Scopes, scope => Assert.Equal("https://storage.azure.com/.default", scope));
        Assert.NotEmpty(entra.Sent);
    }

    [Fact]
    public async Task No_token_is_sent_unencrypted()
    {
        Entra entra = Online();
        using AzureBlobStore store = Open(new StoreAddress.Azure("acme", "releases", "") { Endpoint = new Uri("http://127.0.0.1:10000/acme") }, entra);
        ReleaseException error = await Assert.ThrowsAsync<ReleaseException>(() => store.FindAsync(Key, Token));
        Assert.Equal(Fault.Input, error.Fault);
        Assert.Contains("sent over https:// alone", error.Message, StringComparison.Ordinal);
        Assert.Empty(entra.Sent);
        Assert.Empty(entra.Scopes);
    }

    private Entra Online(TimeSpan age = default, Func<HttpRequestMessage, HttpResponseMessage?>? answer = null) =>
        new(TestCertificate.Trusted(azurite.Certificate)) { Age = age, Answer = answer ?? (_ => null) };

    private AzureBlobStore Open(StoreAddress.Azure address, Entra entra, string application = Entra.Application)
    {
        StoreSettings settings = Given.Settings with { Progress = told };
        var identity = new StoreCredentials.AzureWebIdentity(new EntraApplication(Entra.Tenant, application, new Entra.IdentityToken()));
        return new AzureBlobStore(address, settings, () => new AzureClient(address, identity, settings, entra));
    }
}
