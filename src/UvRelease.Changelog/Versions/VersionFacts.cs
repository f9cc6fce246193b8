using UvRelease.Changelog.Commits;

namespace UvRelease.Changelog.Versions;

/// <summary>How far a release is from the one before (SemVer §6 to §8).</summary>
public enum VersionBump
{
    /// <summary>No release is asked for.</summary>
    None,

    /// <summary>Repairs.</summary>
    Patch,

    /// <summary>Something new that breaks nothing.</summary>
    Minor,

    /// <summary>Something breaks.</summary>
    Major,
}

/// <summary>What the commits and changelog fragments of a range ask for.</summary>
/// <param name="Bump">The highest of them all.</param>
/// <param name="ReleaseAs">Version of the newest Release-As footer, as written; null without one.</param>
public sealed record VersionFacts(VersionBump Bump, string? ReleaseAs = null)
{
    /// <summary>Breaking is major, <c>feat</c> minor, <c>fix</c>, <c>perf</c> and <c>revert</c> patch; the highest of all counts.</summary>
    /// <param name="changes">Changes of the range.</param>
    /// <param name="asked">What changelog fragments of the range ask for.</param>
    public static VersionFacts From(ChangeSet changes, IEnumerable<VersionBump> asked)
    {
        VersionBump bump = VersionBump.None;
        foreach (Change change in changes.Changes)
            bump = Higher(bump, Of(change.Type, change.IsBreaking));
        foreach (VersionBump one in asked)
            bump = Higher(bump, one);
        return new VersionFacts(bump, changes.ReleaseAs);

        static VersionBump Higher(VersionBump one, VersionBump other) => one > other ? one : other;
    }

    /// <summary>What one change asks for.</summary>
    /// <param name="type">Its type in lower case.</param>
    /// <param name="breaking">Whether something breaks.</param>
    public static VersionBump Of(string? type, bool breaking) => type switch
    {
        _ when breaking => VersionBump.Major,
        "feat" => VersionBump.Minor,
        "fix" or "perf" or "revert" => VersionBump.Patch,
        _ => VersionBump.None,
    };
}
