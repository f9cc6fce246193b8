using UvRelease.Runner;

namespace UvRelease.ReleaseRequest;

/// <summary>Inputs of release-request.</summary>
public sealed record ReleaseRequestOptions
{
    /// <summary>Folder of the repository.</summary>
    [Input("repository-path", "Folder of the git repository, checked out with its whole history, relative to the workspace.", Default = ".")]
    public WorkspacePath RepositoryPath { get; init; } = null!;

    /// <summary>The branch that releases are made from.</summary>
    [Input("branch", "Branch that releases are made from. Empty takes that of the run.")]
    public string? Branch { get; init; }

    /// <summary>Whether pull requests are written.</summary>
    [Input("open", "true keeps the pull request. false only says, in the outputs, what would be released: for projects that release with each push.",
        Default = "true")]
    public bool Open { get; init; }

    /// <summary>The configuration file.</summary>
    [Input("configuration", "Configuration file, whose sections changelog, components and request are used; relative to the workspace. Empty takes "
        + ".github/uv-release.yml of the repository, if there is one.")]
    public WorkspacePath? Configuration { get; init; }

    /// <summary>Channel of the releases.</summary>
    [Input("channel", "Channel that versions are derived for. Empty takes that of the component, or the most stable one.")]
    public string? Channel { get; init; }

    /// <summary>Whether nothing was released before.</summary>
    [Input("first-release", "true says that nothing was released before. Otherwise the remote repository is asked for tags where the checkout has none.",
        Default = "false")]
    public bool FirstRelease { get; init; }

    /// <summary>Whether a fork has releases of its own.</summary>
    [Input("in-fork", "true keeps requests in a fork too, which has releases of its own then.", Default = "false")]
    public bool InFork { get; init; }

    /// <summary>Whether another tool's settings are taken over.</summary>
    [Input("convert", "true writes .github/uv-release.yml and changelog fragments from the files of release-please or changesets, says what could not be taken "
        + "over, and opens nothing.", Default = "false")]
    public bool Convert { get; init; }

    /// <summary>Token.</summary>
    [Input("github-token", "Token with the permissions contents: write and pull-requests: write. Checks start on the pull request with the token of a GitHub "
        + "App alone, and not with the workflow's own. Needed but for convert.")]
    public Secret? GitHubToken { get; init; }
}
