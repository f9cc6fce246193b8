using Azure;
using Azure.Core.Pipeline;
using Azure.Storage;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Specialized;
using UvRelease.Credentials;
using UvRelease.Releases;
using UvRelease.Stores.Credentials;

namespace UvRelease.Stores.AzureBlobs;

/// <summary>Makes the SDK's client: everything is set here, so that no variable or file of the machine changes where requests go.</summary>
internal sealed class AzureClient : IDisposable
{
    // The first version with what is used here; emulators and clouds know it for years.
    private const BlobClientOptions.ServiceVersion Version = BlobClientOptions.ServiceVersion.V2021_12_02;
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromMinutes(10);

    private readonly HttpClient http;
    private readonly Func<Uri, BlockBlobClient> blob;

    /// <summary>Makes it; nothing is sent yet.</summary>
    /// <param name="address">The container.</param>
    /// <param name="credentials">What opens it.</param>
    /// <param name="settings">How many requests it sends at once.</param>
    /// <param name="network">Sends requests to the store and to Entra; null for the network.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: the credentials are none of Azure's, or can't be used at this address.</exception>
    public AzureClient(StoreAddress.Azure address, StoreCredentials credentials, StoreSettings settings, HttpMessageHandler? network = null)
    {
        network ??= new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            ConnectTimeout = TimeSpan.FromSeconds(15),
            MaxConnectionsPerServer = settings.Parallelism * 2,
            UseCookies = false,
        };
        http = new HttpClient(new BoundedAnswers(network)) { Timeout = Timeout.InfiniteTimeSpan };
        var transport = new HttpClientTransport(http);
        var options = new BlobClientOptions(Version)
        {
            Transport = transport,
            // The SDK's own retries would hide lost answers.
            RetryPolicy = new RetryPolicy(maxRetries: 0),
            Retry = { NetworkTimeout = RequestTimeout },
            Request100ContinueOptions = new Request100ContinueOptions { Mode = Request100ContinueMode.Never },
            TrimBlobNameSlashes = false,
            Diagnostics = { IsDistributedTracingEnabled = false, IsLoggingEnabled = false, IsTelemetryEnabled = false },
        };
        (Container, blob) = Open(address, credentials, options, transport);
    }

    /// <summary>The container.</summary>
    public BlobContainerClient Container { get; }

    /// <summary>A blob, by its whole address: from a container's the SDK would make its own, and lose paths of the endpoint.</summary>
    public BlockBlobClient Blob(Uri url) => blob(url);

    /// <summary>Address of a container.</summary>
    public static Uri UrlOf(StoreAddress.Azure address) =>
        new($"{(address.Endpoint ?? new Uri($"https://{address.Account}.blob.core.windows.net")).AbsoluteUri.TrimEnd('/')}/{address.Container}");

    public void Dispose() => http.Dispose();

    private static (BlobContainerClient Container, Func<Uri, BlockBlobClient> Blob) Open(
        StoreAddress.Azure address, StoreCredentials credentials, BlobClientOptions options, HttpPipelineTransport transport)
    {
        Uri url = UrlOf(address);
        switch (credentials)
        {
            case StoreCredentials.None:
                return (new BlobContainerClient(url, options), at => new BlockBlobClient(at, options));
            case StoreCredentials.AzureSas sas:
                var signature = new AzureSasCredential(sas.Query.TrimStart('?'));
                return (new BlobContainerClient(url, signature, options), at => new BlockBlobClient(at, signature, options));
            case StoreCredentials.AzureSharedKey given:
                StorageSharedKeyCredential key = KeyOf(address.Account, given.Key);
                return (new BlobContainerClient(url, key, options), at => new BlockBlobClient(at, key, options));
            case StoreCredentials.AzureWebIdentity when url.Scheme != Uri.UriSchemeHttps:
                throw new ReleaseException(
                    Fault.Input,
                    $"{address} is not encrypted, and tokens of Microsoft Entra are sent over https:// alone. Use an https:// endpoint, or the account's key.");
            case StoreCredentials.AzureWebIdentity identity:
                var token = new EntraToken(identity.Application, "https://storage.azure.com", transport);
                return (new BlobContainerClient(url, token, options), at => new BlockBlobClient(at, token, options));
            default:
                throw new ReleaseException(
                    Fault.Input,
                    $"{address} can't be opened with {credentials}. " +
                    "Give the account's key, a shared access signature, or an application and an identity token.");
        }
    }

    private static StorageSharedKeyCredential KeyOf(string account, string key)
    {
        try
        {
            return new StorageSharedKeyCredential(account, key.Trim());
        }
        catch (FormatException)
        {
            throw new ReleaseException(Fault.Input, "The key of the Azure storage account is no base64. Copy it again from 'Access keys' of the account.");
        }
    }

    /// <summary>Bounds the answers that the SDK reads whole: errors and listings. The content of blobs streams.</summary>
    private sealed class BoundedAnswers(HttpMessageHandler network) : DelegatingHandler(network)
    {
        private const int Longest = 32 << 20;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            HttpResponseMessage answer = await base.SendAsync(request, cancellationToken);
            bool lists = request.RequestUri!.Query.Contains("comp=list", StringComparison.Ordinal);
            try
            {
                if (!answer.IsSuccessStatusCode || request.Method != HttpMethod.Get || lists)
                    await answer.Content.LoadIntoBufferAsync(Longest, cancellationToken);
                return answer;
            }
            catch
            {
                answer.Dispose();
                throw;
            }
        }
    }
}
