using UvRelease.Changelog.Git;

namespace UvRelease.Changelog.Tags;

/// <summary>Asks git which tags a commit reaches, about as few tags as it takes.</summary>
internal static class TagAncestry
{
    private const int FirstBatch = 1;

    // Git compares each of its tags with each name that it is given.
    private const int MostNamed = 64;

    /// <summary>
    /// Finds the release before. Of the tags that <paramref name="end"/> reaches it is the greatest version; but where tags of several labels
    /// share one base version, it is the one nearest to the end: 2.0.0-beta.1 that was made after 2.0.0-canary.5 comes after it, although
    /// the words sort the other way.
    /// </summary>
    /// <param name="repository">The repository.</param>
    /// <param name="candidates">Tags that may be it, greatest version first.</param>
    /// <param name="end">Id of a commit.</param>
    /// <param name="cancellationToken">Ends git.</param>
    public static VersionTag? FindPrevious(GitRepository repository, IReadOnlyList<VersionTag> candidates, string end, CancellationToken cancellationToken)
    {
        VersionTag? greatest = GreatestAncestor(repository, candidates, end, cancellationToken);
        if (greatest is not { Version.IsPreRelease: true })
            return greatest;
        VersionTag[] rivals = [.. candidates.Where(tag => HaveSameBase(tag, greatest) && tag.CommitId != greatest.CommitId)];
        while (rivals.Length > 0)
        {
            HashSet<string> nearer = Reached(repository, rivals, greatest.CommitId, end, cancellationToken);
            rivals = [.. rivals.Where(tag => nearer.Contains(tag.Name))];
            if (rivals.Length == 0)
                break;
            greatest = rivals[0];
            rivals = [.. rivals.Where(tag => tag.CommitId != greatest.CommitId)];
        }

        return greatest;
    }

    // git tag --merged for all tags takes as long as walking the whole history; the first few tags nearly always have the answer.
    private static VersionTag? GreatestAncestor(GitRepository repository, IReadOnlyList<VersionTag> candidates, string end, CancellationToken cancellationToken)
    {
        int size = FirstBatch;
        for (int start = 0; start < candidates.Count; start += size, size *= MostNamed / 2)
        {
            VersionTag[] batch = [.. size > MostNamed ? candidates.Skip(start) : candidates.Skip(start).Take(size)];
            HashSet<string> reached = Reached(repository, batch, null, end, cancellationToken);
            if (Array.Find(batch, tag => reached.Contains(tag.Name)) is { } found)
                return found;
            if (size > MostNamed)
                return null;
        }

        return null;
    }

    // Names of the tags that the end contains, and that contain another commit where one is given.
    private static HashSet<string> Reached(GitRepository repository, VersionTag[] tags, string? after, string end, CancellationToken cancellationToken)
    {
        var reached = new HashSet<string>(StringComparer.Ordinal);
        string[] own = [.. tags.Where(tag => !tag.IsGenerated).Select(tag => "refs/tags/" + tag.Name)];
        if (own.Length > 0)
        {
            string[] contain = after is null ? [] : ["--contains=" + after];
            reached.UnionWith(repository.Run(
                ["for-each-ref", "--format=%(refname:strip=2)", "--merged=" + end, .. contain, "--", .. own.Length > MostNamed ? ["refs/tags"] : own],
                cancellationToken).Split('\n'));
        }

        // Where the commits are that others were made from, no ref says.
        ILookup<string, string> names = tags.Where(tag => tag.IsGenerated).ToLookup(tag => tag.CommitId, tag => tag.Name, StringComparer.Ordinal);
        if (names.Count == 0)
            return reached;
        string[] range = after is null ? [end] : ["--ancestry-path", $"{after}..{end}"];
        foreach (string id in repository.Run(["rev-list", .. range, "--"], cancellationToken).Split('\n'))
            reached.UnionWith(names[id]);
        return reached;
    }

    private static bool HaveSameBase(VersionTag left, VersionTag right) =>
        (left.Version.Major, left.Version.Minor, left.Version.Patch) == (right.Version.Major, right.Version.Minor, right.Version.Patch);
}
