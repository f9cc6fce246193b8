using UvRelease.Runner;
using UvRelease.StoreInputs;

namespace UvRelease.UploadSymbols;

/// <summary>Inputs of upload-symbols.</summary>
public sealed record UploadSymbolsOptions
{
    /// <summary>What was built.</summary>
    [Input("release-folder", "Folder with the release fragments and files of build-electron, or with a folder of each leg; relative to the workspace. The "
        + "debug files and source maps that build-electron set aside are taken. Empty takes none.", Default = "release")]
    public WorkspacePath? ReleaseFolder { get; init; }

    /// <summary>More debug files.</summary>
    [Input("symbols-folder", "Folder with more debug files, of any system: ELF, .debug, .pdb, dSYM, .sym; relative to the workspace.")]
    public WorkspacePath? SymbolsFolder { get; init; }

    /// <summary>Scripts and maps.</summary>
    [Input("source-maps-folder", "Folder with the app's scripts and their source maps, after inject-debug-ids; relative to the workspace. Empty takes the maps "
        + "that build-electron set aside.")]
    public WorkspacePath? SourceMapsFolder { get; init; }

    /// <summary>The app.</summary>
    [Input("app-folder", "Folder of the unpacked app, relative to the workspace. Its native code is stored too, and it is checked: code of its own has debug "
        + "files, each id is there once, no source map of its own is in it, and its scripts have the debug ids of the maps. Empty takes the apps out of "
        + "the release's archives (targets dir, zip and tar.gz).")]
    public WorkspacePath? AppFolder { get; init; }

    /// <summary>Where the symbols go.</summary>
    [Input("store",
        "Symbol store: a folder, s3://bucket/prefix?region=…, az://account/container/prefix or "
        + "gs://bucket/prefix. Empty stores none. Who may read it sees the names "
        + "and lines of the sources: it is another one than the store of releases.")]
    public string? Store { get; init; }

    /// <summary>Layouts of the store.</summary>
    [Input("layouts", "Layouts of the symbol store: breakpad, symstore, symstore-two-tier, ssqp, debuginfod, gdb, lldb, unified.",
        Default = "breakpad symstore debuginfod")]
    public string Layouts { get; init; } = "";

    /// <summary>What opens the store.</summary>
    [Inputs]
    public StoreLogin Login { get; init; } = new();

    /// <summary>Whether Electron's own symbols are mirrored.</summary>
    [Input("electron-symbols", "true puts the symbols of Electron itself into the store, once for each version and target: half of all frames are Electron's.",
        Default = "true")]
    public bool ElectronSymbols { get; init; }

    /// <summary>Where Electron's releases are.</summary>
    [Input("electron-mirror", "Address of Electron's releases, which a folder for each version is below.",
        Default = "https://github.com/electron/electron/releases/download/")]
    public string ElectronMirror { get; init; } = "";

    /// <summary>Paths of the machine that built.</summary>
    [Input("trim-paths", "Folders that are cut off the names of source files, one per line: those of the machine that built.", Default = "/github/workspace/")]
    public IReadOnlyList<string> TrimPaths { get; init; } = [];

    /// <summary>Sentry.</summary>
    [Inputs]
    public SentryInputs Sentry { get; init; } = new();

    /// <summary>Programs of others.</summary>
    [Input("tools-folder", "Folder with the npm packages minidump and @sentry/cli.", Default = "/opt/crash-tools")]
    public string ToolsFolder { get; init; } = "/opt/crash-tools";
}
