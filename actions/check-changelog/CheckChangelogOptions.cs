using UvRelease.Changelog.Check;
using UvRelease.Runner;

namespace UvRelease.CheckChangelog;

/// <summary>From which findings on the step fails.</summary>
public enum FailOn
{
    /// <summary>From errors.</summary>
    Error,

    /// <summary>From warnings too.</summary>
    Warning,

    /// <summary>Never: the findings are only shown.</summary>
    Never,
}

/// <summary>Inputs of check-changelog.</summary>
public sealed record CheckChangelogOptions
{
    /// <summary>Token for GitHub's API.</summary>
    [Input("github-token",
        "Token that may read contents and pull requests: the pull request is read as it is now, without a checkout. Without it, the event's payload and a "
        + "checkout are read.")]
    public Secret? GitHubToken { get; init; }

    /// <summary>The project's configuration.</summary>
    [Input("configuration", "Configuration file, relative to the repository. A file that is checked out is used before the one of the base commit.",
        Default = ".github/uv-release.yml")]
    public WorkspacePath Configuration { get; init; } = null!;

    /// <summary>A commitlint configuration.</summary>
    [Input("commitlint",
        "commitlint configuration (JSON, YAML, or package.json) whose message rules replace those of the configuration. Empty takes check.commitlint of the "
        + "configuration.")]
    public WorkspacePath? Commitlint { get; init; }

    /// <summary>What is held to the rules.</summary>
    [Input("messages", "Messages of a pull request to check: title (squash merges), commits (merges, rebases) or both.", Default = "title")]
    public CheckedMessages Messages { get; init; }

    /// <summary>Where fragments are.</summary>
    [Input("fragments-folder", "Folder of changelog fragments, relative to the repository.", Default = ".changes")]
    public WorkspacePath FragmentsFolder { get; init; } = null!;

    /// <summary>When the step fails.</summary>
    [Input("fail-on", "What fails the step: error, warning (errors too) or never.", Default = "error")]
    public FailOn FailOn { get; init; }

    /// <summary>Where the result goes.</summary>
    [Input("json-file", "File for the result as JSON, relative to the workspace.", Default = "release/check.json")]
    public OutputPath JsonFile { get; init; } = null!;

    /// <summary>Folder of the repository.</summary>
    [Input("repository-path", "Folder of the git repository, relative to the workspace, where git is read.", Default = ".")]
    public WorkspacePath RepositoryPath { get; init; } = null!;

    /// <summary>Where a range begins.</summary>
    [Input("from", "Base of a range of commits (a commit, tag or branch). Checks that range in the repository, and asks GitHub nothing.")]
    public string? From { get; init; }

    /// <summary>Where a range ends.</summary>
    [Input("to", "Newest commit of the range.", Default = "HEAD")]
    public string To { get; init; } = "HEAD";

    /// <summary>A message that is about to be committed.</summary>
    [Input("message-file", "File with one commit message, as git passes it to a commit-msg hook; checks that message alone.")]
    public WorkspacePath? MessageFile { get; init; }
}
