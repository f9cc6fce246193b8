using UvRelease.Changelog.Git;

namespace UvRelease.Changelog.Tags;

/// <summary>
/// Tags on generated commits: a project that releases a tree made from its sources (built files, the manifests of its actions) tags a commit that no history
/// of its sources contains. The trailer <c>Source-commit: id</c> in that commit's message (git-interpret-trailers) leads back to the commit it was made
/// from, and the tag is taken to be there.
/// </summary>
internal static class GeneratedCommits
{
    private const string Format = "--format=%(refname:strip=2) %(if)%(*objectname)%(then)%(*contents:trailers:key=Source-commit,valueonly)"
        + "%(else)%(contents:trailers:key=Source-commit,valueonly)%(end)";

    // More names would be longer than a command line may be.
    private const int MostNamed = 1000;

    /// <summary>Follows the trailers of tags.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="tags">Any tags.</param>
    /// <param name="end">Id of a commit. A tag that its history contains stays where it is, for then the generated commits are what is released.</param>
    /// <param name="cancellationToken">Ends git.</param>
    /// <returns>The same tags in their order, those on generated commits with the source as <see cref="VersionTag.CommitId"/>.</returns>
    public static IReadOnlyList<VersionTag> Follow(GitRepository repository, IReadOnlyList<VersionTag> tags, string end, CancellationToken cancellationToken)
    {
        Dictionary<string, string> sources = Sources(repository, tags, cancellationToken);
        if (sources.Count == 0)
            return tags;
        string contained = repository.Run(
            ["for-each-ref", "--format=%(refname:strip=2)", "--merged=" + end, "--", .. Patterns(sources.Keys)], cancellationToken);
        foreach (string name in contained.Split('\n'))
            sources.Remove(name);
        return [.. tags.Select(tag => sources.TryGetValue(tag.Name, out string? source) ? tag with { CommitId = source, IsGenerated = true } : tag)];
    }

    /// <summary>The commit that a tag's commit was made from; null for any other tag.</summary>
    public static string? SourceOf(GitRepository repository, VersionTag tag, CancellationToken cancellationToken) =>
        Sources(repository, [tag], cancellationToken).GetValueOrDefault(tag.Name);

    private static Dictionary<string, string> Sources(GitRepository repository, IReadOnlyList<VersionTag> tags, CancellationToken cancellationToken)
    {
        var sources = new Dictionary<string, string>(StringComparer.Ordinal);
        if (tags.Count == 0)
            return sources;
        // Every tag is opened for this (50 ms for 4,400 of them), so it is asked of those alone that may matter.
        var asked = new HashSet<string>(tags.Select(tag => tag.Name), StringComparer.Ordinal);
        foreach (string line in repository.Run(["for-each-ref", Format, "--", .. Patterns(asked)], cancellationToken).Split('\n'))
        {
            if (line.Split(' ') is [var name, var id] && asked.Contains(name) && IsId(id))
                sources[name] = id;
        }

        return sources;
    }

    private static bool IsId(string text) => text.Length is 40 or 64 && text.All(char.IsAsciiHexDigitLower);

    private static IEnumerable<string> Patterns(IReadOnlyCollection<string> names) =>
        names.Count <= MostNamed ? names.Select(name => "refs/tags/" + name) : ["refs/tags"];
}
