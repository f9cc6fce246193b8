using System.Text.Json.Serialization;

namespace UvRelease.GitHub.Facts;

/// <summary>Whether an issue is settled.</summary>
[JsonConverter(typeof(SnakeCaseWords<IssueState>))]
public enum IssueState
{
    /// <summary>It isn't.</summary>
    Open,

    /// <summary>It is.</summary>
    Closed,
}

/// <summary>An issue or a pull request, which GitHub lists among issues.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Title">Its title: text of a stranger.</param>
/// <param name="State">Whether it is settled.</param>
/// <param name="Labels">Its labels.</param>
/// <param name="CreatedAt">When it was opened.</param>
/// <param name="HtmlUrl">Its page.</param>
/// <param name="PullRequest">Something for a pull request, null for an issue.</param>
public sealed record IssueFacts(
    int Number,
    string Title,
    IssueState State,
    IReadOnlyList<LabelFacts> Labels,
    DateTimeOffset CreatedAt,
    string HtmlUrl,
    PullRequestMark? PullRequest = null);

/// <summary>A label.</summary>
/// <param name="Name">Its name; GitHub compares names without regard to case.</param>
public sealed record LabelFacts(string Name);

/// <summary>What marks an issue as a pull request.</summary>
/// <param name="HtmlUrl">Its page.</param>
public sealed record PullRequestMark(string? HtmlUrl);
