using UvRelease.Changelog.ChangelogFragments;
using UvRelease.Changelog.Commits;
using UvRelease.Changelog.Versions;
using UvRelease.Releases;

namespace UvRelease.Changelog.Drafts;

/// <summary>Finds what decided a derived version.</summary>
internal static class DecidingChange
{
    private const int LongestText = 80;

    /// <summary>The footer, or the first of what asks for the most: a changelog fragment, or the newest commit.</summary>
    /// <param name="version">The version that was derived. A footer that names another one was done before.</param>
    /// <param name="changes">What changed.</param>
    /// <param name="fragments">The changelog fragments.</param>
    public static VersionReason Of(SemanticVersion version, ChangeSet changes, IReadOnlyList<ChangelogFragment> fragments)
    {
        if (changes.ReleaseAs is { } asked && SemanticVersion.TryParse(asked.Trim().TrimStart('v')) is { } named
            && (named.CompareTo(version) == 0 || named == new SemanticVersion(version.Major, version.Minor, version.Patch)))
            return new VersionReason("footer", null, changes.ReleaseAsCommit, null, $"{Footer.ReleaseAs}: {asked}");
        ChangelogFragment? fragment = fragments.MaxBy(one => one.Bump);
        Change? change = changes.Changes.MaxBy(one => VersionFacts.Of(one.Type, one.IsBreaking));
        VersionBump bump = change is null ? VersionBump.None : VersionFacts.Of(change.Type, change.IsBreaking);
        if (fragment is not null && fragment.Bump >= bump && fragment.Bump > VersionBump.None)
            return new VersionReason("fragment", Word(fragment.Bump), fragment.Commit, fragment.File, Brief(fragment.Title));
        return change is null || bump == VersionBump.None
            ? new VersionReason("pre-releases", null, null, null, "")
            : new VersionReason("commit", Word(bump), change.Commit.Id, null,
                Brief(HeaderLine.Write(change.Type, change.Scope, change.IsBreaking, change.Description)));
    }

    private static string Brief(string text) => text.Length > LongestText ? text[..LongestText].TrimEnd() + "…" : text;

    private static string Word(VersionBump bump) => bump.ToString().ToLowerInvariant();
}
