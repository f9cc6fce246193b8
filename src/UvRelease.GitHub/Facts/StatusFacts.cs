using System.Text.Json.Serialization;

namespace UvRelease.GitHub.Facts;

/// <summary>What a status says of its commit.</summary>
[JsonConverter(typeof(SnakeCaseWords<CommitState>))]
public enum CommitState
{
    /// <summary>Good.</summary>
    Success,

    /// <summary>Not known yet.</summary>
    Pending,

    /// <summary>Bad.</summary>
    Failure,

    /// <summary>Could not be found out.</summary>
    Error,
}

/// <summary>The newest status of a commit under its name (docs.github.com, "REST API endpoints for commit statuses").</summary>
/// <param name="Id">Its number.</param>
/// <param name="Context">Its name, such as ci/jenkins.</param>
/// <param name="State">What it says.</param>
/// <param name="UpdatedAt">When it was said.</param>
/// <param name="TargetUrl">Its page.</param>
public sealed record StatusFacts(long Id, string Context, CommitState State, DateTimeOffset UpdatedAt, string? TargetUrl);

/// <summary>A page of statuses.</summary>
internal sealed record StatusPage(string Sha, int TotalCount, IReadOnlyList<StatusFacts> Statuses);
