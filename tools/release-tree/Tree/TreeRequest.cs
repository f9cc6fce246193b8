using UvRelease.Releases;

namespace UvRelease.ReleaseTree.Tree;

/// <summary>How the tree's workflows name the repository's own actions and workflows.</summary>
public enum ReferenceStyle
{
    /// <summary><c>$/publish</c>: this repository at this commit. github.com only, runner 2.336.0 or later (actions/runner, pull request 4457).</summary>
    Self,

    /// <summary>
    /// <c>org/uv-release/publish@v1.4.0</c>: GitHub Enterprise Server, which knows neither <c>$/</c> nor the newer artifacts
    /// (<see cref="EnterpriseWorkflows"/>).
    /// </summary>
    Tag,
}

/// <summary>Everything the tree depends on beside the source files.</summary>
public sealed record TreeRequest
{
    // What builds applications needs Node, what signs them shares its libraries, and what uploads symbols runs the programs that read them,
    // and scenarios of regression may be Node's; the Dockerfile's stage 'lean' has every other action.
    private static readonly string[] NeedAll = ["build-electron", "regression", "sign-macos", "sign-windows", "upload-symbols"];

    /// <summary>Image with every action.</summary>
    public required ImageReference Image { get; init; }

    /// <summary>
    /// Image without the actions that need Node or large programs, which is pulled in a fraction of the time; null runs them by <see cref="Image"/> too.
    /// </summary>
    public ImageReference? LeanImage { get; init; }

    /// <summary>Image of the service crash-intake, which no action runs; null leaves its file out.</summary>
    public ImageReference? IntakeImage { get; init; }

    /// <summary>Version that is released.</summary>
    public required SemanticVersion Version { get; init; }

    /// <summary>How own actions are named.</summary>
    public ReferenceStyle ReferenceStyle { get; init; }

    /// <summary>Repository of the tree, as owner/name.</summary>
    public string Repository { get; init; } = "org/uv-release";

    /// <summary>Address of the GitHub server.</summary>
    public string ServerUrl { get; init; } = "https://github.com";

    /// <summary>Branch or commit under which the source is found on the server.</summary>
    public string SourceRevision { get; init; } = "main";

    /// <summary>Public names by folder under actions/, beside the standing ones.</summary>
    public IReadOnlyDictionary<string, string> PublicNames { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Image that an action runs.</summary>
    /// <param name="folder">Its folder under actions/.</param>
    public ImageReference ImageOf(string folder) => LeanImage is null || NeedAll.Contains(folder) ? Image : LeanImage;

    /// <summary>The immutable tag of the version.</summary>
    public string Tag => $"v{Version}";

    /// <summary>Address of a source file or folder that the tree does not have.</summary>
    /// <param name="path">Path from the source's root.</param>
    /// <param name="raw">True for its bytes (an image in a page), false for the page about it.</param>
    public string SourceAddress(string path, bool raw) => $"{ServerUrl.TrimEnd('/')}/{Repository}/{(raw ? "raw" : "blob")}/{SourceRevision}/{path}";
}
