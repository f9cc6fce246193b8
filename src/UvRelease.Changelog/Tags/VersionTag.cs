using UvRelease.Changelog.Git;
using UvRelease.Releases;

namespace UvRelease.Changelog.Tags;

/// <summary>A tag that names a release.</summary>
/// <param name="Name">Name without refs/tags/.</param>
/// <param name="Version">The version in it.</param>
/// <param name="CommitId">Commit it points to, through annotated tags, and tags of tags; a tree or a blob, which no history contains, for odd tags.</param>
public sealed record VersionTag(string Name, SemanticVersion Version, string CommitId)
{
    /// <summary>True where the tag is on a commit that was made from <see cref="CommitId"/>, which the trailer <c>Source-commit</c> names.</summary>
    public bool IsGenerated { get; init; }

    /// <summary>True when a revision names this tag, and not the commit it is on.</summary>
    public bool IsNamedBy(string revision) => Name == revision || "refs/tags/" + Name == revision;

    /// <summary>The version with the counter of its label apart, as people mean it; the same object where it is apart already.</summary>
    internal SemanticVersion Meant { get; } = MeantVersion.Of(Version);

    /// <summary>Greatest version first, as people mean them; versions that differ in build metadata alone, which has no rank, by name.</summary>
    public static int GreatestFirst(VersionTag left, VersionTag right) =>
        right.Meant.CompareTo(left.Meant) is not 0 and int order ? order : string.CompareOrdinal(right.Name, left.Name);

    /// <summary>Lists the tags that follow a pattern, greatest version first.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Environment"/>: git failed; the message holds its words.</exception>
    public static IReadOnlyList<VersionTag> List(GitRepository repository, TagPattern pattern, CancellationToken cancellationToken) =>
        References.List(repository, pattern, cancellationToken).Tags;
}
