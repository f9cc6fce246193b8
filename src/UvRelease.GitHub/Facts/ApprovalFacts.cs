using System.Text.Json.Serialization;

namespace UvRelease.GitHub.Facts;

/// <summary>What a reviewer decided.</summary>
[JsonConverter(typeof(SnakeCaseWords<ApprovalState>))]
public enum ApprovalState
{
    /// <summary>The job may go on.</summary>
    Approved,

    /// <summary>It may not.</summary>
    Rejected,

    /// <summary>Nothing yet.</summary>
    Pending,
}

/// <summary>A decision of a reviewer about a run (docs.github.com, "Get the review history for a workflow run").</summary>
/// <param name="State">The decision.</param>
/// <param name="User">Who decided.</param>
/// <param name="Environments">For which environments.</param>
/// <param name="Comment">What was said: text of a stranger.</param>
public sealed record ApprovalFacts(ApprovalState State, AccountFacts User, IReadOnlyList<EnvironmentName> Environments, string Comment);

/// <summary>An environment.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Name">Its name.</param>
public sealed record EnvironmentName(long Id, string Name);
