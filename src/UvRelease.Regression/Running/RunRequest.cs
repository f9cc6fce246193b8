using UvRelease.Regression.Matrices;

namespace UvRelease.Regression.Running;

/// <summary>A profile to run on this machine.</summary>
public sealed record RunRequest
{
    /// <summary>The matrix.</summary>
    public required RegressionMatrix Matrix { get; init; }

    /// <summary>The profile.</summary>
    public required MatrixProfile Profile { get; init; }

    /// <summary>Which of the matrix' machines this one is; null where the profile names none.</summary>
    public required MatrixDevice? Device { get; init; }

    /// <summary>Version and digest of the release that is tried; null for none.</summary>
    public required (string Version, string Digest)? Release { get; init; }

    /// <summary>The repository: owner/name.</summary>
    public required string Repository { get; init; }

    /// <summary>Full id of the commit.</summary>
    public required string Commit { get; init; }

    /// <summary>Number that scenarios get, so that what is random in them repeats.</summary>
    public required long Seed { get; init; }

    /// <summary>Folder that scenarios start in; goldens are relative to it.</summary>
    public required string Workspace { get; init; }

    /// <summary>Folder of the report: made anew.</summary>
    public required string Folder { get; init; }

    /// <summary>The whole environment of scenarios, beside what the runner adds.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Told of each entry when it has ended.</summary>
    public required IProgress<string> Progress { get; init; }
}
