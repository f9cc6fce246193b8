using UvRelease.Changelog.Ranges;
using UvRelease.Releases;

namespace UvRelease.Changelog.Versions;

/// <summary>What was released before.</summary>
/// <param name="Stable">The last stable version that the history contains; null for none.</param>
/// <param name="Pending">The last pre-release that the history contains; it counts when it is after <paramref name="Stable"/>. Null for none.</param>
/// <param name="Taken">Versions whose names are used up, in this history or elsewhere.</param>
public sealed record VersionState(SemanticVersion? Stable, SemanticVersion? Pending, IReadOnlyCollection<SemanticVersion> Taken)
{
    /// <summary>The release before, of the same channel or a more stable one: whoever has it must be offered the next. Null for none.</summary>
    public SemanticVersion? Last { get; init; }

    /// <summary>What was released before a range ends.</summary>
    /// <param name="range">The range.</param>
    /// <param name="commits">Ids of its commits: pre-releases that a stable one rolls up are on them.</param>
    public static VersionState Of(ReleaseRange range, IEnumerable<string> commits)
    {
        var inside = new HashSet<string>(commits, StringComparer.Ordinal);
        SemanticVersion? pending = range.Tags.FirstOrDefault(tag => tag.Version.IsPreRelease && inside.Contains(tag.CommitId))?.Version;
        if (range.Previous is { IsPreRelease: true } previous && previous.CompareTo(pending) > 0)
            pending = previous;
        return new VersionState(range.Stable, pending, [.. range.Tags.Select(tag => tag.Version)]) { Last = range.Previous };
    }
}

/// <summary>What a project may decide about its versions.</summary>
public sealed record VersionRules
{
    /// <summary>
    /// What a breaking change raises below 1.0.0. The default is the minor number, and everything else then raises the patch number, for
    /// there anything may change at any time (SemVer §4), and nobody reaches 1.0.0 by accident. Major counts as everywhere else.
    /// </summary>
    public VersionBump BreakingBelowOne { get; init; } = VersionBump.Minor;

    /// <summary>The first version of a project that has none.</summary>
    public Releases.SemanticVersion First { get; init; } = new(0, 1, 0);
}
