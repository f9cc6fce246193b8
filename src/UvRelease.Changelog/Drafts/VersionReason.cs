using UvRelease.Changelog.ChangelogFragments;
using UvRelease.Changelog.Commits;
using UvRelease.Changelog.Versions;
using UvRelease.Releases;

namespace UvRelease.Changelog.Drafts;

/// <summary>Says what decided a derived version.</summary>
internal static class VersionReason
{
    private const int LongestText = 80;

    /// <summary>The footer, or the first of what asks for the most: a changelog fragment, or the newest commit.</summary>
    public static string Of(ChangeSet changes, IReadOnlyList<ChangelogFragment> fragments)
    {
        if (changes.ReleaseAs is { } asked)
            return $"the footer Release-As: {asked}";
        ChangelogFragment? fragment = fragments.MaxBy(one => one.Bump);
        Change? change = changes.Changes.MaxBy(one => VersionFacts.Of(one.Type, one.IsBreaking));
        VersionBump bump = change is null ? VersionBump.None : VersionFacts.Of(change.Type, change.IsBreaking);
        if (fragment is not null && fragment.Bump >= bump && fragment.Bump > VersionBump.None)
            return $"{fragment.File} ({Word(fragment.Bump)})";
        return change is null || bump == VersionBump.None ? "the pre-releases before it"
            : $"{change.Commit.Id[..8]}, {Shown(change)} ({Word(bump)})";
    }

    private static string Shown(Change change)
    {
        string told = HeaderLine.Write(change.Type, change.Scope, change.IsBreaking, change.Description);
        return MarkdownText.Visible(told.Length > LongestText ? told[..LongestText] + "…" : told);
    }

    private static string Word(VersionBump bump) => bump.ToString().ToLowerInvariant();
}
