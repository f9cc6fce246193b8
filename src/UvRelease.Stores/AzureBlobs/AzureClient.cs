using System.Net.Http.Headers;
using UvRelease.Stores.Credentials;

namespace UvRelease.Stores.AzureBlobs;

/// <summary>Requests of the Blob service's REST API.</summary>
internal sealed class AzureClient : IDisposable
{
    // The first version with what is used here; emulators and clouds know it for years.
    private const string Version = "2021-12-02";
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromMinutes(10);

    private readonly HttpClient http;
    private readonly AzureSignature signature;

    public AzureClient(StoreAddress.Azure address, StoreCredentials credentials, StoreSettings settings)
    {
        signature = AzureSignature.Of(address, credentials, settings.Time);
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = TimeSpan.FromSeconds(15), MaxConnectionsPerServer = settings.Parallelism * 2, UseCookies = false };
        http = new HttpClient(handler) { Timeout = RequestTimeout };
        Container = new Uri($"{(address.Endpoint ?? new Uri($"https://{address.Account}.blob.core.windows.net")).AbsoluteUri.TrimEnd('/')}/{address.Container}");
    }

    /// <summary>Address of the container.</summary>
    public Uri Container { get; }

    /// <summary>Address of a blob.</summary>
    /// <param name="name">Its whole name.</param>
    /// <param name="query">"" or a query without the question mark.</param>
    public Uri Blob(string name, string query = "") =>
        new($"{Container.AbsoluteUri}/{string.Join('/', name.Split('/').Select(Uri.EscapeDataString))}{(query.Length > 0 ? "?" + query : "")}");

    /// <summary>Sends a request; its answer, whose content is not read yet.</summary>
    /// <exception cref="AzureFailure">The answer is no success.</exception>
    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, Uri uri, Action<HttpRequestMessage> fill, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, uri);
        request.Headers.Add("x-ms-version", Version);
        fill(request);
        await signature.SignAsync(request, cancellationToken);
        HttpResponseMessage answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (answer.IsSuccessStatusCode)
            return answer;
        using (answer)
            throw new AzureFailure(answer.StatusCode, Header(answer.Headers, "x-ms-error-code") ?? "");
    }

    /// <summary>A header of an answer; null when it has none.</summary>
    public static string? Header(HttpHeaders headers, string name) => headers.TryGetValues(name, out IEnumerable<string>? values) ? values.FirstOrDefault() : null;

    public void Dispose() => http.Dispose();
}
