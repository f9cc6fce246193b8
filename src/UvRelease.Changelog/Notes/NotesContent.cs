using UvRelease.Changelog.ChangelogFragments;
using UvRelease.Changelog.Commits;
using UvRelease.Changelog.Contributors;
using UvRelease.Changelog.Upgrading;
using UvRelease.Changelog.Versions;
using UvRelease.Releases;

namespace UvRelease.Changelog.Notes;

/// <summary>What the notes of a release are made of.</summary>
public sealed record NotesContent
{
    /// <summary>Version that is released.</summary>
    public required SemanticVersion Version { get; init; }

    /// <summary>Version that the range begins after; null for a first release.</summary>
    public SemanticVersion? Previous { get; init; }

    /// <summary>What decided the version; null where it was given, or has its tag.</summary>
    public VersionReason? VersionReason { get; init; }

    /// <summary>Id of the newest commit.</summary>
    public required string Commit { get; init; }

    /// <summary>Day of the release in UTC.</summary>
    public required DateOnly Date { get; init; }

    /// <summary>The changes, and the account of all commits.</summary>
    public required ChangeSet Changes { get; init; }

    /// <summary>Changelog fragments that the release uses up.</summary>
    public IReadOnlyList<ChangelogFragment> Fragments { get; init; } = [];

    /// <summary>What breaks, from <see cref="MigrationNotes.From"/>.</summary>
    public IReadOnlyList<MigrationNote> Upgrade { get; init; } = [];

    /// <summary>Who contributed, in the order they are shown.</summary>
    public IReadOnlyList<Contributor> Contributors { get; init; } = [];

    /// <summary>First pre-releases by commit id, from <see cref="Ranges.FirstPreReleases"/>.</summary>
    public IReadOnlyDictionary<string, SemanticVersion> Since { get; init; } = new Dictionary<string, SemanticVersion>(StringComparer.Ordinal);

    /// <summary>Page that shows all changes since the previous release; null for none.</summary>
    public string? CompareUrl { get; init; }
}
