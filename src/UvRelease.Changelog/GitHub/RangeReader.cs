using UvRelease.Changelog.Contributors;
using UvRelease.GitHub;
using UvRelease.Releases;

namespace UvRelease.Changelog.GitHub;

/// <summary>
/// Asks GitHub about the commits of a range: pull requests that they name, then logins of their authors. It only informs, so a failure ends the asking and not
/// the step; a token that is refused is an error all the same, for then nothing was ever reported.
/// </summary>
/// <param name="api">The API.</param>
/// <param name="repository">owner/name.</param>
/// <param name="time">The clock.</param>
public sealed class RangeReader(GitHubApi api, string repository, TimeProvider time)
{
    /// <summary>Most pull requests that are asked for, newest first.</summary>
    public const int MostPullRequests = 2000;

    /// <summary>Most commits whose authors are asked for.</summary>
    public const int MostCommits = 1000;

    // GitHub's own greatest lengths.
    private const int LongestTitle = 256, LongestBody = 65_536;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly Dictionary<string, string> logins = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<int, PullRequestText> pullRequests = [];
    private string? gap;

    /// <summary>Asks.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: GitHub refuses the token.</exception>
    public async Task<RangeFacts> ReadAsync(RangeQuestions questions, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            foreach (int[] numbers in questions.PullRequests.Take(MostPullRequests).Chunk(RangeQuery.Most))
                await AskAsync(RangeQuery.PullRequests(repository, numbers), Add, either.Token);
            foreach (string[] commits in questions.Commits.Take(MostCommits).Chunk(RangeQuery.Most))
                await AskAsync(RangeQuery.Authors(repository, commits), AddAuthors, either.Token);
            if (questions.PullRequests.Count > MostPullRequests || questions.Commits.Count > MostCommits)
                gap ??= $"GitHub is asked for {MostPullRequests} pull requests and {MostCommits} commits at most.";
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            gap ??= $"GitHub did not answer everything within {Patience.TotalMinutes} minutes.";
        }
        catch (ReleaseException e) when (e.Fault != Fault.Input)
        {
            gap ??= e.Message;
        }

        return new RangeFacts { Logins = logins, PullRequests = pullRequests, Gap = gap };
    }

    private async Task AskAsync(byte[] query, Action<GraphNode> add, CancellationToken cancellationToken)
    {
        GraphAnswer answer = await api.QueryAsync(query, GraphQlJson.Default.GraphAnswer, cancellationToken);
        // A number that belongs to nothing, or a commit that was never pushed, is no failure.
        GraphError? error = answer.Errors?.FirstOrDefault(error => error.Type != "NOT_FOUND" || error.Path is not { Count: > 1 });
        if (answer.Data?.Repository is not { } nodes)
            throw new ReleaseException(Fault.Environment, $"GitHub tells nothing of {repository}. {Said(error)}".TrimEnd());
        if (error is not null)
            gap ??= $"GitHub's answer has gaps. {Said(error)}";
        foreach (GraphNode node in nodes.Values.OfType<GraphNode>())
            add(node);
    }

    private void Add(GraphNode node)
    {
        if (node is not { Number: { } number, Title: { } title })
            return;
        string line = title.ReplaceLineEndings(" ").Trim();
        pullRequests[number] = new PullRequestText(Cut(line, LongestTitle), Cut(node.Body ?? "", LongestBody), node.MergeCommit?.Oid);
    }

    private void AddAuthors(GraphNode node)
    {
        foreach (GraphActor? actor in node.Authors?.Nodes ?? [])
        {
            if (actor is { Email: { Length: > 0 } mail, User.Login: { } login } && Login.IsValid(login))
                logins.TryAdd(mail, login);
        }
    }

    private static string Said(GraphError? error) => error?.Message is { Length: > 0 } message ? $"It says: {MarkdownText.Visible(Cut(message, 300))}" : "";

    private static string Cut(string text, int length) => text.Length <= length ? text : text[..length];
}
