using UvRelease.Changelog.Versions;
using UvRelease.Releases;

namespace UvRelease.Changelog.Git;

/// <summary>A tag that names a release.</summary>
/// <param name="Name">Name without refs/tags/.</param>
/// <param name="Version">The version in it.</param>
/// <param name="CommitId">Commit it points to, through annotated tags, and tags of tags.</param>
public sealed record VersionTag(string Name, SemanticVersion Version, string CommitId)
{
    /// <summary>Greatest version first; versions that differ in build metadata alone, which has no rank, by name.</summary>
    public static readonly IComparer<VersionTag> GreatestFirst = Comparer<VersionTag>.Create((left, right) =>
        right.Version.CompareTo(left.Version) is not 0 and int order ? order : string.CompareOrdinal(right.Name, left.Name));

    // With -z-like separators inside a line: names hold neither NUL nor line ends (git-check-ref-format).
    private const string Format = "--format=%(objectname)%00%(*objectname)%00%(objecttype)%00%(*objecttype)%00%(refname:strip=2)";

    /// <summary>Lists the tags that follow a pattern and lead to a commit, greatest version first. Tags of trees and blobs name no release.</summary>
    public static async Task<IReadOnlyList<VersionTag>> ListAsync(GitRepository repository, TagPattern pattern, CancellationToken cancellationToken)
    {
        string printed = await repository.RunAsync(["for-each-ref", Format, "refs/tags/"], cancellationToken);
        var tags = new List<VersionTag>();
        var nested = new List<VersionTag>();
        foreach (string line in printed.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] field = line.Split('\0');
            if (pattern.VersionIn(field[4]) is not { } version)
                continue;
            bool annotated = field[1].Length > 0;
            string type = annotated ? field[3] : field[2];
            if (type == "commit")
                tags.Add(new VersionTag(field[4], version, annotated ? field[1] : field[0]));
            else if (type == "tag")
                nested.Add(new VersionTag(field[4], version, field[1]));
        }

        if (nested.Count > 0)
            tags.AddRange(await UnwrapAsync(repository, nested, cancellationToken));
        tags.Sort(GreatestFirst);
        return tags;
    }

    // for-each-ref looks through one tag only (before git 2.45); a tag of a tag is rare enough for a process of its own.
    private static async Task<IEnumerable<VersionTag>> UnwrapAsync(GitRepository repository, List<VersionTag> nested, CancellationToken cancellationToken)
    {
        string asked = string.Concat(nested.Select(tag => tag.CommitId + "^{}\n"));
        string printed = await repository.RunAsync(["cat-file", "--batch-check=%(objectname) %(objecttype)"], cancellationToken, asked);
        return nested
            .Zip(printed.Split('\n'), (tag, line) => (Tag: tag, Object: line.Split(' ')))
            .Where(pair => pair.Object is [_, "commit"])
            .Select(pair => pair.Tag with { CommitId = pair.Object[0] });
    }
}
