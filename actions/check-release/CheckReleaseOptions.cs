using UvRelease.Runner;

namespace UvRelease.CheckRelease;

/// <summary>Inputs of check-release.</summary>
public sealed record CheckReleaseOptions
{
    /// <summary>The list of artifacts.</summary>
    [Input(
        "legs-file",
        "legs.json that the build wrote, in a folder that has the name of its artifact; relative to the workspace.",
        Default = "release/release-notes/legs.json")]
    public WorkspacePath LegsFile { get; init; } = null!;

    /// <summary>Whether nothing is published.</summary>
    [Input("without-release", "true checks the reviewed environment and its credentials alone, for a move that publishes no build.", Default = "false")]
    public bool WithoutRelease { get; init; }

    /// <summary>The run that built.</summary>
    [Input("run-id", "Number of the run that built the release. Empty takes this run.")]
    public string? RunId { get; init; }

    /// <summary>The repository whose run that is.</summary>
    [Input("run-repository", "Repository of run-id, as owner/name, where another one built the release. Its code is then what is expected.")]
    public string? RunRepository { get; init; }

    /// <summary>Token for it.</summary>
    [Input("run-token", "Token that reads runs and tags of run-repository (actions: read and contents: read there). Empty takes github-token.")]
    public Secret? RunToken { get; init; }

    /// <summary>The commit that is meant.</summary>
    [Input("commit", "Full id of the commit that the release must be of, where that is another one than the run's or the tag's.")]
    public string? Commit { get; init; }

    /// <summary>Where the code came from.</summary>
    [Input("head-repository", "Repository that the built code came from, as owner/name, where that is a fork.")]
    public string? HeadRepository { get; init; }

    /// <summary>The environment that somebody must approve.</summary>
    [Input(
        "reviewed-environment",
        "Environment of the publishing job, where a plan is made first: it must have required reviewers, and credentials of its own.")]
    public string? ReviewedEnvironment { get; init; }

    /// <summary>Token that asks GitHub.</summary>
    [Input("github-token", "Token that asks GitHub about run-id and reviewed-environment; the job needs permissions: actions: read and contents: read.")]
    public Secret? GitHubToken { get; init; }

    /// <summary>The project's configuration.</summary>
    [Input(
        "configuration",
        "Configuration file, whose changelog.tag-pattern names version tags; relative to the workspace.",
        Default = ".github/uv-release.yml")]
    public WorkspacePath Configuration { get; init; } = null!;

    /// <summary>Where it will be published.</summary>
    [Input("store", "Store that the release will be published in. Empty checks none.")]
    public string? Store { get; init; }

    /// <summary>What plans and what publishes.</summary>
    [Inputs]
    public PlanAccess Access { get; init; } = new();
}
