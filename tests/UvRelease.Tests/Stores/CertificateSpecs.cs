using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using UvRelease.Releases;
using UvRelease.Stores;
using UvRelease.Stores.Credentials;
using Xunit;

namespace UvRelease.Tests.Stores;

/// <summary>A server whose certificate this machine does not trust: no second try makes it right.</summary>
public sealed class CertificateSpecs : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly X509Certificate2 certificate = TestCertificate.Make();
    private readonly Told told = new();
    private int connections;
    private volatile bool breaks;

    public CertificateSpecs()
    {
        listener.Start();
        _ = ServeAsync();
    }

    private Uri Url => new($"https://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");

    public static TheoryData<string> Kinds => ["s3", "azure"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task It_is_asked_once_and_the_sentence_names_the_certificate_and_the_mend(string kind)
    {
        using IStore store = Open(kind);
        ReleaseException error = await Assert.ThrowsAsync<ReleaseException>(() => store.FindAsync(StoreKey.Of("a"), TestContext.Current.CancellationToken));
        Assert.Equal(Fault.Environment, error.Fault);
        Assert.Contains("the TLS certificate of 127.0.0.1 is not accepted: ", error.Message, StringComparison.Ordinal);
        Assert.Contains("UntrustedRoot", error.Message, StringComparison.Ordinal);
        Assert.Contains("SSL_CERT_FILE", error.Message, StringComparison.Ordinal);
        Assert.Empty(told.Lines);
        Assert.Equal(1, connections);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_connection_that_breaks_in_the_handshake_is_tried_again(string kind)
    {
        breaks = true;
        using IStore store = Open(kind);
        ReleaseException error = await Assert.ThrowsAsync<ReleaseException>(() => store.FindAsync(StoreKey.Of("a"), TestContext.Current.CancellationToken));
        Assert.Contains("can't be reached", error.Message, StringComparison.Ordinal);
        Assert.Equal((2, 3), (told.Lines.Count, connections));
    }

    public void Dispose()
    {
        listener.Dispose();
        certificate.Dispose();
    }

    private IStore Open(string kind)
    {
        StoreSettings settings = Given.Settings with { Progress = told, Attempts = 3 };
        return kind == "s3"
            ? Store.Open(new StoreAddress.S3("bucket", "", "us-east-1") { Endpoint = Url, PathStyle = true }, new StoreCredentials.S3Keys("AK", "SK"), settings)
            : Store.Open(new StoreAddress.Azure("account", "container", "") { Endpoint = new Uri(Url, "account") },
                new StoreCredentials.AzureSharedKey("AAAA"), settings);
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            try
            {
                using TcpClient client = await listener.AcceptTcpClientAsync();
                Interlocked.Increment(ref connections);
                if (breaks)
                    continue;
                await using var secure = new SslStream(client.GetStream());
                await secure.AuthenticateAsServerAsync(certificate);
                await secure.ReadExactlyAsync(new byte[1]);
            }
            catch (Exception e) when (e is IOException or AuthenticationException)
            {
                // The client did not trust it.
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
            {
                return;
            }
        }
    }
}
