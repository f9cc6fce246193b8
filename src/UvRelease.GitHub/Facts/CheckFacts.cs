using System.Text.Json.Serialization;

namespace UvRelease.GitHub.Facts;

/// <summary>How far a check run is.</summary>
[JsonConverter(typeof(SnakeCaseWords<CheckStatus>))]
public enum CheckStatus
{
    /// <summary>Waits for a runner.</summary>
    Queued,

    /// <summary>Runs.</summary>
    InProgress,

    /// <summary>Has a conclusion.</summary>
    Completed,

    /// <summary>Waits for a protection rule of a deployment.</summary>
    Waiting,

    /// <summary>Was asked for.</summary>
    Requested,

    /// <summary>Waits for others of its concurrency group.</summary>
    Pending,
}

/// <summary>How a check run ended.</summary>
[JsonConverter(typeof(SnakeCaseWords<CheckConclusion>))]
public enum CheckConclusion
{
    /// <summary>It passed.</summary>
    Success,

    /// <summary>It failed.</summary>
    Failure,

    /// <summary>It says neither.</summary>
    Neutral,

    /// <summary>It was cancelled.</summary>
    Cancelled,

    /// <summary>It was left out.</summary>
    Skipped,

    /// <summary>It took too long.</summary>
    TimedOut,

    /// <summary>Somebody has to act.</summary>
    ActionRequired,

    /// <summary>GitHub gave it up, because it was not completed for 14 days.</summary>
    Stale,
}

/// <summary>The GitHub App that a check comes from.</summary>
/// <param name="Id">Its number: what rules of required checks name it by.</param>
/// <param name="Name">Its name.</param>
/// <param name="Slug">Its name in addresses, such as github-actions.</param>
public sealed record AppFacts(long Id, string Name, string? Slug = null);

/// <summary>A check run of a commit (docs.github.com, "REST API endpoints for check runs").</summary>
/// <param name="Id">Its number.</param>
/// <param name="Name">Its name: with Actions, that of the job.</param>
/// <param name="HeadSha">The commit.</param>
/// <param name="Status">How far it is.</param>
/// <param name="Conclusion">How it ended; null exactly when it is not completed.</param>
/// <param name="CompletedAt">When it ended.</param>
/// <param name="App">Whose it is; null when that is gone.</param>
/// <param name="HtmlUrl">Its page.</param>
public sealed record CheckFacts(
    long Id, string Name, string HeadSha, CheckStatus Status, CheckConclusion? Conclusion, DateTimeOffset? CompletedAt, AppFacts? App, string? HtmlUrl);

/// <summary>A page of check runs.</summary>
internal sealed record CheckPage(int TotalCount, IReadOnlyList<CheckFacts> CheckRuns);
