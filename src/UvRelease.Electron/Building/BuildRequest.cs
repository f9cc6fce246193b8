using UvRelease.Posix;
using UvRelease.Releases.Artifacts;

namespace UvRelease.Electron.Building;

/// <summary>What becomes of source maps that would be in the app.</summary>
public enum SourceMapPolicy
{
    /// <summary>They are an error: they would show the sources to every user.</summary>
    Refuse,

    /// <summary>They are left out of the app and put into the release folder, for the crash reports.</summary>
    Move,

    /// <summary>They stay in the app.</summary>
    Keep,
}

/// <summary>One leg of a build: an app for one platform and one or more processors.</summary>
public sealed record BuildRequest
{
    /// <summary>Folder of the app: package.json and electron-builder's configuration.</summary>
    public required string Project { get; init; }

    /// <summary>Folder where looking for lockfile and packages ends: the workspace.</summary>
    public required string Root { get; init; }

    /// <summary>Folder that artifacts and fragments are put into.</summary>
    public required string ReleaseFolder { get; init; }

    /// <summary>Folder for what is between; made, and the caller's to remove.</summary>
    public required string Work { get; init; }

    /// <summary>System that is built for.</summary>
    public required ReleasePlatform Platform { get; init; }

    /// <summary>Processors that are built for, one after another.</summary>
    public required IReadOnlyList<ReleaseArch> Arches { get; init; }

    /// <summary>What is made of each packed app.</summary>
    public required IReadOnlyList<BuildTarget> Targets { get; init; }

    /// <summary>Full id of the commit that is built.</summary>
    public required string Commit { get; init; }

    /// <summary>The one time of every file that is made: SOURCE_DATE_EPOCH, or the commit's.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>Environment for children, without credentials.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>The user that programs of the project run as; null for this process's own.</summary>
    public ChildUser? User { get; init; }

    /// <summary>What opens a registry of private packages; null for nothing.</summary>
    public RegistryAccess? Registry { get; init; }

    /// <summary>True runs no scripts of dependencies.</summary>
    public bool IgnoreScripts { get; init; }

    /// <summary>Script of package.json that is run before packing: null takes 'build' if there is one, 'none' is none.</summary>
    public string? BuildScript { get; init; }

    /// <summary>electron-builder's configuration file; null lets electron-builder find it.</summary>
    public string? ConfigFile { get; init; }

    /// <summary>Folders of the bundler's output, from the project's folder, whose scripts get debug ids when the script was run.</summary>
    public IReadOnlyList<string> BundleFolders { get; init; } = [];

    /// <summary>Version of the app; null takes the one of package.json.</summary>
    public string? Version { get; init; }

    /// <summary>Version of Electron in an app that is packed already; null lets electron-builder find it out.</summary>
    public string? ElectronVersion { get; init; }

    /// <summary>Folder of Electron's zips, or one zip; null lets electron-builder download Electron.</summary>
    public string? ElectronDist { get; init; }

    /// <summary>Folder with node_modules/electron-builder, for projects that don't bring their own.</summary>
    public required string BuilderFolder { get; init; }

    /// <summary>Folder with the tools that electron-builder would download.</summary>
    public required string ToolsFolder { get; init; }

    /// <summary>The program inject-debug-ids; needed where there are <see cref="BundleFolders"/>.</summary>
    public string? InjectionProgram { get; init; }

    /// <summary>Folder of the program electron-packaging, which electron-builder calls, and of what belongs to it.</summary>
    public required string PackagingFolder { get; init; }

    /// <summary>Feed that the app asks; null leaves what electron-builder's configuration says.</summary>
    public UpdateFeed? Feed { get; init; }

    /// <summary>Channel that the app follows where the feed is the project's own; null leaves what electron-builder's configuration says.</summary>
    public string? Channel { get; init; }

    /// <summary>Patterns for paths from the app's resources, of programs that may be for other systems.</summary>
    public IReadOnlyList<string> OtherPrograms { get; init; } = [];

    /// <summary>What becomes of source maps.</summary>
    public SourceMapPolicy SourceMaps { get; init; }

    /// <summary>False takes node_modules as they are.</summary>
    public bool InstallDependencies { get; init; } = true;

    /// <summary>True packs everything a second time, from a copy of the project in another folder, and compares.</summary>
    public bool VerifyReproducible { get; init; }
}

/// <summary>Where a build says what it does.</summary>
/// <param name="Lines">Takes lines as they come.</param>
/// <param name="Group">Folds what follows under a title until the result is disposed.</param>
/// <param name="Warn">Takes sentences that somebody must read.</param>
public sealed record BuildLog(IProgress<string> Lines, Func<string, IDisposable> Group, Action<string> Warn);
