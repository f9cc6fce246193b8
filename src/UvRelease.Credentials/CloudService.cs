using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using UvRelease.Releases;
using UvRelease.Releases.Json;

namespace UvRelease.Credentials;

/// <summary>A question for a cloud's service.</summary>
/// <param name="Method">GET or POST.</param>
/// <param name="Url">Whom it goes to; never where an answer sends it on.</param>
public sealed record CloudRequest(HttpMethod Method, Uri Url)
{
    /// <summary>What goes with it; null for nothing.</summary>
    public byte[]? Content { get; init; }

    /// <summary>Kind of <see cref="Content"/>.</summary>
    public string ContentType { get; init; } = "application/json";
}

/// <summary>An answer that is a success.</summary>
/// <param name="Status">200, 201 or 202.</param>
/// <param name="Body">Its bytes.</param>
/// <param name="Headers">Its headers.</param>
public sealed record CloudAnswer(HttpStatusCode Status, ReadOnlyMemory<byte> Body, HttpResponseHeaders Headers);

/// <summary>
/// Sends small requests to a cloud's service, again where a failure may pass by itself. Redirects are not followed, answers are bounded, and what a server
/// says gets into no error before the token is taken out.
/// </summary>
public sealed class CloudService : IDisposable
{
    private const int LongestAnswer = 1 << 20, MostWords = 400;
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(15);

    private readonly string name;
    private readonly CloudSettings settings;
    private readonly BearerToken? token;
    private readonly HttpClient http;
    private readonly Retries retries;

    /// <summary>Makes it; nothing is sent yet.</summary>
    /// <param name="name">What errors call it.</param>
    /// <param name="settings">Clock, patience and network.</param>
    /// <param name="token">Goes with each request; null for none.</param>
    public CloudService(string name, CloudSettings settings, BearerToken? token)
    {
        (this.name, this.settings, this.token) = (name, settings, token);
        http = new HttpClient(settings.Network ?? Direct(settings.Parallelism), disposeHandler: settings.Network is null)
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        retries = new Retries(name, settings);
    }

    /// <summary>A handler that goes to the network itself: no redirects, no cookies.</summary>
    public static SocketsHttpHandler Direct(int connections) =>
        new() { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = ConnectTimeout, MaxConnectionsPerServer = connections };

    /// <summary>Writes a JSON object.</summary>
    public static byte[] Json(Action<Utf8JsonWriter> write)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return bytes.ToArray();
    }

    /// <summary>Asks until there is an answer, and reads it as JSON.</summary>
    /// <param name="what">What is asked for, for errors.</param>
    /// <param name="request">The question.</param>
    /// <param name="read">Reads the answer; what it throws is said to be the service's fault.</param>
    /// <param name="cancellation">Stops.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Environment"/>: there is none, or a refusal, or none that can be believed.</exception>
    public async Task<T> ReadAsync<T>(string what, CloudRequest request, Func<JsonMapping, T> read, CancellationToken cancellation)
    {
        CloudAnswer answer = await SendAsync(what, request, cancellation);
        try
        {
            return read(JsonMapping.Parse(answer.Body, "the answer"));
        }
        catch (ReleaseException e)
        {
            throw new ReleaseException(Fault.Environment, $"{name}: {what} gave an answer that can't be believed: {e.Message}", e);
        }
    }

    /// <summary>Asks until there is an answer.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Environment"/>: there is none, or a refusal.</exception>
    public Task<CloudAnswer> SendAsync(string what, CloudRequest request, CancellationToken cancellation) => retries.RunAsync(
        what, () => OnceAsync(request, cancellation), CloudException.MayPass, e => Explain(what, e), null, cancellation);

    /// <inheritdoc/>
    public void Dispose()
    {
        http.Dispose();
        token?.Dispose();
    }

    private async Task<CloudAnswer> OnceAsync(CloudRequest request, CancellationToken cancellation)
    {
        for (bool isFirst = true; ; isFirst = false)
        {
            string? bearer = token is null ? null : await token.GetAsync(cancellation);
            using var patience = new CancellationTokenSource(settings.RequestTimeout, settings.Time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
            using HttpRequestMessage message = Message(request, bearer);
            using HttpResponseMessage response = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, either.Token);
            byte[] body = await ReadAsync(response, either.Token);
            if (response.StatusCode is HttpStatusCode.OK or HttpStatusCode.Created or HttpStatusCode.Accepted)
                return new CloudAnswer(response.StatusCode, body, response.Headers);
            // A token can end between two files; one that is new and refused as well is refused for good.
            if (response.StatusCode == HttpStatusCode.Unauthorized && bearer is not null && isFirst)
            {
                token!.Refused(bearer);
                continue;
            }

            throw Failure(response, body, bearer);
        }
    }

    private static HttpRequestMessage Message(CloudRequest request, string? bearer)
    {
        var message = new HttpRequestMessage(request.Method, request.Url);
        if (bearer is not null)
            message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        if (request.Content is { } content)
            message.Content = new ByteArrayContent(content) { Headers = { ContentType = new MediaTypeHeaderValue(request.ContentType) } };
        return message;
    }

    private async Task<byte[]> ReadAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        await using Stream stream = await response.Content.ReadAsStreamAsync(cancellation);
        byte[] answer = new byte[Math.Min(response.Content.Headers.ContentLength ?? LongestAnswer, LongestAnswer) + 1];
        int length = await stream.ReadAtLeastAsync(answer, answer.Length, throwOnEndOfStream: false, cancellation);
        return length < answer.Length ? answer[..length]
            : throw new ReleaseException(Fault.Environment, $"{name} answers with more than {answer.Length - 1} bytes, and nothing of that size is expected.");
    }

    private CloudException Failure(HttpResponseMessage response, byte[] body, string? bearer)
    {
        (string code, string words) = Words(body);
        // A server that repeats the request would have the token printed.
        if (bearer is not null)
            words = words.Replace(bearer, "…", StringComparison.Ordinal);
        RetryConditionHeaderValue? asked = response.Headers.RetryAfter;
        return new CloudException(response.StatusCode, code, words.Length <= MostWords ? words : words[..MostWords] + "…")
        {
            RetryAfter = asked?.Delta ?? asked?.Date - settings.Time.GetUtcNow(),
        };
    }

    // {"error": {"code": …, "status": …, "message": …}} of Azure and Google, {"error": …, "error_description": …} of token services (RFC 6749).
    private static (string Code, string Words) Words(byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            JsonElement root = json.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("error", out JsonElement error))
                return ("", "");
            return error.ValueKind == JsonValueKind.Object
                ? (Text(error, "status") is { Length: > 0 } status ? status : Text(error, "code"), Text(error, "message"))
                : (Text(root, "error"), Text(root, "error_description"));
        }
        catch (JsonException)
        {
            return ("", "");
        }
    }

    private static string Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    private ReleaseException Explain(string what, Exception error)
    {
        string sentence = error switch
        {
            _ when ServerCertificates.Refusal(error) is { } refusal => ServerCertificates.Sentence(name, refusal),
            CloudException { Status: HttpStatusCode.Unauthorized } =>
                $"the token is not taken ({error.Message}) Check whom it is for, and this machine's clock.",
            CloudException { Status: HttpStatusCode.Forbidden } =>
                $"access is denied ({error.Message}) Check the role of who signs in, the region of the address, and the trust in the job's identity token.",
            CloudException { Status: HttpStatusCode.NotFound } => $"there is no such thing ({error.Message}) Check the address.",
            CloudException { Status: HttpStatusCode.TooManyRequests } =>
                $"the limit of requests is used up ({error.Message}) Run this again later, or let fewer requests run at once.",
            OperationCanceledException => $"there was no answer in {settings.RequestTimeout.TotalSeconds:0} seconds. Check the network, and run this again.",
            HttpRequestException or IOException => $"it can't be reached: {error.Message.TrimEnd('.')}. Check the network and the address.",
            _ => $"it answered {error.Message}",
        };
        return new ReleaseException(Fault.Environment, $"{name}: {what} failed: {sentence}", error);
    }
}

/// <summary>How a cloud's services are asked.</summary>
public sealed record CloudSettings : RetrySettings
{
    /// <summary>How many requests run at once.</summary>
    public int Parallelism { get; init; } = 8;

    /// <summary>How long one request may take.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Sends requests; null for the network.</summary>
    public HttpMessageHandler? Network { get; init; }
}
