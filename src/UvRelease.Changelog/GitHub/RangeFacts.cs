namespace UvRelease.Changelog.GitHub;

/// <summary>What GitHub said about the commits of a range; empty where it was not asked, or said nothing.</summary>
public sealed record RangeFacts
{
    /// <summary>Nothing.</summary>
    public static readonly RangeFacts None = new();

    /// <summary>Logins by mail address, without regard to its case.</summary>
    public IReadOnlyDictionary<string, string> Logins { get; init; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Pull requests by number.</summary>
    public IReadOnlyDictionary<int, PullRequestText> PullRequests { get; init; } = new Dictionary<int, PullRequestText>();

    /// <summary>Why something is missing: a sentence. Null when everything was reported.</summary>
    public string? Gap { get; init; }

    /// <summary>Bodies of the pull requests, for <see cref="Notes.MigrationNotes.From"/>.</summary>
    public IReadOnlyDictionary<int, string> Bodies => PullRequests.ToDictionary(pull => pull.Key, pull => pull.Value.Body);
}

/// <summary>What a pull request says: text of strangers, who may still change it after the merge.</summary>
/// <param name="Title">Title: one line.</param>
/// <param name="Body">Body, Markdown as written.</param>
/// <param name="MergeCommit">Id of the commit that it was merged as; null for one that isn't merged.</param>
public sealed record PullRequestText(string Title, string Body, string? MergeCommit);
