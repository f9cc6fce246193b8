using System.Collections.Concurrent;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using UvRelease.Releases;
using UvRelease.Releases.Json;

namespace UvRelease.GitHub;

/// <summary>
/// Asks GitHub's API, by REST and by GraphQL, and reads answers into records whose fields are required. What may pass by itself (5xx, limits, lost connections)
/// is tried again where nothing changes, with patience that has an end.
/// </summary>
public sealed class GitHubApi : IDisposable
{
    /// <summary>Entries of a page (the API's greatest).</summary>
    public const int PageSize = 100;

    // GitHub's pages are as long as what is in them: 100 releases of 250 files are 36 MB.
    private const int Fewer = 5;

    private readonly GitHubSettings settings;
    private readonly HttpClient client;
    private readonly ConcurrentDictionary<string, int> pageSizes = new(StringComparer.Ordinal);

    /// <summary>Opens it; nothing is sent yet.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: the token is none.</exception>
    public GitHubApi(GitHubSettings settings)
    {
        if (string.IsNullOrWhiteSpace(settings.Token) || settings.Token.AsSpan().IndexOfAnyExceptInRange('!', '~') >= 0)
            throw new ReleaseException(Fault.Input, "The GitHub token is empty or no token. Pass ${{ github.token }}.");
        this.settings = settings;
        Pauses = new GitHubPauses(settings);
        var connections = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, AutomaticDecompression = DecompressionMethods.All };
        Handler = new RetryingHandler(settings, Pauses, new GuardingHandler(settings, connections));
        client = new HttpClient(Handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>The path of a repository.</summary>
    /// <param name="repository">owner/name.</param>
    public static string RepositoryPath(string repository) => "repos/" + string.Join('/', repository.Split('/').Select(Uri.EscapeDataString));

    /// <summary>Where it is.</summary>
    public GitHubAddress Address => settings.Address;

    /// <summary>The pauses between requests, for whoever looks again after a write without an answer.</summary>
    public GitHubPauses Pauses { get; }

    /// <summary>What every request goes through.</summary>
    internal HttpMessageHandler Handler { get; }

    /// <summary>Reads one resource.</summary>
    /// <returns>Null when there is none, or the token may not see it (404).</returns>
    /// <exception cref="ReleaseException">
    /// <see cref="Fault.Environment"/>: no connection, no permission, an answer that can't be read; <see cref="Fault.Input"/>: the token is refused.
    /// </exception>
    public async Task<T?> FindAsync<T>(GitHubRequest request, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class => (await AnswerAsync(request, type, cancellationToken)).Value;

    /// <summary>Reads one resource that must be there.</summary>
    /// <inheritdoc cref="FindAsync"/>
    public async Task<T> GetAsync<T>(GitHubRequest request, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class => await FindAsync(request, type, cancellationToken) ?? throw Missing(request);

    /// <summary>Reads the pages of a list until the last one, or until there are enough.</summary>
    /// <returns>Null when there is no such list, or the token may not see it (404).</returns>
    /// <inheritdoc cref="FindAsync"/>
    public async Task<IReadOnlyList<T>?> ListAsync<T>(GitHubRequest request, JsonTypeInfo<T[]> type, int most, CancellationToken cancellationToken)
    {
        List<T>? all = null;
        await foreach (T[] items in PagesAsync(request, type, cancellationToken))
        {
            (all ??= []).AddRange(items);
            if (all.Count >= most || items.Length == 0)
                break;
        }

        return all;
    }

    /// <summary>Reads page after page, as long as GitHub names a next one; none at all when there is no such list, or the token may not see it (404).</summary>
    /// <inheritdoc cref="FindAsync"/>
    public async IAsyncEnumerable<T> PagesAsync<T>(GitHubRequest request, JsonTypeInfo<T> type, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class
    {
        string separator = request.Path.Contains('?', StringComparison.Ordinal) ? "&" : "?";
        int size = pageSizes.GetValueOrDefault(request.Path, PageSize);
        bool hasNext = true;
        for (int at = 0; hasNext;)
        {
            GitHubRequest one = request with { Path = $"{request.Path}{separator}per_page={size}&page={(at / size) + 1}" };
            T? value;
            try
            {
                (value, hasNext) = await AnswerAsync(one, type, cancellationToken);
            }
            catch (ReleaseException e) when (size > 1 && GuardingHandler.IsTooLong(e))
            {
                size = Math.Max(1, size / Fewer);
                pageSizes[request.Path] = size;
                settings.Progress.Report($"{request.What}: a page is longer than 32 MiB; asking for pages of {size}.");
                continue;
            }

            at += size;
            if (value is not null)
                yield return value;
            else if (at > size)
                throw Missing(request);
        }
    }

    /// <summary>Asks the GraphQL API.</summary>
    /// <param name="query">Query and variables as JSON; it must change nothing, for it may be sent more than once.</param>
    /// <param name="type">What the answer is.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="ReleaseException">As with <see cref="FindAsync"/>.</exception>
    public Task<T> QueryAsync<T>(byte[] query, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class => GetAsync(
            new GitHubRequest(Address.GraphQl.AbsoluteUri, "graphql")
            {
                Method = HttpMethod.Post,
                IsQuery = true,
                Content = () => GitHubRequest.JsonContent(query),
            },
            type,
            cancellationToken);

    /// <summary>Sends a request and hands on the answer of any status; for one that reads, of any but those that may pass by themselves.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Environment"/>: there is no answer.</exception>
    public async Task<HttpResponseMessage> SendAsync(GitHubRequest request, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(request.Method, new Uri(Address.Api, request.Path)) { Content = request.Content?.Invoke() };
        message.Options.Set(GitHubRequest.Key, request);
        HttpResponseMessage response = await client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (!request.Reads || RetryingHandler.Doubt(response.StatusCode) is null)
            return response;
        using (response)
            throw await RefusalAsync(response, request.What, cancellationToken);
    }

    /// <summary>Sends a request that changes something: once, but for limits that say that nothing was done.</summary>
    public async Task<WriteEnding> WriteAsync(GitHubRequest request, CancellationToken cancellationToken)
    {
        try
        {
            HttpResponseMessage response = await SendAsync(request, cancellationToken);
            if (RetryingHandler.Doubt(response.StatusCode) is not { } doubt)
                return new WriteEnding(response, "the answer is no whole answer");
            response.Dispose();
            return new WriteEnding(null, doubt);
        }
        catch (Exception e) when (IsLost(e, cancellationToken))
        {
            return new WriteEnding(null, RetryingHandler.Doubt(e));
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

    /// <summary>True for a connection that broke or took too long.</summary>
    public static bool IsLost(Exception e, CancellationToken cancellationToken) => RetryingHandler.IsLost(e, cancellationToken);

    /// <summary>The error of an answer that is no success.</summary>
    public async Task<ReleaseException> RefusalAsync(HttpResponseMessage response, string what, CancellationToken cancellationToken) =>
        Refusal(response.StatusCode, await GitHubError.ReadAsync(response, cancellationToken), what);

    /// <inheritdoc cref="RefusalAsync"/>
    public ReleaseException Refusal(HttpStatusCode status, GitHubError error, string what) => GitHubRefusal.Of(status, error, what, settings.Permissions);

    /// <summary>The error of something that must be there and isn't, or not for the token.</summary>
    public ReleaseException Missing(GitHubRequest request) => GitHubRefusal.Missing(request.What, settings.Permissions);

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();

    private async Task<(T? Value, bool HasNext)> AnswerAsync<T>(GitHubRequest request, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        for (int attempt = 1; ; attempt++)
        {
            using HttpResponseMessage response = await SendAsync(request, cancellationToken);
            if (response.StatusCode == HttpStatusCode.NotFound)
                return (null, false);
            if (response.StatusCode != HttpStatusCode.OK)
                throw await RefusalAsync(response, request.What, cancellationToken);
            try
            {
                return (await ParseAsync(response, request.What, type, cancellationToken), HasNextPage(response));
            }
            catch (ReleaseException e) when (settings.AsksAgain && attempt < settings.Attempts && e.InnerException is not null)
            {
                await Pauses.AfterFailureAsync(attempt, $"{request.What}: the answer is no whole answer", cancellationToken);
            }
        }
    }

    private static async Task<T> ParseAsync<T>(HttpResponseMessage response, string what, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        if (response.Content.Headers.ContentType?.MediaType is not ("application/json" or GitHubRequest.Json))
            throw GitHubRefusal.Unreadable(what, "is no JSON", new JsonException());
        try
        {
            byte[] answer = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            return JsonSerializer.Deserialize(LoneSurrogates.Replaced(answer), type) ?? throw GitHubRefusal.Unreadable(what, "is empty");
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            throw GitHubRefusal.Unreadable(what, $"is cut off, or is not what GitHub's API describes{GitHubRefusal.Field(e)}", e);
        }
    }

    private static bool HasNextPage(HttpResponseMessage response) =>
        response.Headers.TryGetValues("Link", out IEnumerable<string>? links) && links.Any(link => link.Contains("rel=\"next\"", StringComparison.Ordinal));
}
