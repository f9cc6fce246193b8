using System.Text.Json;
using UvRelease.Electron.Variants;
using UvRelease.Electron.Universal;
using UvRelease.Formats.Executables;
using UvRelease.Releases;
using UvRelease.Releases.Artifacts;

namespace UvRelease.Electron.Building;

/// <summary>
/// Looks at every program of a packed app (ELF, PE, Mach-O): each must run on the target. A program for another system is left in peace only where its path
/// says what it is for and its package, or another variant of it, has one for the target: then the app chooses by name. So is an assembly of .NET.
/// </summary>
internal static class NativePrograms
{
    private const int Shown = 4, LargestManifest = 1024 * 1024;
    private const string Modules = "node_modules/";

    private sealed record Program(string Path, ExecutableHeader Header)
    {
        public string Package { get; } = PackageOf(Path);

        public string Family => PlatformWords.Without(Package.Length > 0 ? NameOf(Package) : System.IO.Path.GetDirectoryName(Path)!);
    }

    /// <summary>Refuses an app that has a wrong program, or lacks one that its packages have for the target.</summary>
    /// <param name="app">The app.</param>
    /// <param name="project">The project, whose packages say whether they are compiled.</param>
    /// <param name="platform">System of the target.</param>
    /// <param name="arch">Processor of the target; for universal the app must have everything for both.</param>
    /// <param name="allowed">Patterns for paths from the app's resources that may be for other systems.</param>
    /// <returns>How many programs there are.</returns>
    /// <exception cref="ReleaseException"><see cref="Fault.Refused"/>, naming packages, programs and the mend.</exception>
    public static int Check(PackedApp app, string project, ReleasePlatform platform, ReleaseArch arch, IReadOnlyList<string> allowed)
    {
        GlobPattern[] patterns = [.. allowed.Select(pattern => new GlobPattern(pattern))];
        var programs = new List<Program>();
        var manifests = new List<AppFile>();
        string inside = Path.GetRelativePath(app.Folder, app.Resources) + "/";
        foreach (AppFile file in AppFiles.Of(app.Folder))
        {
            // Electron's own files have no place in the resources; what is there is the project's.
            string path = file.Path.StartsWith(inside, StringComparison.Ordinal) ? Plain(file.Path[inside.Length..]) : "/" + file.Path;
            if (Path.GetFileName(path) == "package.json" && PackageOf(path) + "/package.json" == path)
                manifests.Add(file with { Path = path });
            byte[] head = file.Head(ExecutableHeader.Length);
            if (ExecutableHeader.Read(head) is { } header && !ManagedAssembly.Is(head))
                programs.Add(new Program(path, header));
        }

        foreach (ReleaseArch one in arch == ReleaseArch.Universal ? (ReleaseArch[])[ReleaseArch.X64, ReleaseArch.Arm64] : [arch])
        {
            string other = one == ReleaseArch.X64 ? "app-arm64" : "app-x64";
            Check([.. programs.Where(program => !Below(program.Path, other))], [.. manifests.Where(manifest => !Below(manifest.Path, other))],
                project, platform, one, arch, path => patterns.Any(pattern => pattern.Matches(path.TrimStart('/'))));
        }

        return programs.Count;
    }

    private static void Check(Program[] programs, AppFile[] manifests, string project, ReleasePlatform platform, ReleaseArch one, ReleaseArch leg,
        Func<string, bool> isAllowed)
    {
        HashSet<string> served = [.. programs.Where(program => Runs(program, platform, one)).Select(program => program.Family)];
        string[] wrong =
        [
            .. programs.Where(program => !Runs(program, platform, one) && !isAllowed(program.Path)
                    && !(PlatformWords.Names(program.Path) && served.Contains(program.Family)))
                .GroupBy(program => program.Package, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal)
                .Select(group => Wrong(group.Key, [.. group.OrderBy(program => program.Path, StringComparer.Ordinal)], Name(platform, one))),
        ];
        HashSet<string> packages = [.. manifests.Select(manifest => NameOf(PackageOf(manifest.Path)))],
            withPrograms = [.. programs.Select(program => program.Package)];
        string[] missing =
        [
            .. manifests.Where(manifest => !isAllowed(manifest.Path)).Select(manifest => Missing(manifest, packages, withPrograms, project, platform, one))
                .OfType<string>().Order(StringComparer.Ordinal),
        ];
        string[] all = [.. missing, .. wrong];
        if (all.Length > 0)
            throw new ReleaseException(Fault.Refused, $"The app for {Name(platform, leg)} would not run there. {string.Join(" ", all.Take(Shown))}"
                + (all.Length > Shown ? $" And {all.Length - Shown} more." : ""));
    }

    private static string Wrong(string package, IReadOnlyList<Program> programs, string target)
    {
        Program first = programs[0];
        string what = $"{first.Path.TrimStart('/')} is for {first.Header}{(PlatformWords.IsMusl(first.Path) ? " with musl" : "")}"
            + (programs.Count > 1 ? $", and {programs.Count - 1} more" : "");
        if (package.Length == 0 && first.Path.StartsWith('/'))
            return $"{what}: Electron's distribution is one for another target. Look at 'electron-dist'.";
        if (package.Length == 0)
            return $"{what}: leave it out by 'files' or 'extraResources' of electron-builder's configuration, or, if the app has it on purpose, name it in "
                + "electron.other-programs.";
        string name = NameOf(package);
        return PlatformWords.Names(name) ? $"Package {name}: {what}. Let this step install the dependencies (install: true), with a lockfile that has the "
                + $"package's variant for {target}."
            : PlatformWords.Names(first.Path) ? $"Package {name} has no program for {target}: {what}. Take a version of it that has one, leave it out, or, if "
                + "the app can do without, name it in electron.other-programs."
            : $"Package {name}: {what}, compiled on another machine. Build on a runner for {target}, or take a version of it that brings programs for "
                + $"{target}; if the app has it on purpose, name it in electron.other-programs.";
    }

    private static string? Missing(AppFile manifest, HashSet<string> packages, HashSet<string> withPrograms, string project,
        ReleasePlatform platform, ReleaseArch arch)
    {
        string package = PackageOf(manifest.Path), name = NameOf(package);
        string[] variants = [.. OptionalDependencies(manifest).Where(PlatformWords.Names)];
        string[] wanted = [.. variants.Where(variant => PlatformWords.Serves(variant, platform, arch))];
        if (wanted.Length > 0)
            return wanted.Any(packages.Contains) ? null
                : $"Package {name} lacks its program for {Name(platform, arch)}: {wanted[0]} is not in the app. Let this step install the dependencies "
                    + $"(install: true), with a lockfile that has {wanted[0]}, and don't leave it out by 'files'.";
        return variants.Length > 0 || withPrograms.Contains(package) || !File.Exists(Path.Combine(project, Modules + name, "binding.gyp")) ? null
            : $"Package {name} is compiled when it is installed, and no program of it is in the app. Let its install script run, and don't leave its program "
                + "out by 'files'; if the app can do without, name it in electron.other-programs.";
    }

    private static string[] OptionalDependencies(AppFile manifest)
    {
        if (manifest.Content.Length > LargestManifest)
            return [];
        try
        {
            using var json = JsonDocument.Parse(manifest.Head(LargestManifest));
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("optionalDependencies", out JsonElement optional)
                && optional.ValueKind == JsonValueKind.Object ? [.. optional.EnumerateObject().Select(property => property.Name)] : [];
        }
        catch (JsonException)
        {
            // A test's broken file somewhere in a package; Node would not read it either.
            return [];
        }
    }

    // A library is loaded into a process of the app; a program is a process of its own, and Windows runs those of older processors too.
    private static bool Runs(Program program, ReleasePlatform platform, ReleaseArch arch) =>
        !(platform == ReleasePlatform.Linux && PlatformWords.IsMusl(program.Path)) && (program.Header.Runs(platform, arch)
        || (platform == ReleasePlatform.Win && program.Path.EndsWith(".exe", StringComparison.OrdinalIgnoreCase)
            && (program.Header.Runs(platform, ReleaseArch.Ia32) || (arch == ReleaseArch.Arm64 && program.Header.Runs(platform, ReleaseArch.X64)))));

    private static string Name(ReleasePlatform platform, ReleaseArch arch) => $"{platform.Word()}-{arch.Word()}";

    private static string Plain(string path) => path.Replace(".asar.unpacked/", ".asar/", StringComparison.Ordinal);

    private static bool Below(string path, string folder) => path.StartsWith($"{folder}/", StringComparison.Ordinal)
        || path.StartsWith($"{folder}.asar/", StringComparison.Ordinal);

    // The folder of the package that a file belongs to; empty for files of the app itself.
    private static string PackageOf(string path)
    {
        int at = path.LastIndexOf(Modules, StringComparison.Ordinal);
        if (at < 0 || (at > 0 && path[at - 1] != '/'))
            return "";
        string[] parts = path[(at + Modules.Length)..].Split('/');
        int count = parts[0].StartsWith('@') ? 2 : 1;
        return parts.Length > count ? path[..(at + Modules.Length)] + string.Join('/', parts.Take(count)) : "";
    }

    private static string NameOf(string package) => package[(package.LastIndexOf(Modules, StringComparison.Ordinal) + Modules.Length)..];
}
