using UvRelease.Changelog.Commits;
using UvRelease.Changelog.Configuration;
using UvRelease.Changelog.Git;
using UvRelease.Changelog.GitHub;
using UvRelease.Changelog.Ranges;

namespace UvRelease.Changelog.Drafts;

/// <summary>Which release is drafted, and what the project decides about its notes.</summary>
public sealed record DraftRequest
{
    /// <summary>The repository.</summary>
    public required GitRepository Repository { get; init; }

    /// <summary>Section <c>changelog</c> of the project's configuration.</summary>
    public required ChangelogConfiguration Configuration { get; init; }

    /// <summary>Which commits, channels and tags.</summary>
    public required RangeRequest Range { get; init; }

    /// <summary>Folder of changelog fragments and overrides.</summary>
    public required ProjectPath FragmentFolder { get; init; }

    /// <summary>True refuses commits that are not conventional.</summary>
    public bool Strict { get; init; }

    /// <summary>Address of the repository's page, for links; null for none.</summary>
    public Uri? Page { get; init; }

    /// <summary>Where pull requests and logins are asked for; null asks nothing of any network.</summary>
    public GitHubAccess? GitHub { get; init; }

    /// <summary>Version that is released, as it was given; null takes that of the tag at the range's end, or derives the next one.</summary>
    public string? Version { get; init; }

    /// <summary>Changelog to put the release's section into; null for none.</summary>
    public ProjectPath? ChangelogFile { get; init; }

    /// <summary>Upgrade guide to put the release's migration notes into; null for none.</summary>
    public UpgradeFiles? UpgradeFiles { get; init; }

    /// <summary>Version that users come from, as it was given: asks for all sections of the upgrade guide after it. Null asks for none.</summary>
    public string? UpgradeFrom { get; init; }

    /// <summary>How commits become changes, before anything was read of the repository.</summary>
    internal ChangeRules Rules => new() { RepositoryPage = Page, Trackers = Configuration.Trackers, Squash = Configuration.Squash };
}

/// <summary>The upgrade guide of all releases.</summary>
/// <param name="Markdown">UPGRADING.md, for people.</param>
/// <param name="Json">UPGRADING.json, the same for programs.</param>
public sealed record UpgradeFiles(ProjectPath Markdown, ProjectPath Json);

/// <summary>Something that its reader may want to mend before the release.</summary>
/// <param name="Message">Sentences.</param>
/// <param name="Title">A heading, or null.</param>
/// <param name="File">File of the project, or null.</param>
/// <param name="Line">Line of that file, from 1, or null.</param>
public sealed record DraftWarning(string Message, string? Title = null, string? File = null, int? Line = null);
