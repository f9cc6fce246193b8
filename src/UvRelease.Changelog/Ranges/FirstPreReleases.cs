using UvRelease.Changelog.Git;
using UvRelease.Changelog.Tags;
using UvRelease.Releases;

namespace UvRelease.Changelog.Ranges;

/// <summary>
/// Which pre-release had a commit first, where a release rolls up its own pre-releases. By reachability, in one pass over the range; git is not asked
/// again.
/// </summary>
public static class FirstPreReleases
{
    /// <summary>Finds them.</summary>
    /// <param name="commits">The whole range, children before parents.</param>
    /// <param name="tags">Version tags, greatest first.</param>
    /// <param name="version">The release. Pre-releases with its three numbers count, and of them those that come before it.</param>
    /// <returns>By commit id; commits that no pre-release contains are not in it.</returns>
    public static IReadOnlyDictionary<string, SemanticVersion> Of(IReadOnlyList<Commit> commits, IReadOnlyList<VersionTag> tags, SemanticVersion version)
    {
        var firsts = new Dictionary<string, SemanticVersion>(StringComparer.Ordinal);
        VersionTag[] own = [.. tags.Where(tag => IsPreReleaseOf(tag.Version, version))];
        if (own.Length == 0)
            return firsts;
        var graph = new CommitGraph();
        foreach (Commit commit in commits)
            graph.Add(commit);
        var attribution = new Attribution(graph, own);
        for (int place = 0; place < commits.Count; place++)
        {
            if (attribution.FirstReleaseOf(graph.At(place)) is >= 0 and int first)
                firsts[commits[place].Id] = own[first].Version;
        }

        return firsts;
    }

    private static bool IsPreReleaseOf(SemanticVersion tag, SemanticVersion version) =>
        tag.IsPreRelease && (tag.Major, tag.Minor, tag.Patch) == (version.Major, version.Minor, version.Patch) && tag.CompareTo(version) < 0;
}
