using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using UvRelease.Credentials;

namespace UvRelease.Tests.Keys;

/// <summary>A request as a service of a cloud sees it.</summary>
internal sealed record CloudQuestion(HttpMethod Method, Uri Url, string? Bearer, string? ContentType, string Body)
{
    public JsonNode Json => JsonNode.Parse(Body)!;
}

/// <summary>
/// Services of a cloud in front of a network that has nothing else: proves the token of each request, and counts. Tokens are given by a token service of its
/// own, and end after so many uses as a test says.
/// </summary>
internal abstract class CloudDouble : HttpMessageHandler
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, int> uses = new(StringComparer.Ordinal);
    private int tokens, running;

    /// <summary>The job's identity token.</summary>
    public const string Identity = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJyZXBvOmFjbWUvYXBwIn0.c2lnbmF0dXJl";

    /// <summary>Settings that don't wait long.</summary>
    public static CloudSettings Settings { get; } = new() { Time = TimeProvider.System, Jitter = () => 0.01, Progress = new Progress<string>(), Attempts = 4 };

    /// <summary>After so many uses a token is refused.</summary>
    public int UsesOfToken { get; init; } = int.MaxValue;

    /// <summary>How long each answer takes.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>Answers in the place of its own, by the number of the request, from 0.</summary>
    public Func<int, HttpResponseMessage?> Fault { get; init; } = _ => null;

    /// <summary>Requests to the service that signs.</summary>
    public int Requests { get; private set; }

    /// <summary>Most requests that ran at once.</summary>
    public int MostAtOnce { get; private set; }

    /// <summary>Tokens that were given.</summary>
    public int Tokens => tokens;

    /// <summary>True for an address of the token service.</summary>
    private protected abstract bool IsTokenService(Uri url);

    /// <summary>Answers the token service's question with a new token.</summary>
    private protected abstract HttpResponseMessage Give(CloudQuestion question, string token);

    /// <summary>Answers a question whose token is right.</summary>
    private protected abstract HttpResponseMessage Answer(CloudQuestion question);

    public static HttpResponseMessage Says(HttpStatusCode status, JsonNode json) =>
        new(status) { Content = new StringContent(json.ToJsonString(), Encoding.UTF8, "application/json") };

    public static HttpResponseMessage Says(int status, string code, string message) => Says((HttpStatusCode)status,
        new JsonObject { ["error"] = new JsonObject { ["code"] = code, ["message"] = message } });

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        string body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        var question = new CloudQuestion(request.Method, request.RequestUri!, request.Headers.Authorization is { Scheme: "Bearer" } one ? one.Parameter : null,
            request.Content?.Headers.ContentType?.MediaType, body);
        if (IsTokenService(question.Url))
            return Give(question, $"token-{Interlocked.Increment(ref tokens)}");
        int number;
        lock (gate)
        {
            number = Requests++;
            MostAtOnce = Math.Max(MostAtOnce, ++running);
        }

        try
        {
            await Task.Delay(Latency, cancellationToken);
            lock (gate)
                return Fault(number) ?? (IsGood(question.Bearer) ? Answer(question) : Says(401, "Unauthorized", $"The token {question.Bearer} is not valid."));
        }
        finally
        {
            lock (gate)
                running--;
        }
    }

    private bool IsGood(string? token)
    {
        if (token?.StartsWith("token-", StringComparison.Ordinal) != true)
            return false;
        uses[token] = uses.GetValueOrDefault(token) + 1;
        return uses[token] <= UsesOfToken;
    }

    /// <summary>The job's token.</summary>
    public sealed class JobToken : IIdentityToken
    {
        public Task<string> GetAsync(CancellationToken cancellationToken) => Task.FromResult(Identity);
    }
}
