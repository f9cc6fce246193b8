using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization;
using UvRelease.Releases;

namespace UvRelease.Channels.Gates.Reading;

/// <summary>
/// Asks Sentry, and nobody else: no redirect is followed, so that the token (scope org:read) goes to the configured host alone. What may pass by
/// itself is tried
/// again; answers are bounded.
/// </summary>
public sealed class SentryApi : IDisposable
{
    private const int LongestAnswer = 16 << 20, Attempts = 4;
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1), Patience = TimeSpan.FromSeconds(30);

    private readonly HttpClient client;
    private readonly TimeProvider time;

    /// <summary>Opens it; nothing is sent yet.</summary>
    /// <param name="url">Where Sentry is: https, or http on this machine.</param>
    /// <param name="token">The token.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: the token is none, or would be sent in the clear.</exception>
    public SentryApi(Uri url, string token, TimeProvider time)
    {
        if (string.IsNullOrWhiteSpace(token) || token.AsSpan().IndexOfAnyExceptInRange('!', '~') >= 0)
            throw new ReleaseException(Fault.Input, "The Sentry token is empty or no token. Pass a secret with the scope org:read.");
        if (url.Scheme != Uri.UriSchemeHttps && !url.IsLoopback)
            throw new ReleaseException(Fault.Input, "promote.health.url is no https address, and the token would be sent in the clear. Use https.");
        this.time = time;
        client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
        {
            BaseAddress = new Uri(url.AbsoluteUri.TrimEnd('/') + "/"),
            MaxResponseContentBufferSize = LongestAnswer,
            Timeout = Patience,
        };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        client.DefaultRequestHeaders.Accept.ParseAdd("application/json");
        client.DefaultRequestHeaders.UserAgent.ParseAdd("uv-release");
    }

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();

    /// <summary>Reads session statistics.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Environment"/>: there is no answer that can be read; <see cref="Fault.Input"/>: it is
    /// refused.</exception>
    internal async Task<SentrySessions> GetAsync(string path, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            (string Doubt, TimeSpan? Asked, Exception? Cause) failure;
            try
            {
                using HttpResponseMessage response = await client.GetAsync(new Uri(path, UriKind.Relative), cancellationToken);
                if (response.StatusCode == HttpStatusCode.OK)
                    return Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken));
                if (response.StatusCode is not HttpStatusCode.TooManyRequests and < HttpStatusCode.InternalServerError)
                    throw Refused(response.StatusCode);
                failure = ($"status {(int)response.StatusCode}", response.Headers.RetryAfter?.Delta, null);
            }
            catch (Exception e) when (e is HttpRequestException or IOException
                || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
            {
                failure = (e is OperationCanceledException ? "no answer in time" : e.Message.TrimEnd('.'), null, e);
            }

            TimeSpan pause = failure.Asked ?? TimeSpan.FromSeconds(Math.Pow(2, attempt));
            if (attempt == Attempts || pause > LongestPause)
                throw new ReleaseException(Fault.Environment, $"Sentry does not answer: {failure.Doubt}. Run again later.", failure.Cause);
            await Task.Delay(pause, time, cancellationToken);
        }
    }

    private static SentrySessions Parse(byte[] answer)
    {
        try
        {
            return JsonSerializer.Deserialize(answer, SentryJson.Default.SentrySessions) ?? throw new JsonException();
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            throw new ReleaseException(
                Fault.Environment, $"Sentry's answer is not what its API describes{((e as JsonException)?.Path is { } path ? $" at {path}" : "")}. Run "
                    + "again later.", e);
        }
    }

    private static ReleaseException Refused(HttpStatusCode status) => status switch
    {
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden =>
            new(Fault.Input, $"Sentry refuses the token (status {(int)status}). It needs the scope org:read for this organization."),
        HttpStatusCode.NotFound => new(Fault.Input, "Sentry does not know the organization, or the token may not see it. Correct promote.health."),
        HttpStatusCode.BadRequest => new(Fault.Input, "Sentry refuses the question (status 400). Correct project, environment and release in promote.health."),
        _ => new(Fault.Environment, $"Sentry answers with status {(int)status}; no redirect is followed. Correct promote.health.url."),
    };
}

/// <summary>Session statistics. Fields that are missing are an error.</summary>
internal sealed record SentrySessions(IReadOnlyList<string> Intervals, IReadOnlyList<SentryGroup> Groups);

/// <summary>A group of them.</summary>
internal sealed record SentryGroup(Dictionary<string, string> By, Dictionary<string, long> Totals, Dictionary<string, long[]> Series);

/// <summary>Reads answers without reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(SentrySessions))]
internal sealed partial class SentryJson : JsonSerializerContext;
