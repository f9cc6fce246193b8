using UvRelease.Runner;

namespace UvRelease.ReleaseSmoke;

/// <summary>Inputs of release-smoke.</summary>
public sealed record ReleaseSmokeOptions
{
    /// <summary>Archives that are tried.</summary>
    [Input("archives", "Portable archives that are tried, relative to the workspace, one per line: a desktop one, a headless one, or both.", Required = true)]
    public IReadOnlyList<string> Archives { get; init; } = [];

    /// <summary>Version that is released.</summary>
    [Input("version", "Version that is released: a semantic version without a prefix. Every place that says another one is listed.", Required = true)]
    public string Version { get; init; } = "";

    /// <summary>Tag of the version.</summary>
    [Input("tag", "Tag of the version, whose end must be the version. Empty where there is none yet.")]
    public string? Tag { get; init; }

    /// <summary>The app's own version.</summary>
    [Input("package-file",
        "package.json whose version must be the release's, relative to the workspace. Empty where the version is in the tag alone.")]
    public WorkspacePath? PackageFile { get; init; }

    /// <summary>The project's configuration.</summary>
    [Input("configuration", "Configuration file, whose section 'portable' says what is called; relative to the workspace.", Default = ".github/uv-release.yml")]
    public WorkspacePath Configuration { get; init; } = null!;

    /// <summary>Commit that the archives are built from.</summary>
    [Input("commit", "Full id of the commit that the archives must be built from. Empty takes the commit of the run.")]
    public string? Commit { get; init; }

    /// <summary>Digest of the sealed release.</summary>
    [Input("release-digest", "Digest of the sealed release that the archives are of, for gates. Empty before it is sealed: then the archives' SHA-256 bind the report.")]
    public string? ReleaseDigest { get; init; }

    /// <summary>Where the report goes.</summary>
    [Input("report-file", "Where the report is written, relative to the workspace.", Default = "release-smoke.json")]
    public OutputPath ReportFile { get; init; } = null!;
}
