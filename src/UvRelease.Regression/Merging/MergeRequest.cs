using UvRelease.Regression.Matrices;
using UvRelease.Regression.Reports;
using UvRelease.Releases.Evidence;

namespace UvRelease.Regression.Merging;

/// <summary>Reports of jobs that are to become one.</summary>
public sealed record MergeRequest
{
    /// <summary>The matrix.</summary>
    public required RegressionMatrix Matrix { get; init; }

    /// <summary>The profile that must have run.</summary>
    public required MatrixProfile Profile { get; init; }

    /// <summary>What must have been tried; where no release was, its version and digest are empty.</summary>
    public required EvidenceSubject Subject { get; init; }

    /// <summary>The reports, by where they are.</summary>
    public required IReadOnlyList<(string Name, RunReport Report)> Reports { get; init; }

    /// <summary>The time.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>How long what was found holds.</summary>
    public required TimeSpan ValidFor { get; init; }
}
