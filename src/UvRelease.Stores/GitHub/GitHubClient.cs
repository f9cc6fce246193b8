using System.Net;
using System.Net.Http.Headers;
using System.Security.Authentication;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using UvRelease.Releases;
using UvRelease.Releases.GitHub;

namespace UvRelease.Stores.GitHub;

/// <summary>A request.</summary>
/// <param name="Method">How.</param>
/// <param name="Address">Where.</param>
/// <param name="What">What it does, for messages: "the list of releases".</param>
internal sealed record GitHubRequest(HttpMethod Method, Uri Address, string What)
{
    public const string Json = "application/vnd.github+json";

    /// <summary>Makes the body, anew for each try.</summary>
    public Func<HttpContent>? Content { get; init; }

    /// <summary>What the answer may be.</summary>
    public string Accept { get; init; } = Json;

    /// <summary>How long it may take; null for as long as any other.</summary>
    public TimeSpan? Patience { get; init; }
}

/// <summary>How a write ended: with an answer, or nobody knows whether it was done.</summary>
/// <param name="Response">The answer; null for none that tells.</param>
/// <param name="Doubt">Why it is not known.</param>
internal readonly record struct WriteEnding(HttpResponseMessage? Response, string Doubt);

/// <summary>
/// Sends requests to GitHub's API. Reading ones are sent again when their failure may pass by itself, writing ones only when a limit says that nothing was done:
/// after anything else the caller looks what became of it. The token goes to the API's own host and its host for uploads, nowhere else.
/// </summary>
internal sealed class GitHubClient : IDisposable
{
    private const int LongestAnswer = 32 << 20;
    private const int MostRedirects = 3;
    private readonly HttpClient client;
    private readonly GitHubReleaseSettings settings;

    public GitHubClient(GitHubReleaseSettings settings, Pauses pauses)
    {
        (this.settings, Pauses) = (settings, pauses);
        client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, AutomaticDecompression = DecompressionMethods.All })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        client.DefaultRequestHeaders.UserAgent.ParseAdd("uv-release");
    }

    public Pauses Pauses { get; }

    /// <summary>Reads a resource; null when there is none, or the token may not see it.</summary>
    public async Task<(T? Value, bool HasNext)> ReadAsync<T>(GitHubRequest request, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        for (int attempt = 1; ; attempt++)
        {
            using HttpResponseMessage response = await ReadAsync(request, cancellationToken);
            if (response.StatusCode == HttpStatusCode.NotFound)
                return (null, false);
            if (response.StatusCode != HttpStatusCode.OK)
                throw await GitHubRefusal.OfAsync(response, request.What, cancellationToken);
            try
            {
                return (await ParseAsync(response, request.What, type, cancellationToken), HasNextPage(response));
            }
            catch (ReleaseException e) when (attempt < settings.Attempts && e.InnerException is not null)
            {
                await Pauses.AfterFailureAsync(attempt, $"{request.What}: the answer is no whole answer", cancellationToken);
            }
        }
    }

    /// <summary>Reads until there is an answer of any status but those that may pass by themselves.</summary>
    public async Task<HttpResponseMessage> ReadAsync(GitHubRequest request, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            (HttpResponseMessage? response, string doubt) = await WriteAsync(request, cancellationToken);
            if (response is not null)
                return response;
            if (attempt == settings.Attempts)
                throw new ReleaseException(Fault.Environment, MarkdownText.Visible($"GitHub gives no answer to {request.What}: {doubt}. Check the network and GITHUB_API_URL, and run again; https://www.githubstatus.com tells whether GitHub is well."));
            await Pauses.AfterFailureAsync(attempt, $"{request.What}: {doubt}", cancellationToken);
        }
    }

    /// <summary>Sends once; waits and sends again where a limit says that nothing was done.</summary>
    public async Task<WriteEnding> WriteAsync(GitHubRequest request, CancellationToken cancellationToken)
    {
        for (int limited = 1; ; limited++)
        {
            HttpResponseMessage response;
            try
            {
                response = await SendAsync(request, cancellationToken);
                if (response.StatusCode is >= HttpStatusCode.InternalServerError or HttpStatusCode.RequestTimeout)
                {
                    response.Dispose();
                    return new WriteEnding(null, $"status {(int)response.StatusCode}");
                }
            }
            catch (Exception e) when (IsLost(e, cancellationToken))
            {
                // A wrong certificate does not become right.
                if (e.InnerException is AuthenticationException)
                    throw new ReleaseException(Fault.Environment, MarkdownText.Visible($"GitHub's certificate is not trusted: {e.Message} Check GITHUB_API_URL and the job's certificates."), e);
                return new WriteEnding(null, e is OperationCanceledException ? "no answer in time" : e.Message.TrimEnd('.'));
            }

            if (!await GitHubLimits.IsOneAsync(response, cancellationToken))
                return new WriteEnding(response, "");
            using (response)
            {
                if (limited > settings.Attempts)
                    throw new ReleaseException(Fault.Environment, $"GitHub keeps limiting requests at {request.What}. Run again later; what is done is kept.");
                await Pauses.AfterLimitAsync(GitHubLimits.Pause(response, settings.Time.GetUtcNow()), limited, request.What, cancellationToken);
            }
        }
    }

    /// <summary>Reads the answer of a write; null where it is cut off or something else, and it is not known what became of the write.</summary>
    public static async Task<T?> TryParseAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return await ParseAsync(response, "a write", type, cancellationToken);
        }
        catch (ReleaseException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();

    // A renamed repository answers with its new path on the same host. Bytes of assets lie on another one, which gets no token.
    private async Task<HttpResponseMessage> SendAsync(GitHubRequest request, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(request.Patience ?? settings.Patience, settings.Time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        bool wantsBytes = request.Accept != GitHubRequest.Json;
        Uri address = request.Address;
        for (int redirects = 0; ; redirects++)
        {
            bool isHome = address.GetLeftPart(UriPartial.Authority) == request.Address.GetLeftPart(UriPartial.Authority);
            using HttpRequestMessage message = Message(request, address, isHome);
            HttpResponseMessage response;
            try
            {
                response = await client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, end.Token);
                if (!wantsBytes)
                    await response.Content.LoadIntoBufferAsync(LongestAnswer, end.Token);
            }
            catch
            {
                (message.Content as SendingFile)?.TakeBack();
                throw;
            }

            if (response.StatusCode is not (HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect))
                return response;
            using (response)
            {
                Uri? next = response.Headers.Location is { } location ? new Uri(address, location) : null;
                bool staysHome = next?.GetLeftPart(UriPartial.Authority) == request.Address.GetLeftPart(UriPartial.Authority)
                    && (request.Method == HttpMethod.Get || response.StatusCode is HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect);
                if (next is null || redirects == MostRedirects || !(staysHome || (wantsBytes && next.Scheme == request.Address.Scheme)))
                    throw new ReleaseException(Fault.Environment, $"GitHub redirects {request.What} to another host, or in a circle; nothing is sent there. Check GITHUB_API_URL and the name of the repository.");
                address = next;
            }
        }
    }

    private HttpRequestMessage Message(GitHubRequest request, Uri address, bool isHome)
    {
        var message = new HttpRequestMessage(request.Method, address) { Content = request.Content?.Invoke() };
        message.Headers.Accept.ParseAdd(request.Accept);
        if (!isHome)
            return message;
        message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", settings.Token);
        message.Headers.Add("X-GitHub-Api-Version", "2022-11-28");
        return message;
    }

    private static async Task<T> ParseAsync<T>(HttpResponseMessage response, string what, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        if (response.Content.Headers.ContentType?.MediaType is not ("application/json" or GitHubRequest.Json))
            throw Unreadable(what, "is no JSON", new JsonException());
        try
        {
            return JsonSerializer.Deserialize(await response.Content.ReadAsByteArrayAsync(cancellationToken), type) ?? throw Unreadable(what, "is empty", null);
        }
        catch (JsonException e)
        {
            throw Unreadable(what, "is cut off, or is not what GitHub's API describes", e);
        }
    }

    /// <summary>True for a connection that broke or took too long.</summary>
    public static bool IsLost(Exception e, CancellationToken cancellationToken) => !cancellationToken.IsCancellationRequested && e is HttpRequestException or IOException or OperationCanceledException;

    private static bool HasNextPage(HttpResponseMessage response) =>
        response.Headers.TryGetValues("Link", out IEnumerable<string>? links) && links.Any(link => link.Contains("rel=\"next\"", StringComparison.Ordinal));

    private static ReleaseException Unreadable(string what, string problem, Exception? inner) =>
        new(Fault.Environment, $"GitHub's answer to {what} {problem}. Run again; if it stays, check GITHUB_API_URL and what stands between.", inner);
}
