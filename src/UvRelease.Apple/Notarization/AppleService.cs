using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using UvRelease.Releases;
using UvRelease.Releases.Json;

namespace UvRelease.Apple.Notarization;

/// <summary>A question for one of Apple's services.</summary>
/// <param name="Method">GET or POST.</param>
/// <param name="Url">Whom it goes to; never where an answer sends it on.</param>
internal sealed record AppleRequest(HttpMethod Method, Uri Url)
{
    /// <summary>A JSON document that goes with it.</summary>
    public byte[]? Json { get; init; }

    /// <summary>The key that signs its token; null where none may go with it.</summary>
    public NotaryKey? Key { get; init; }

    /// <summary>Most bytes of an answer.</summary>
    public int LongestAnswer { get; init; } = 1 << 20;

    /// <summary>True where "not found" can mean "not yet".</summary>
    public bool MayComeLater { get; init; }
}

/// <summary>
/// Sends requests to a service of Apple's, again where a failure may pass by itself. Redirects are not followed, answers are bounded, and what a server says
/// gets into no error before the token is taken out.
/// </summary>
/// <param name="name">What errors call it.</param>
/// <param name="options">Patience and clock.</param>
internal sealed class AppleService(string name, NotaryOptions options) : IDisposable
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(15);
    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = ConnectTimeout })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <summary>What errors call it.</summary>
    public string Name => name;

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

    /// <summary>Asks until there is an answer, and reads it.</summary>
    /// <param name="request">The question.</param>
    /// <param name="read">Reads the answer; what it throws is said to be the service's fault.</param>
    /// <param name="cancellation">Stops.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Environment"/>: there is none, or a refusal, or none that can be believed.</exception>
    public async Task<T> ReadAsync<T>(AppleRequest request, Func<JsonMapping, T> read, CancellationToken cancellation)
    {
        byte[] answer = await AskAsync(request, cancellation);
        try
        {
            return read(JsonMapping.Parse(answer, "the answer"));
        }
        catch (ReleaseException e)
        {
            throw Bad($"gave an answer that can't be believed: {e.Message.TrimEnd('.')}", "Run this again; if it stays so, Apple changed the service", e);
        }
    }

    private async Task<byte[]> AskAsync(AppleRequest request, CancellationToken cancellation)
    {
        for (int attempt = 1; ; attempt++)
        {
            string problem;
            TimeSpan? asked = null;
            Exception? cause = null;
            using var patience = new CancellationTokenSource(options.RequestTimeout);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
            try
            {
                string? token = request.Key?.Token(options.Time);
                using HttpRequestMessage message = Message(request, token);
                using HttpResponseMessage response = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, either.Token);
                byte[] answer = await ReadAsync(response, request.LongestAnswer, either.Token);
                if (response.StatusCode is HttpStatusCode.OK or HttpStatusCode.Created)
                    return answer;
                if (!MayPass(response.StatusCode, request))
                    throw new AppleRefusal(name, options.Time.GetUtcNow()).Of(response, answer, token);
                problem = $"answered {(int)response.StatusCode}";
                asked = Pause(response.Headers.RetryAfter);
            }
            catch (Exception e) when (e is HttpRequestException or IOException)
            {
                (problem, cause) = ($"can't be reached: {e.Message.TrimEnd('.')}", e);
            }
            catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
            {
                (problem, cause) = ($"gave no answer in {options.RequestTimeout.TotalSeconds:0.#} seconds", e);
            }

            if (attempt >= options.Attempts)
                throw Bad($"{problem}, {attempt} times", "Look at https://developer.apple.com/system-status/ and at the network, and run this again", cause);
            TimeSpan pause = asked > options.Pause(attempt) ? asked.Value : options.Pause(attempt);
            if (pause > options.LongestPause)
                throw Bad($"{problem} and wants to be left alone for {pause.TotalSeconds:0} seconds", "Run this again then", cause);
            options.Progress?.Report($"{name} {problem}. Asking again in {pause.TotalSeconds:0} s.");
            await Task.Delay(pause, options.Time, cancellation);
        }
    }

    /// <summary>An error of this service's.</summary>
    public ReleaseException Bad(string problem, string remedy, Exception? cause = null) => new(Fault.Environment, $"{name} {problem}. {remedy}.", cause);

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    private static HttpRequestMessage Message(AppleRequest request, string? token)
    {
        var message = new HttpRequestMessage(request.Method, request.Url);
        message.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (token is not null)
            message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (request.Json is { } json)
            message.Content = new ByteArrayContent(json) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        return message;
    }

    private async Task<byte[]> ReadAsync(HttpResponseMessage response, int longest, CancellationToken cancellation)
    {
        await using Stream stream = await response.Content.ReadAsStreamAsync(cancellation);
        using var answer = new MemoryStream();
        byte[] buffer = new byte[16 * 1024];
        for (int read; (read = await stream.ReadAsync(buffer, cancellation)) > 0;)
        {
            if (answer.Length + read > longest)
                throw Bad($"answered with more than {longest} bytes", "Nothing of that size is expected: look at what is between this machine and Apple");
            answer.Write(buffer, 0, read);
        }

        return answer.ToArray();
    }

    private static bool MayPass(HttpStatusCode status, AppleRequest request) =>
        status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError
            || (status == HttpStatusCode.NotFound && request.MayComeLater);

    private TimeSpan? Pause(RetryConditionHeaderValue? asked) => asked?.Delta ?? asked?.Date - options.Time.GetUtcNow();
}
