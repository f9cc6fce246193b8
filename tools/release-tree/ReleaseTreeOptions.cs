using UvRelease.ReleaseTree.Tree;
using UvRelease.Runner;

namespace UvRelease.ReleaseTree;

/// <summary>Options of release-tree. It has no action.yml: only uv-release's own release workflow runs it.</summary>
public sealed record ReleaseTreeOptions
{
    /// <summary>Folder of main.</summary>
    [Input("source", "Folder of the checkout that the tree is made from.", Default = ".")]
    public WorkspacePath Source { get; init; } = null!;

    /// <summary>Where the tree is written.</summary>
    [Input("output", "Folder to write the tree to; missing or empty.")]
    public OutputPath? Output { get; init; }

    /// <summary>Image of all actions.</summary>
    [Input("image", "Image that the actions run, as name@sha256:<64 hexadecimal digits>. Needed for everything but --tags.")]
    public string? Image { get; init; }

    /// <summary>Image of the actions that need no Node.</summary>
    [Input("lean-image", "Image that actions run which need no Node, in the same form (stage lean of the Dockerfile). Empty takes --image.")]
    public string? LeanImage { get; init; }

    /// <summary>Image of the intake.</summary>
    [Input("intake-image", "Image of the service crash-intake, in the same form (stage crash-intake). Empty leaves crash-intake/compose.yml out.")]
    public string? IntakeImage { get; init; }

    /// <summary>Version to release.</summary>
    [Input("version", "Version to release, without prefix.", Required = true)]
    public string Version { get; init; } = "";

    /// <summary>How own actions are named.</summary>
    [Input("reference-style",
        "How workflows name the repository's own actions and workflows: self writes $/name; tag writes repository/name@tag for GitHub Enterprise Server, and "
        + "leaves out what can't work there.",
        Default = "self")]
    public ReferenceStyle ReferenceStyle { get; init; }

    /// <summary>Repository of the tree.</summary>
    [Input("repository", "Repository that consumers use, as owner/name.", Default = "org/uv-release")]
    public string Repository { get; init; } = "";

    /// <summary>Server of the repository.</summary>
    [Input("server-url", "Address of the GitHub server that has the source; READMEs link there to what the tree leaves out.", Default = "https://github.com")]
    public string ServerUrl { get; init; } = "";

    /// <summary>Further public names.</summary>
    [Input("public-name", "Another public name of an action, as folder=name. publish-channel=publish is always there.")]
    public IReadOnlyList<string> PublicNames { get; init; } = [];

    /// <summary>Branch to commit to.</summary>
    [Input("branch", "Branch releases/v<major> to commit the tree to. The source must be a git checkout without changes.")]
    public string? Branch { get; init; }

    /// <summary>Repository that has the branch.</summary>
    [Input("git-dir", "Repository that has the branch. Empty takes the source's own.")]
    public WorkspacePath? GitDir { get; init; }

    /// <summary>Who commits.</summary>
    [Input("identity", "Author and committer of the release commit, as Name <mail>. Empty takes those of the source commit.")]
    public string? Identity { get; init; }

    /// <summary>Sets the tags and nothing else.</summary>
    [Input("tags", "Set the tags of a version that is on the branch already: v1.4.0 is created, v1.4 and v1 move forward. Nothing else is done.",
        Default = "false")]
    public bool Tags { get; init; }
}
