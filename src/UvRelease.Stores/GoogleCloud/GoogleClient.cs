using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Google;
using Google.Apis.Http;
using Google.Apis.Services;
using Google.Apis.Storage.v1;
using Google.Apis.Storage.v1.Data;
using Google.Cloud.Storage.V1;
using UvRelease.Credentials;
using UvRelease.Releases;
using UvRelease.Stores.Credentials;
using Object = Google.Apis.Storage.v1.Data.Object;

namespace UvRelease.Stores.GoogleCloud;

/// <summary>Makes the SDK's client: everything is set here, so that no variable or file of the machine changes where requests go, and whose they are.</summary>
internal sealed class GoogleClient : IDisposable
{
    /// <summary>Where Google serves all buckets.</summary>
    public static readonly Uri Public = new("https://storage.googleapis.com/");

    private static readonly TimeSpan RequestTimeout = TimeSpan.FromMinutes(10);
    private readonly StoreAddress.Google address;
    private readonly StorageService service;
    private readonly BearerToken? token;

    /// <summary>Makes it; nothing is sent yet.</summary>
    /// <param name="address">The bucket.</param>
    /// <param name="credentials">What opens it.</param>
    /// <param name="settings">How many requests it sends at once.</param>
    /// <param name="network">Sends requests to the store and to Google's token service; null for the network.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: the credentials are none of Google's.</exception>
    public GoogleClient(StoreAddress.Google address, StoreCredentials credentials, StoreSettings settings, HttpMessageHandler? network)
    {
        this.address = address;
        token = credentials switch
        {
            StoreCredentials.None => null,
            StoreCredentials.GoogleWebIdentity identity => new GoogleToken(identity.Federation, new CloudSettings
            {
                Time = settings.Time,
                Jitter = settings.Jitter,
                Progress = settings.Progress,
                Attempts = settings.Attempts,
                Network = network,
            }).ToBearer(),
            _ => throw new ReleaseException(Fault.Input, $"{address} can't be opened with {credentials}. Give a workload identity pool and an identity token."),
        };
        service = new StorageService(new BaseClientService.Initializer
        {
            ApplicationName = "uv-release",
            BaseUri = new Uri(address.Endpoint ?? Public, "storage/v1/").AbsoluteUri,
            HttpClientFactory = new OwnHandlers(network, settings.Parallelism * 2),
            DefaultExponentialBackOffPolicy = ExponentialBackOffPolicy.None,
            // Bytes come as they are stored.
            GZipEnabled = false,
        });
        service.HttpClient.Timeout = RequestTimeout;
        ConfigurableMessageHandler handler = service.HttpClient.MessageHandler;
        // The SDK's own retries would hide lost answers, and a token goes to no other host.
        (handler.NumTries, handler.FollowRedirect) = (1, false);
        if (token is not null)
            handler.AddExecuteInterceptor(new Bearer(token));
        Storage = new StorageClientImpl(service);
    }

    /// <summary>The client.</summary>
    public StorageClient Storage { get; }

    /// <summary>Begins to read a state of an object; null when it is not there any more. Of a range behind the end nothing is read.</summary>
    /// <exception cref="GoogleApiException">A refusal.</exception>
    public async Task<Stream?> ReadAsync(Object found, ByteRange? range, CancellationToken cancellationToken)
    {
        string generation = found.Generation?.ToString(CultureInfo.InvariantCulture) ?? "";
        var url = new Uri($"{service.BaseUri}b/{Uri.EscapeDataString(address.Bucket)}/o/{Uri.EscapeDataString(found.Name)}?alt=media&generation={generation}");
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        if (range is { } asked)
            request.Headers.Range = new RangeHeaderValue(asked.Offset, asked.Offset + asked.Length - 1);
        HttpResponseMessage answer = await service.HttpClient.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.PartialContent)
            return await answer.Content.ReadAsStreamAsync(cancellationToken);
        using (answer)
        {
            return answer.StatusCode switch
            {
                HttpStatusCode.RequestedRangeNotSatisfiable => Stream.Null,
                HttpStatusCode.NotFound => null,
                HttpStatusCode status => throw new GoogleApiException("storage", $"the answer is {(int)status}") { HttpStatusCode = status },
            };
        }
    }

    /// <summary>A page of a listing, in the order of the names' bytes.</summary>
    public Task<Objects> PageAsync(string prefix, string? from, CancellationToken cancellationToken)
    {
        ObjectsResource.ListRequest request = service.Objects.List(address.Bucket);
        (request.Prefix, request.PageToken) = (prefix, from);
        return request.ExecuteAsync(cancellationToken);
    }

    public void Dispose()
    {
        Storage.Dispose();
        service.Dispose();
        token?.Dispose();
    }

    private sealed class Bearer(BearerToken token) : IHttpExecuteInterceptor
    {
        public async Task InterceptAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await token.GetAsync(cancellationToken));
    }

    private sealed class OwnHandlers(HttpMessageHandler? network, int connections) : Google.Apis.Http.HttpClientFactory
    {
        protected override HttpMessageHandler CreateHandler(CreateHttpClientArgs args) => network ?? CloudService.Direct(connections);
    }
}
