using UvRelease.Releases;

namespace UvRelease.Electron.Building;

/// <summary>
/// Programs that electron-builder would download, taken from a folder instead. The variables are electron-builder 26's; version 27 takes paths from its
/// configuration (`toolsets`), so this is the one place that knows them.
/// </summary>
internal static class BuildTools
{
    private const string Packaging = "electron-packaging";

    // Tool, variable, and where it is: below the tools' folder, or else a program of the search path.
    private static readonly (string Name, string? Variable, string Place, string? Program)[] All =
    [
        ("7zip", "ELECTRON_BUILDER_7ZIP_PATH", "7zip/7zz", "7zz"),
        ("appimage", null, "appimage/SHA256SUMS", null),
        ("fpm", "CUSTOM_FPM_PATH", "fpm/fpm", Packaging),
        ("nsis", "ELECTRON_BUILDER_NSIS_DIR", "nsis", null),
        ("nsis-resources", "ELECTRON_BUILDER_NSIS_RESOURCES_DIR", "nsis-resources", null),
        ("icons", "ELECTRON_BUILDER_ICONS_TOOLSET_DIR", "icons", null),
    ];

    /// <summary>The preload by which electron-builder makes NSIS installers without wine; it is next to the program electron-packaging.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Environment"/>: it is not there.</exception>
    public static string NsisPreload(BuildRequest request)
    {
        string file = Path.Combine(request.PackagingFolder, "nsis-without-wine.cjs");
        return File.Exists(file) ? file
            : throw new ReleaseException(Fault.Environment, $"The target 'nsis' needs {file}, which is not there. Use the image of the actions.");
    }

    /// <summary>Variables for every tool that is there.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Environment"/>: a tool of a target is missing.</exception>
    public static IReadOnlyDictionary<string, string> Variables(BuildRequest request)
    {
        (IReadOnlyList<BuildTarget> targets, string folder) = (request.Targets, request.ToolsFolder);
        string searchPath = $"{request.PackagingFolder}:{request.Environment.GetValueOrDefault("PATH", "/usr/bin:/bin")}";
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach ((string name, string? variable, string place, string? program) in All)
        {
            string path = Path.Combine(folder, place);
            if (!Path.Exists(path) && program is not null)
                path = searchPath.Split(':').Where(Path.IsPathRooted).Select(part => Path.Combine(part, program)).FirstOrDefault(File.Exists) ?? path;
            if (Path.Exists(path))
            {
                if (variable is not null)
                    found[variable] = path;
            }
            else if (targets.FirstOrDefault(target => target.Tools.Contains(name)) is { } target)
            {
                throw new ReleaseException(Fault.Environment,
                    $"The target '{target.Name}' needs the tool '{name}', which is neither "
                    + $"{path}{(program is null ? "" : $" nor the program {program} of the PATH")}. Use the image of the actions, name its folder by "
                    + "'tools-folder', or leave the target out.");
            }
        }

        return found;
    }
}
