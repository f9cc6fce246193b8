using UvRelease.Formats.Archives;
using UvRelease.Portable;
using UvRelease.Releases.Artifacts;
using UvRelease.Runner;

namespace UvRelease.PackagePortable;

/// <summary>Inputs of package-portable.</summary>
public sealed record PackagePortableOptions
{
    /// <summary>Who runs the archive.</summary>
    [Input("kind", "Who runs the archive: desktop (a person at a screen) or headless (a machine without one).", Required = true)]
    public PortableKind Kind { get; init; }

    /// <summary>Version of the app.</summary>
    [Input("version", "Version of the app: a semantic version without a prefix, such as the output 'version' of release-notes.", Required = true)]
    public string Version { get; init; } = "";

    /// <summary>System it runs on.</summary>
    [Input("platform", "System it runs on: linux, win or mac. Binaries whose headers say another one are refused.", Required = true)]
    public ReleasePlatform Platform { get; init; }

    /// <summary>Processor it runs on.</summary>
    [Input("arch", "Processor it runs on: x64, arm64, universal, ia32 or armv7l. Binaries whose headers say another one are refused.", Required = true)]
    public ReleaseArch Arch { get; init; }

    /// <summary>The project's configuration.</summary>
    [Input("configuration", "Configuration file, whose section 'portable' says what goes in; relative to the workspace.", Default = ".github/uv-release.yml")]
    public WorkspacePath Configuration { get; init; } = null!;

    /// <summary>Commit it is built from.</summary>
    [Input("commit", "Full id of the commit that the files were built from. Empty takes the commit of the run.")]
    public string? Commit { get; init; }

    /// <summary>Release notes.</summary>
    [Input("notes-file", "Text that becomes RELEASE_NOTES.txt, relative to the workspace; if the default is missing, the archive says that there are no notes.",
        Default = "release/notes.txt")]
    public WorkspacePath NotesFile { get; init; } = null!;

    /// <summary>Migration notes.</summary>
    [Input("migration-file", "Text that becomes MIGRATION_NOTES.txt, such as the upgrade notes of release-notes. Empty writes that there are none.")]
    public WorkspacePath? MigrationFile { get; init; }

    /// <summary>How much time compressing may take.</summary>
    [Input("speed", "How hard to compress: store, fast, normal or small.", Default = "small")]
    public ArchiveSpeed Speed { get; init; }

    /// <summary>Folder of the release.</summary>
    [Input("release-folder", "Folder for the archive, the files beside it and the release fragment, relative to the workspace.", Default = "release")]
    public OutputPath ReleaseFolder { get; init; } = null!;
}
