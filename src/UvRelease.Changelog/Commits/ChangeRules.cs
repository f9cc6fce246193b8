using UvRelease.Changelog.Configuration;

namespace UvRelease.Changelog.Commits;

/// <summary>How commits become changes.</summary>
public sealed record ChangeRules
{
    /// <summary>Address of the repository's page, for links; null for none.</summary>
    public Uri? RepositoryPage { get; init; }

    /// <summary>Trackers beside GitHub's own issues.</summary>
    public IReadOnlyList<TrackerRule> Trackers { get; init; } = [];

    /// <summary>What of a squashed commit is told.</summary>
    public SquashReading Squash { get; init; }

    /// <summary>Texts that replace a commit's message, by full id: a wrong type never needs a rewrite of history. Null leaves the commit out.</summary>
    public IReadOnlyDictionary<string, string?> MessageOverrides { get; init; } = new Dictionary<string, string?>(StringComparer.Ordinal);

    /// <summary>
    /// Messages under the present title of their pull request, by full id. They count as the message itself: a merge is still described by its commits.
    /// </summary>
    public IReadOnlyDictionary<string, string> TitledMessages { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>
    /// Reads ids of patches, for the few commits on different lines that one author wrote under the same words: those are one change if they change the same. A
    /// commit that changes nothing has none. Null asks nobody, and then words alone make no copy.
    /// </summary>
    public Func<IReadOnlyCollection<string>, IReadOnlyDictionary<string, string>>? PatchesOf { get; init; }

    /// <summary>
    /// Ids of patches by full id of commit, from <see cref="Git.PatchIds"/>: commits on different lines that have the same one describe one change. Empty
    /// compares no patches.
    /// </summary>
    public IReadOnlyDictionary<string, string> PatchIds { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
