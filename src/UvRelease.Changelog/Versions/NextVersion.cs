using UvRelease.Changelog.Commits;
using UvRelease.Releases;

namespace UvRelease.Changelog.Versions;

/// <summary>Derives the next version from what was committed.</summary>
public static class NextVersion
{
    /// <summary>The first version of a project that has none.</summary>
    public static readonly SemanticVersion First = new(0, 1, 0);

    /// <summary>
    /// Breaking: next major; <c>feat</c>: next minor; <c>fix</c>, <c>perf</c> or <c>revert</c>: next patch. Below 1.0.0 breaking raises the minor
    /// and the rest the patch, for there every version may break (SemVer §4).
    /// </summary>
    /// <returns>Null when no commit asks for a release.</returns>
    public static SemanticVersion? After(SemanticVersion? previous, IReadOnlyList<ConventionalCommit> commits)
    {
        bool breaking = commits.Any(commit => commit.Breaking is not null);
        bool feature = commits.Any(commit => commit.Type is "feat");
        if (!breaking && !feature && !commits.Any(commit => commit.Type is "fix" or "perf" or "revert"))
            return null;
        return previous switch
        {
            null => First,
            { Major: 0 } => breaking ? new SemanticVersion(0, previous.Minor + 1, 0) : new SemanticVersion(0, previous.Minor, previous.Patch + 1),
            _ when breaking => new SemanticVersion(previous.Major + 1, 0, 0),
            _ when feature => new SemanticVersion(previous.Major, previous.Minor + 1, 0),
            _ => new SemanticVersion(previous.Major, previous.Minor, previous.Patch + 1),
        };
    }
}
