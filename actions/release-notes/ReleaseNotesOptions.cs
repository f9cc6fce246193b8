using UvRelease.Changelog.Ranges;
using UvRelease.Runner;

namespace UvRelease.ReleaseNotes;

/// <summary>Inputs of release-notes.</summary>
public sealed record ReleaseNotesOptions
{
    /// <summary>Folder of the repository.</summary>
    [Input("repository-path", "Folder of the git repository, relative to the workspace.", Default = ".")]
    public WorkspacePath RepositoryPath { get; init; } = null!;

    /// <summary>Where links lead.</summary>
    [Input("repository", "Repository that links lead to: owner/name, or an address of GitHub or a GitHub Enterprise Server. Empty takes that of the run, and "
        + "on a machine that of the remote origin.")]
    public string? Repository { get; init; }

    /// <summary>Token for GitHub's API.</summary>
    [Input("github-token",
        "Token that may read contents and pull requests: GitHub is asked for logins of contributors, and for titles and bodies of the pull requests in the "
        + "range. Without it no API is asked.")]
    public Secret? GitHubToken { get; init; }

    /// <summary>The configuration file.</summary>
    [Input("configuration", "Configuration file, relative to the workspace. Empty takes .github/uv-release.yml of the repository, if there is one.")]
    public WorkspacePath? Configuration { get; init; }

    /// <summary>Channel of the release.</summary>
    [Input("channel", "Channel of the release: canary, beta, stable, or a name from the configuration. Empty takes that of the tag at the range's end, or the "
        + "most stable channel.")]
    public string? Channel { get; init; }

    /// <summary>Where the range begins.</summary>
    [Input("from", "Tag or commit that the range begins after. Empty takes the last release of the same or a more stable channel that the range's end "
        + "contains.")]
    public string? From { get; init; }

    /// <summary>Where the range ends.</summary>
    [Input("to", "Tag, branch or commit that the range ends with.", Default = "HEAD")]
    public string To { get; init; } = "HEAD";

    /// <summary>Version to release.</summary>
    [Input("version", "Version to release, without prefix. Empty takes the version of the tag at the range's end, or derives the next one from commits and "
        + "fragments.")]
    public string? Version { get; init; }

    /// <summary>How version tags are named.</summary>
    [Input("tag-pattern", "How version tags are named, such as v{version} or app-v{version}. Empty takes the configuration's, or the pattern that all "
        + "version tags share.")]
    public string? TagPattern { get; init; }

    /// <summary>Paths that belong to the product.</summary>
    [Input("include-paths", "Paths of a monorepo that belong to the product, one per line. Empty takes the configuration's, or everything.")]
    public IReadOnlyList<string> IncludePaths { get; init; } = [];

    /// <summary>Paths that do not.</summary>
    [Input("exclude-paths", "Paths of a monorepo that do not, one per line. Empty takes the configuration's, or none.")]
    public IReadOnlyList<string> ExcludePaths { get; init; } = [];

    /// <summary>Token that git fetches with.</summary>
    [Input("fetch-token",
        "Token that git fetches with where the checkout kept no credentials: tags, missing history, and contents that a filter left out. Empty fetches "
        + "without.")]
    public Secret? FetchToken { get; init; }

    /// <summary>Whether nothing was released before.</summary>
    [Input("first-release",
        "true says that this is the first release. Otherwise the remote repository is asked for tags where the clone has none.", Default = "false")]
    public bool FirstRelease { get; init; }

    /// <summary>What to do with a shallow clone.</summary>
    [Input("deepen",
        "What to do with a clone that has no commits or tags of the previous release: never is an error, auto fetches what is missing and no more.",
        Default = "never")]
    public Deepen Deepen { get; init; }

    /// <summary>Whether every commit must be conventional.</summary>
    [Input("strict", "Refuse commits that do not follow Conventional Commits. Empty takes the configuration's, or false.")]
    public bool? Strict { get; init; }

    /// <summary>A changelog of every release.</summary>
    [Input("all-releases", "Write a changelog of all releases of the history instead of one release's notes.", Default = "false")]
    public bool AllReleases { get; init; }

    /// <summary>Where the files go.</summary>
    [Input("release-folder", "Folder for the notes, relative to the workspace.", Default = "release")]
    public OutputPath ReleaseFolder { get; init; } = null!;

    /// <summary>CHANGELOG.md.</summary>
    [Input("changelog-file", "Changelog to put the release's section into, relative to the workspace. Empty for none.")]
    public OutputPath? ChangelogFile { get; init; }

    /// <summary>UPGRADING.md.</summary>
    [Input("upgrade-file", "Upgrade guide to put the release's migration notes into, relative to the workspace. Empty for none.")]
    public OutputPath? UpgradeFile { get; init; }

    /// <summary>The version that users come from.</summary>
    [Input("upgrade-from",
        "Version that users come from, without prefix. Writes upgrade.md and upgrade.json into release-folder: every section of upgrade-file after that "
        + "version, up to the released one. Empty writes neither.")]
    public string? UpgradeFrom { get; init; }

    /// <summary>Folder of fragments.</summary>
    [Input("fragments-folder", "Folder of changelog fragments, relative to the workspace. Empty takes .changes of the repository, if there is one.")]
    public WorkspacePath? FragmentsFolder { get; init; }

    /// <summary>What is built of the release.</summary>
    [Input("legs", "What is built of the release, as JSON: objects with platform (linux, win, mac), and arch and runner if wanted. Writes legs.json into "
        + "release-folder, which says what publish takes. Empty for nothing.")]
    public string? Legs { get; init; }

    /// <summary>Name of the app in a run that releases several.</summary>
    [Input("component", "Component that is released: its paths, tag pattern, channel and fragments are taken from section components of the configuration, if "
        + "there is one. The names of the legs' artifacts begin with it, where several apps are released in one run: <component>-release-<platform>-<arch>.")]
    public string? Component { get; init; }

    /// <summary>Runner of the legs.</summary>
    [Input("runs-on", "Runner of the legs that name none: a label, or a list of labels as JSON.", Default = "ubuntu-24.04")]
    public string RunsOn { get; init; } = "ubuntu-24.04";
}
