using UvRelease.Releases;

namespace UvRelease.Changelog.Git;

/// <summary>A tag that names a release.</summary>
/// <param name="Name">Name without refs/tags/.</param>
/// <param name="Version">The version in it.</param>
/// <param name="CommitId">Commit it points to, through an annotated tag's object if it is one.</param>
public sealed record VersionTag(string Name, SemanticVersion Version, string CommitId)
{
    /// <summary>Lists the tags that are <paramref name="prefix"/> and a semantic version, greatest version first.</summary>
    public static async Task<IReadOnlyList<VersionTag>> ListAsync(GitRepository repository, string prefix, CancellationToken cancellationToken)
    {
        string printed = await repository.RunAsync(
            ["for-each-ref", "--format=%(objectname)%00%(*objectname)%00%(objecttype)%00%(*objecttype)%00%(refname:strip=2)", "refs/tags"], cancellationToken);
        return
        [
            .. from line in printed.Split('\n', StringSplitOptions.RemoveEmptyEntries)
               let field = line.Split('\0')
               where (field[3].Length > 0 ? field[3] : field[2]) == "commit" && field[4].StartsWith(prefix, StringComparison.Ordinal)
               let version = SemanticVersion.TryParse(field[4][prefix.Length..])
               where version is not null
               orderby version descending
               select new VersionTag(field[4], version, field[1].Length > 0 ? field[1] : field[0]),
        ];
    }
}
