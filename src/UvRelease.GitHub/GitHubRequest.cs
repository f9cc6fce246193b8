namespace UvRelease.GitHub;

/// <summary>A request to GitHub's API.</summary>
/// <param name="Path">Path without a slash in front, its parts escaped; or a whole address.</param>
/// <param name="What">What it does, for messages: "the list of releases".</param>
public sealed record GitHubRequest(string Path, string What)
{
    /// <summary>The usual type of answers.</summary>
    internal const string Json = "application/vnd.github+json";

    private static readonly string[] OtherForms = [".raw", ".html", ".diff", ".patch", ".sha", "octet-stream"];

    /// <summary>How a request's message is known to <see cref="GuardingHandler"/> and <see cref="RetryingHandler"/>.</summary>
    internal static readonly HttpRequestOptionsKey<GitHubRequest> Key = new(nameof(GitHubRequest));

    /// <summary>Asks for what a path names; messages name the path.</summary>
    public GitHubRequest(string path)
        : this(path, path.Split('?')[0])
    {
    }

    /// <summary>How.</summary>
    public HttpMethod Method { get; init; } = HttpMethod.Get;

    /// <summary>Makes the body, which may be sent more than once.</summary>
    public Func<HttpContent>? Content { get; init; }

    /// <summary>True asks for bytes, which may lie on a host that gets no token.</summary>
    public bool WantsBytes { get; init; }

    /// <summary>True for a POST that changes nothing: a query.</summary>
    public bool IsQuery { get; init; }

    /// <summary>How long one try may take; null for as long as any other.</summary>
    public TimeSpan? Patience { get; init; }

    /// <summary>True where nothing changes, so that it may always be sent again.</summary>
    internal bool Reads => IsQuery || Method == HttpMethod.Get || Method == HttpMethod.Head;

    /// <summary>True where GitHub counts it among those that make content.</summary>
    internal bool MakesContent => !Reads && Method != HttpMethod.Delete;

    /// <summary>True for types of answers that are JSON: all of GitHub's but these (docs.github.com, "Media types").</summary>
    /// <param name="accept">The header Accept of another client.</param>
    internal static bool WantsJson(string accept) => !accept.Split(',').Any(type =>
        OtherForms.Any(form => type.Split(';')[0].TrimEnd().EndsWith(form, StringComparison.Ordinal)));

    /// <summary>A body of JSON.</summary>
    public static HttpContent JsonContent(byte[] json) => new ByteArrayContent(json) { Headers = { ContentType = new("application/json") } };

    /// <summary>What is known of a message, also of one that another client made.</summary>
    internal static GitHubRequest Of(HttpRequestMessage message)
    {
        if (!message.Options.TryGetValue(Key, out GitHubRequest? known))
            known = new GitHubRequest(message.RequestUri!.AbsolutePath.TrimStart('/')) { Method = message.Method };
        return known;
    }
}

/// <summary>How a write ended: with an answer, or nobody knows whether it was done.</summary>
/// <param name="Response">The answer; null when none was conclusive.</param>
/// <param name="Doubt">Why it is not known; where there is an answer, because it can't be read.</param>
public readonly record struct WriteEnding(HttpResponseMessage? Response, string Doubt);
