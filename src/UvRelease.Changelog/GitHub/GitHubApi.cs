using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using UvRelease.Releases;

namespace UvRelease.Changelog.GitHub;

/// <summary>
/// Reads GitHub's REST API by GET, and its GraphQL API by queries, which are POST and change nothing. The token goes to no other host; every answer is
/// bounded; what may pass by itself (5xx, 429, rate limits, lost connections) is tried again, with patience that has an end.
/// </summary>
public sealed class GitHubApi : IDisposable
{
    /// <summary>Entries of a page (the API's greatest).</summary>
    public const int PageSize = 100;

    private const int LongestAnswer = 32 * 1024 * 1024;
    private const int MostRedirects = 3;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly HttpClient client;
    private readonly Retries retries;
    private readonly Uri address;

    /// <summary>Connects; nothing is sent yet.</summary>
    /// <param name="address">Address of the API, such as https://api.github.com.</param>
    /// <param name="token">Token that may read the repository and its pull requests.</param>
    /// <param name="time">The clock, for pauses.</param>
    /// <param name="progress">Told of every pause.</param>
    public GitHubApi(Uri address, string token, TimeProvider time, IProgress<string> progress)
    {
        this.address = new Uri(address.AbsoluteUri.TrimEnd('/') + "/");
        retries = new Retries(time, progress);
        client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, AutomaticDecompression = DecompressionMethods.All })
        {
            Timeout = Patience,
            MaxResponseContentBufferSize = LongestAnswer,
        };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        client.DefaultRequestHeaders.UserAgent.ParseAdd("uv-release");
        client.DefaultRequestHeaders.Accept.ParseAdd("application/vnd.github+json");
        client.DefaultRequestHeaders.Add("X-GitHub-Api-Version", "2022-11-28");
    }

    /// <summary>Reads one resource.</summary>
    /// <param name="path">Path without a slash in front, its parts escaped.</param>
    /// <param name="type">What it is.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <returns>Null when there is none (404).</returns>
    /// <exception cref="ReleaseException"><see cref="Fault.Environment"/>: no connection, no permission, an answer that can't be read; <see cref="Fault.Input"/>: the token is refused.</exception>
    internal async Task<T?> FindAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class => (await AnswerAsync(new Uri(address, path), null, path, type, cancellationToken)).Value;

    /// <summary>Reads one resource that must be there.</summary>
    /// <inheritdoc cref="FindAsync"/>
    internal async Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class => await FindAsync(path, type, cancellationToken) ?? throw Missing(path);

    /// <summary>Reads the pages of a list until the last one, or until there are enough.</summary>
    /// <inheritdoc cref="FindAsync"/>
    internal async Task<IReadOnlyList<T>> ListAsync<T>(string path, JsonTypeInfo<T[]> type, int most, CancellationToken cancellationToken)
    {
        var all = new List<T>();
        for (int page = 1; ; page++)
        {
            string separator = path.Contains('?', StringComparison.Ordinal) ? "&" : "?";
            (T[]? items, bool hasNext) = await AnswerAsync(new Uri(address, $"{path}{separator}per_page={PageSize}&page={page}"), null, path, type, cancellationToken);
            all.AddRange(items ?? throw Missing(path));
            if (!hasNext || all.Count >= most || items.Length == 0)
                return all;
        }
    }

    /// <summary>Asks the GraphQL API.</summary>
    /// <param name="endpoint">Its address.</param>
    /// <param name="query">Query and variables as JSON; it must change nothing, for it may be sent more than once.</param>
    /// <param name="type">What the answer is.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <exception cref="ReleaseException">As with <see cref="FindAsync"/>.</exception>
    internal async Task<T> QueryAsync<T>(Uri endpoint, byte[] query, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class => (await AnswerAsync(endpoint, query, "graphql", type, cancellationToken)).Value ?? throw Missing("graphql");

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();

    private async Task<(T? Value, bool HasNext)> AnswerAsync<T>(Uri uri, byte[]? query, string path, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        using HttpResponseMessage response = await retries.SendAsync(() => SendAsync(uri, query, cancellationToken), path, cancellationToken);
        if (response.StatusCode == HttpStatusCode.NotFound)
            return (null, false);
        if (response.StatusCode != HttpStatusCode.OK)
            throw await Refusal.OfAsync(response, path, cancellationToken);
        if (response.Content.Headers.ContentType?.MediaType is not ("application/json" or "application/vnd.github+json"))
            throw Unreadable(path, "is no JSON", null);
        try
        {
            return (JsonSerializer.Deserialize(await response.Content.ReadAsByteArrayAsync(cancellationToken), type) ?? throw Unreadable(path, "is empty", null), HasNextPage(response));
        }
        catch (JsonException e)
        {
            throw Unreadable(path, "is cut off, or is not what GitHub's API describes", e);
        }
    }

    // A renamed repository answers with its new path; any other host would get the token.
    private async Task<HttpResponseMessage> SendAsync(Uri uri, byte[]? query, CancellationToken cancellationToken)
    {
        string host = uri.GetLeftPart(UriPartial.Authority);
        for (int redirects = 0; ; redirects++)
        {
            using var request = new HttpRequestMessage(query is null ? HttpMethod.Get : HttpMethod.Post, uri);
            if (query is not null)
                request.Content = new ByteArrayContent(query) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
            HttpResponseMessage response = await client.SendAsync(request, HttpCompletionOption.ResponseContentRead, cancellationToken);
            if (response.StatusCode is not (HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect))
                return response;
            using (response)
            {
                Uri? next = response.Headers.Location is { } location ? new Uri(uri, location) : null;
                if (next is null || next.GetLeftPart(UriPartial.Authority) != host || redirects == MostRedirects)
                    throw new ReleaseException(Fault.Environment, $"GitHub redirects {uri.AbsolutePath} to another host, or in a circle; the token is not sent there. Check GITHUB_API_URL.");
                uri = next;
            }
        }
    }

    private static bool HasNextPage(HttpResponseMessage response) =>
        response.Headers.TryGetValues("Link", out IEnumerable<string>? links) && links.Any(link => link.Contains("rel=\"next\"", StringComparison.Ordinal));

    private static ReleaseException Missing(string path) =>
        new(Fault.Environment, $"GitHub knows no {path}, or the token may not see it. The job needs `permissions: contents: read, pull-requests: read`.");

    private static ReleaseException Unreadable(string path, string problem, Exception? inner) =>
        new(Fault.Environment, $"GitHub's answer to {path} {problem}. Run the job again; if it stays, check GITHUB_API_URL and what stands between.", inner);
}
