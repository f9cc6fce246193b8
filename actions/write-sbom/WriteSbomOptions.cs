using UvRelease.Runner;

namespace UvRelease.WriteSbom;

/// <summary>Inputs of write-sbom.</summary>
public sealed record WriteSbomOptions
{
    /// <summary>What was built.</summary>
    [Input("release-folder", "Folder with the release fragments and files of build-electron, after signing; relative to the workspace. The documents come "
        + "beside the files, and into the fragments.", Default = "release")]
    public OutputPath ReleaseFolder { get; init; } = null!;

    /// <summary>Name of the app.</summary>
    [Input("app", "Name of the app, as the documents have it.", Required = true)]
    public string App { get; init; } = "";

    /// <summary>Lock file.</summary>
    [Input("lock-file", "package-lock.json of the app, relative to the workspace: hashes and licences come from it, and the packages of apps whose bundler "
        + "leaves no manifests. Empty takes what the app itself tells.")]
    public WorkspacePath? LockFile { get; init; }
}
