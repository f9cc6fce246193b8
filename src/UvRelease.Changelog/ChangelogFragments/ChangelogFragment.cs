using UvRelease.Changelog.Upgrading;
using UvRelease.Changelog.Versions;

namespace UvRelease.Changelog.ChangelogFragments;

/// <summary>A change as its author describes it to users: a file <c>.changes/&lt;id&gt;.md</c> that comes with the change and goes with the release.</summary>
public sealed record ChangelogFragment
{
    /// <summary>File name without <c>.md</c>.</summary>
    public required string Id { get; init; }

    /// <summary>File, relative to the workspace.</summary>
    public required string File { get; init; }

    /// <summary>Commit type, in lower case.</summary>
    public required string Type { get; init; }

    /// <summary>One line, Markdown as written.</summary>
    public required string Title { get; init; }

    /// <summary>Line of the file that the title is in, from 1.</summary>
    public required int TitleLine { get; init; }

    /// <summary>Part of the product, or null.</summary>
    public string? Scope { get; init; }

    /// <summary>What it raises: as given, else major for a break, minor for feat, patch for fix, perf, security and revert, else nothing.</summary>
    public VersionBump Bump { get; init; }

    /// <summary>What kind of break it is; null when it does not say.</summary>
    public MigrationKind? Kind { get; init; }

    /// <summary>True when something breaks. A deprecation breaks nothing yet.</summary>
    public bool IsBreaking { get; init; }

    /// <summary>Platforms it concerns; empty for all.</summary>
    public IReadOnlyList<string> Platforms { get; init; } = [];

    /// <summary>Addresses it names.</summary>
    public IReadOnlyList<string> Links { get; init; } = [];

    /// <summary>Number of its pull request, or null.</summary>
    public int? PullRequest { get; init; }

    /// <summary>Full id of the commit that added it; the caller who knows the history fills it in.</summary>
    public string? Commit { get; init; }

    /// <summary>Text below the title, Markdown as written; null for none.</summary>
    public string? Details { get; init; }

    /// <summary>Its sections by name: the parts of a migration note.</summary>
    public IReadOnlyDictionary<NotePart, string> Parts { get; init; } = new Dictionary<NotePart, string>();
}
