using UvRelease.Electron.Building;
using UvRelease.Posix;
using UvRelease.Releases.Artifacts;
using UvRelease.Runner;

namespace UvRelease.SignWindows;

/// <summary>Inputs that say how the installer is made anew of the signed app.</summary>
public sealed record InstallerInputs
{
    /// <summary>The project.</summary>
    [Input("project-path",
        "Folder of the app with its package.json and electron-builder's configuration, relative to the workspace: the installer is made anew "
        + "of the signed app by it.", Default = ".")]
    public WorkspacePath Project { get; init; } = null!;

    /// <summary>electron-builder's own configuration.</summary>
    [Input("builder-config", "Configuration file of electron-builder, relative to the workspace. Empty lets electron-builder find it.")]
    public WorkspacePath? BuilderConfig { get; init; }

    /// <summary>Whether dependencies are installed.</summary>
    [Input("install", "true installs the project's dependencies by the lockfile first, without running their scripts: for configurations that need them. "
        + "The app is "
        + "packed already and needs none.", Default = "false")]
    public bool Install { get; init; }

    /// <summary>electron-builder for projects without.</summary>
    [Input("builder-folder", "Folder with node_modules/electron-builder, for projects that don't bring their own.", Default = "/opt/electron-builder")]
    public string BuilderFolder { get; init; } = "/opt/electron-builder";

    /// <summary>Tools that electron-builder would download.</summary>
    [Input("tools-folder", "Folder with the tools that electron-builder would download: 7zip, nsis, nsis-resources.", Default = "/opt/electron-tools")]
    public string ToolsFolder { get; init; } = "/opt/electron-tools";

    /// <summary>How a leg's installer is made.</summary>
    internal BuildRequest Request(ReleaseFragment fragment, DateTimeOffset time, string work, StepContext context)
    {
        string tools = Path.GetFullPath(ToolsFolder, context.Workspace.Root);
        return new BuildRequest
        {
            Project = Project.FullPath,
            Root = context.Workspace.Root,
            ReleaseFolder = work,
            Work = work,
            Platform = ReleasePlatform.Win,
            Arches = [fragment.Arch],
            Targets = BuildTarget.Of(ReleasePlatform.Win, ["nsis"]),
            Commit = fragment.Commit,
            Time = time,
            Environment = context.ChildEnvironment,
            ConfigFile = BuilderConfig?.FullPath,
            Version = fragment.Version,
            ElectronVersion = fragment.ToolVersions.Electron,
            BuilderFolder = Path.GetFullPath(BuilderFolder, context.Workspace.Root),
            ToolsFolder = tools,
            PackagingFolder = Directory.Exists(Path.Combine(tools, "electron-packaging")) ? Path.Combine(tools, "electron-packaging")
                : AppContext.BaseDirectory,
            InstallDependencies = Install,
            IgnoreScripts = true,
            User = ChildUser.For(context.Workspace.Root),
        };
    }
}
