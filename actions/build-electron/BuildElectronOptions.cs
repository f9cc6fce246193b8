using UvRelease.Electron.Building;
using UvRelease.Releases.Artifacts;
using UvRelease.Runner;

namespace UvRelease.BuildElectron;

/// <summary>Inputs of build-electron.</summary>
public sealed record BuildElectronOptions
{
    /// <summary>System that is built for.</summary>
    [Input("platform", "Platform to build for: linux, win or mac.", Required = true)]
    public ReleasePlatform Platform { get; init; }

    /// <summary>Processors that are built for.</summary>
    [Input("arch", "Processors to build for, one per line: x64, arm64, and for mac universal. Empty takes electron.arches of the configuration.")]
    public IReadOnlyList<string> Arch { get; init; } = [];

    /// <summary>What is made of the app.</summary>
    [Input("targets", "What to make, one per line. linux: dir, tar.gz, AppImage, deb; win: dir, zip, nsis; mac: dir, zip. Empty takes electron.targets of the "
        + "configuration.")]
    public IReadOnlyList<string> Targets { get; init; } = [];

    /// <summary>Version of the app.</summary>
    [Input("version", "Version of the app, without prefix. Empty takes the one in package.json.")]
    public string? Version { get; init; }

    /// <summary>Folder of the app.</summary>
    [Input("project-path", "Folder of the app with its package.json, relative to the workspace.", Default = ".")]
    public WorkspacePath ProjectPath { get; init; } = null!;

    /// <summary>The project's configuration.</summary>
    [Input("configuration", "Configuration file, relative to the workspace.", Default = ".github/uv-release.yml")]
    public WorkspacePath Configuration { get; init; } = null!;

    /// <summary>electron-builder's own configuration.</summary>
    [Input("builder-config", "Configuration file of electron-builder, relative to the workspace. Empty lets electron-builder find it.")]
    public WorkspacePath? BuilderConfig { get; init; }

    /// <summary>Where artifacts go.</summary>
    [Input("release-folder", "Folder for artifacts and fragments, relative to the workspace.", Default = "release")]
    public OutputPath ReleaseFolder { get; init; } = null!;

    /// <summary>Electron's distributions.</summary>
    [Input("electron-dist",
        "Folder with Electron's zips (electron-v<version>-<platform>-<arch>.zip), or one zip. Empty lets electron-builder download Electron.")]
    public string? ElectronDist { get; init; }

    /// <summary>Address of the feed.</summary>
    [Input("feed-url",
        "Address that the app asks for updates: the store's public address, or that of a channel's feeds. Empty takes electron.feed-url of the configuration, "
        + "else publish.public-url.")]
    public string? FeedUrl { get; init; }

    /// <summary>Channel of the app.</summary>
    [Input("channel", "Channel that the app follows. Empty takes electron.channel of the configuration, else the most stable one.")]
    public string? Channel { get; init; }

    /// <summary>What becomes of source maps.</summary>
    [Input("source-maps",
        "Source maps and debug files in the app: refuse, move (out of the app) or keep. refuse and move copy those of the app into the release folder. Empty "
        + "takes electron.source-maps of the configuration.")]
    public SourceMapPolicy? SourceMaps { get; init; }

    /// <summary>Whether dependencies are installed.</summary>
    [Input("install", "true installs the dependencies by the lockfile first; false uses node_modules as it is.", Default = "true")]
    public bool Install { get; init; }

    /// <summary>Whether scripts of dependencies are run.</summary>
    [Input("ignore-scripts", "true installs the dependencies without running their scripts, nor the project's own that belong to installing.",
        Default = "false")]
    public bool IgnoreScripts { get; init; }

    /// <summary>Token of a registry.</summary>
    [Input("npm-token", "Token of the registry of private packages, which .npmrc of the project names as ${NPM_TOKEN}; without an .npmrc it is for "
        + "registry.npmjs.org. Only the package manager gets it, and no script runs meanwhile.")]
    public Secret? NpmToken { get; init; }

    /// <summary>Settings of npm that are secret.</summary>
    [Input("npmrc", "Lines for the user's .npmrc, with credentials of registries. Only the package manager gets them, and no script runs meanwhile.")]
    public Secret? Npmrc { get; init; }

    /// <summary>The project's own build.</summary>
    [Input("build-script", "Script of package.json that is run after the dependencies are installed and before packing, by the project's package manager. "
        + "Empty takes the script build if there is one; none runs none.")]
    public string? BuildScript { get; init; }

    /// <summary>Where the scripts are that get debug ids.</summary>
    [Input("inject-debug-ids", "Folders of the bundler's output, from project-path, whose scripts and source maps get debug ids after the build script and "
        + "before packing, as inject-debug-ids does it. Empty injects none.")]
    public IReadOnlyList<string> InjectDebugIds { get; init; } = [];

    /// <summary>Whether it is built twice.</summary>
    [Input("verify-reproducible", "true builds twice, in two folders, and fails if the results differ.", Default = "false")]
    public bool VerifyReproducible { get; init; }

    /// <summary>electron-builder for projects without.</summary>
    [Input("builder-folder", "Folder with node_modules/electron-builder, for projects that don't bring their own.", Default = "/opt/electron-builder")]
    public string BuilderFolder { get; init; } = "/opt/electron-builder";

    /// <summary>Tools that electron-builder would download.</summary>
    [Input("tools-folder", "Folder with the tools that electron-builder would download: 7zip, appimage, fpm, nsis, nsis-resources, icons.",
        Default = "/opt/electron-tools")]
    public string ToolsFolder { get; init; } = "/opt/electron-tools";
}
