using UvRelease.Electron.AppImage;
using UvRelease.Formats.Archives;
using UvRelease.Electron.Blockmaps;
using UvRelease.Posix;
using UvRelease.Releases;
using UvRelease.Releases.Artifacts;

namespace UvRelease.Electron.Building;

/// <summary>A file that was made for a target.</summary>
/// <param name="Target">The target.</param>
/// <param name="File">Its path.</param>
/// <param name="Mapped">Its block map and its digests; null where it has no block map.</param>
internal sealed record MadePackage(BuildTarget Target, string File, MappedFile? Mapped);

/// <summary>Makes the files of packed apps.</summary>
internal sealed class PackageMaker(BuildRequest request, BuilderCall call, BuilderConfig config, BuildLog log)
{
    private static readonly BlockmapOptions Blockmaps = new();
    private static readonly Dictionary<string, string> None = new(StringComparer.Ordinal);

    /// <summary>Makes a file for each target. What leaves the app's folder as it was comes first.</summary>
    public async Task<IReadOnlyList<MadePackage>> MakeAsync(string project, ReleaseArch arch, PackedApp app, string folder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        string name = $"{FileName(config.Name)}-{config.Version}-{request.Platform.Word()}-{arch.Word()}";
        using IDisposable group =
            log.Group($"Packages of {request.Platform.Word()}-{arch.Word()}: {string.Join(", ", request.Targets.Select(target => target.Name))}");
        var names = request.Targets.ToDictionary(target => target.Name,
            target => Name(target, arch) ?? $"{name}.{target.Extension}", StringComparer.Ordinal);
        if (names.Values.GroupBy(file => file, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new ReleaseException(Fault.Input, $"Two targets of {request.Platform.Word()}-{arch.Word()} would be called '{twice.Key}' by artifactName of "
                + "electron-builder's configuration. Put ${ext} into it.");
        var made = new List<MadePackage>();
        foreach (BuildTarget target in request.Targets.OrderBy(target => target.Maker))
        {
            string file = Path.Combine(folder, names[target.Name]);
            log.Lines.Report($"{target.Name}: {Path.GetFileName(file)}");
            MappedFile? mapped = target.Maker switch
            {
                TargetMaker.AppImage => await AppImageAsync(project, arch, app, file, cancellationToken),
                TargetMaker.ElectronBuilder => await ByElectronBuilderAsync(project, target, arch, app, file, cancellationToken),
                _ => await ArchiveAsync(target, app, name, file, cancellationToken),
            };
            made.Add(new MadePackage(target, file, mapped));
        }

        return made;
    }

    private async Task<MappedFile?> ArchiveAsync(BuildTarget target, PackedApp app, string name, string file, CancellationToken cancellationToken)
    {
        var options = new ArchiveOptions { Time = request.Time };
        IReadOnlyList<ArchiveEntry> entries = app.Entries(request.Platform, name);
        await (target.Extension switch
        {
            "zip" => ZipWriter.WriteAsync(file, entries, options, cancellationToken),
            "tar" => TarWriter.WriteAsync(file, entries, options, cancellationToken),
            _ => TarWriter.WriteGzipAsync(file, entries, options, cancellationToken),
        });
        return await BesideAsync(target, file, cancellationToken);
    }

    private async Task<MappedFile?> AppImageAsync(string project, ReleaseArch arch, PackedApp app, string file, CancellationToken cancellationToken)
    {
        AppImageRuntime runtime = AppImageRuntimes.Find(request.ToolsFolder, arch);
        string folder = Empty($"{arch.Word()}-appimage");
        // The entry and the compression of the static runtime: the older one's entry switches the sandbox off for everybody.
        call.Package(project, "AppImage", arch, app.Folder, Path.Combine(folder, "nothing.AppImage"),
            AppImageParts.Prepare(folder), ["-c.toolsets.appimage=1.0.3"], log.Lines, cancellationToken);
        var parts = AppImageParts.Read(folder);
        MappedFile? mapped = null;
        var package = new AppImagePackage
        {
            AppFolder = app.Folder,
            Executable = parts.Executable,
            DesktopName = parts.DesktopName,
            DesktopEntry = parts.DesktopEntry,
            Icons = parts.Icons,
            MimeTypes = parts.MimeTypes,
            Runtime = runtime,
        };
        var options = new AppImageOptions
        {
            Time = request.Time,
            Compression = parts.Compression,
            Environment = request.Environment,
            AppendBlockmap = async (path, token) => mapped = await BlockmapFile.EmbedAsync(path, Blockmaps, token),
        };
        await AppImageWriter.WriteAsync(file, package, options, cancellationToken);
        return mapped;
    }

    private async Task<MappedFile?> ByElectronBuilderAsync(string project, BuildTarget target,
        ReleaseArch arch, PackedApp app, string file, CancellationToken cancellationToken)
    {
        string made = Path.Combine(Empty($"{arch.Word()}-{target.Extension}"), Path.GetFileName(file));
        IReadOnlyDictionary<string, string> variables = target.Name == "nsis"
            ? new Dictionary<string, string>(StringComparer.Ordinal) { [NodeOptions.Variable] = NodeOptions.Require(BuildTools.NsisPreload(request)) }
            : None;
        using (target.Name == "deb" && File.Exists(Path.Combine(app.Resources, AppUpdateFile.Name)) ? new PackageType(app, "deb") : null)
            call.Package(project, target.Name, arch, app.Folder, made, variables, [], log.Lines, cancellationToken);
        if (!File.Exists(made))
            throw new ReleaseException(Fault.Environment, $"electron-builder ended well and left no {Path.GetFileName(made)}. Look at its output in the log.");
        AtomicFile.Move(made, file, cancellationToken);
        return await BesideAsync(target, file, cancellationToken);
    }

    private static async Task<MappedFile?> BesideAsync(BuildTarget target, string file, CancellationToken cancellationToken) =>
        target.Blockmap == BlockmapForm.External ? await BlockmapFile.WriteBesideAsync(file, Blockmaps, cancellationToken) : null;

    private string Empty(string name)
    {
        string folder = Path.Combine(request.Work, "packages", name);
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        return ProjectPrograms.MakeFolder(request, folder);
    }

    // electron-builder's artifactName, which electron-updater needs to see in some places: what it finds its files by.
    private string? Name(BuildTarget target, ReleaseArch arch)
    {
        if (config.ArtifactNames.GetValueOrDefault($"{target.Name} {arch.Word()}") is not { } name)
            return null;
        return name.Contains('/', StringComparison.Ordinal) || ArtifactPath.Problem(name) is not null
            || !name.EndsWith($".{target.Extension}", StringComparison.Ordinal)
            ? throw new ReleaseException(Fault.Input, $"artifactName of electron-builder's configuration makes '{name}' of the target {target.Name}, and a "
                + $"name of a file that ends in .{target.Extension} is needed, without a folder. End it with .${{ext}}, and leave '/' out.")
            : name;
    }

    // Of a scoped package the name alone; electron-builder's own rule for file names.
    private static string FileName(string name) => name[(name.LastIndexOf('/') + 1)..].TrimStart('@');
}
