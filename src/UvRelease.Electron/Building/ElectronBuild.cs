using System.Text.Json;
using UvRelease.Electron.Archives;
using UvRelease.Posix;
using UvRelease.Releases;
using UvRelease.Releases.Fragments;

namespace UvRelease.Electron.Building;

/// <summary>
/// From an app's sources to the packages of one platform: dependencies by the lockfile, the app packed by electron-builder, archives by our own
/// writers, hashes, and the fragment of each processor.
/// </summary>
public sealed class ElectronBuild
{
    private readonly BuildRequest request;
    private readonly BuildVoice voice;
    private readonly BuilderProgram builder;
    private BuilderConfig config = null!;

    private ElectronBuild(BuildRequest request, BuildVoice voice, NoDownloads downloads)
    {
        (this.request, this.voice) = (request, voice);
        string path = request.Environment.GetValueOrDefault("PATH", "/usr/bin:/bin");
        builder = BuilderProgram.Find(request, BuildEnvironment.Of(request, BuildTools.Variables(request.Targets, request.ToolsFolder, path), downloads.Address), downloads);
    }

    /// <summary>Builds; the release folder then has the artifacts and a fragment for each processor.</summary>
    /// <returns>The fragments, in the order of the request's processors.</returns>
    /// <exception cref="ReleaseException">Something is wrong with the project, a tool or the result; the sentence says how to mend it.</exception>
    public static async Task<IReadOnlyList<ReleaseFragment>> RunAsync(BuildRequest request, BuildVoice voice, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(request.Work);
        if (request.InstallDependencies)
            Install(request, voice, cancellationToken);
        using var downloads = new NoDownloads();
        var build = new ElectronBuild(request, voice, downloads);
        using (voice.Group("Configuration"))
        {
            build.config = BuilderConfig.Read(build.builder, build.Overrides(), cancellationToken);
            voice.Lines.Report(build.config.Shown());
        }

        var fragments = new List<ReleaseFragment>();
        foreach (ReleaseArch arch in request.Arches)
            fragments.Add(await build.LegAsync(arch, cancellationToken));
        return fragments;
    }

    private static void Install(BuildRequest request, BuildVoice voice, CancellationToken cancellationToken)
    {
        (LockfileInstaller manager, string folder) = LockfileInstaller.Of(request.Project, request.Root);
        using IDisposable group = voice.Group($"Dependencies: {manager.Name} {string.Join(' ', manager.Arguments)}");
        var command = new ChildCommand(manager.Name, manager.Arguments) { Environment = request.Environment, WorkingDirectory = folder };
        ChildResult result = Children.Run(command, cancellationToken);
        voice.Lines.Report((result.Output + result.Error).Trim());
        if (result.ExitCode != 0)
            throw BuilderFailure.Of(result.Output + "\n" + result.Error, $"{manager.Name} {string.Join(' ', manager.Arguments)} ended with code {result.ExitCode}");
    }

    private async Task<ReleaseFragment> LegAsync(ReleaseArch arch, CancellationToken cancellationToken)
    {
        string folder = Path.Combine(request.ReleaseFolder, $"{request.Platform.Word()}-{arch.Word()}");
        (PackedApp app, IReadOnlyList<string> files) = await MakeAsync(request.Project, arch, folder, Path.Combine(request.Work, "first"), cancellationToken);
        IReadOnlyList<(ArtifactKind Kind, string File)> maps = request.SourceMaps == SourceMapPolicy.Move ? SetMapsAside(arch) : [];
        if (request.VerifyReproducible)
            await VerifyAsync(arch, app, files, cancellationToken);
        using IDisposable group = voice.Group($"Fragment of {request.Platform.Word()}-{arch.Word()}");
        var made = files.Zip(request.Targets, (file, target) => (target.Kind, File: file)).Concat(maps).ToArray();
        var artifacts = new Artifact[made.Length];
        Parallel.For(0, made.Length, new ParallelOptions { MaxDegreeOfParallelism = 2, CancellationToken = cancellationToken }, index =>
        {
            var hash = ArtifactHash.Of(made[index].File, cancellationToken);
            string path = Path.GetRelativePath(request.ReleaseFolder, made[index].File).Replace('\\', '/');
            if (ArtifactPath.Problem(path) is { } problem)
                throw new ReleaseException(Fault.Input, MarkdownText.Visible($"The file '{path}' can't be an artifact: its path {problem}"));
            artifacts[index] = new Artifact(made[index].Kind, path, request.Platform, arch, hash.Size, hash.Sha256, hash.Sha512, Blockmap: null);
        });
        foreach (Artifact artifact in artifacts)
            voice.Lines.Report($"{artifact.Sha256}  {artifact.Path}  {artifact.Size} bytes");
        var tools = new FragmentTools(config.ElectronVersion, config.BuilderVersion);
        return FragmentFile.Merge(request.ReleaseFolder, ReleaseFragment.Of(config.Version, request.Commit, request.Platform, arch, tools).With(artifacts), cancellationToken);
    }

    // Packs an app and makes its files, in the order of the targets.
    private async Task<(PackedApp App, IReadOnlyList<string> Files)> MakeAsync(string project, ReleaseArch arch, string folder, string work, CancellationToken cancellationToken)
    {
        string output = Path.Combine(work, arch.Word());
        if (Directory.Exists(output))
            Directory.Delete(output, recursive: true);
        PackedApp app;
        using (voice.Group($"Pack {request.Platform.Word()} {arch.Word()}: electron-builder {config.BuilderVersion}, Electron {config.ElectronVersion}"))
        {
            BuilderProgram program = builder with { Request = request with { Project = project } };
            program.Run([.. Common("dir", arch), .. Settings(Path.GetRelativePath(project, output))], voice.Lines, cancellationToken);
            app = PackedApp.Find(output, request.Platform);
        }

        if (request.SourceMaps != SourceMapPolicy.Keep)
            SourceMaps.Refuse(app.Resources);
        if (request.FeedUrl is { } feed)
            File.WriteAllText(Path.Combine(app.Resources, AppUpdateFile.Name), AppUpdateFile.Text(feed, request.Channel, config.UpdaterCacheDirName));
        app.Normalise(request.Time);
        Directory.CreateDirectory(folder);
        var files = new List<string>();
        using (voice.Group($"Packages of {request.Platform.Word()}-{arch.Word()}: {string.Join(", ", request.Targets.Select(target => target.Name))}"))
        {
            foreach (BuildTarget target in request.Targets)
                files.Add(await PackageAsync(project, target, arch, app, folder, cancellationToken));
        }

        return (app, files);
    }

    private async Task<string> PackageAsync(string project, BuildTarget target, ReleaseArch arch, PackedApp app, string folder, CancellationToken cancellationToken)
    {
        string name = $"{FileName(config.Name)}-{config.Version}-{request.Platform.Word()}-{arch.Word()}", file = Path.Combine(folder, $"{name}.{target.Extension}");
        voice.Lines.Report($"{target.Name}: {Path.GetFileName(file)}");
        var options = new ArchiveOptions { Time = request.Time };
        if (target.Maker == TargetMaker.ElectronBuilder)
        {
            string output = Path.Combine(request.Work, "packages", $"{arch.Word()}-{target.Extension}");
            (builder with { Request = request with { Project = project } }).Run(
                [.. Common(target.Name, arch), "--prepackaged", app.Folder, .. Settings(output), $"-c.artifactName={Path.GetFileName(file)}"], voice.Lines, cancellationToken);
            File.Move(Path.Combine(output, Path.GetFileName(file)), file, overwrite: true);
        }
        else if (target.Extension == "zip")
        {
            await ZipWriter.WriteAsync(file, app.Entries(request.Platform, name), options, cancellationToken);
        }
        else
        {
            IReadOnlyList<ArchiveEntry> entries = app.Entries(request.Platform, name);
            await (target.Extension == "tar" ? TarWriter.WriteAsync(file, entries, options, cancellationToken) : TarWriter.WriteGzipAsync(file, entries, options, cancellationToken));
        }

        return file;
    }

    private IReadOnlyList<(ArtifactKind Kind, string File)> SetMapsAside(ReleaseArch arch)
    {
        string folder = Path.Combine(request.ReleaseFolder, "source-maps", $"{request.Platform.Word()}-{arch.Word()}");
        return [.. SourceMaps.Copy(request.Project, folder, [request.ReleaseFolder, request.Work]).Select(map => (ArtifactKind.SourceMap, Path.Combine(folder, map)))];
    }

    private async Task VerifyAsync(ReleaseArch arch, PackedApp app, IReadOnlyList<string> files, CancellationToken cancellationToken)
    {
        string copy = Path.Combine(request.Work, "another", "project");
        ProjectCopy.Make(request, copy, cancellationToken);
        string folder = Path.Combine(request.Work, "another", "packages");
        (PackedApp again, IReadOnlyList<string> secondFiles) = await MakeAsync(copy, arch, folder, Path.Combine(request.Work, "another", "out"), cancellationToken);
        Reproduction.Check(app.Folder, again.Folder, files, secondFiles, cancellationToken);
        voice.Lines.Report($"Built twice, in two folders: {files.Count} files are equal.");
    }

    private string[] Common(string target, ReleaseArch arch) => [$"--{request.Platform.Word()}", target, $"--{arch.Word()}", "--publish", "never"];

    private List<string> Settings(string output)
    {
        List<string> settings = [$"-c.directories.output={output}"];
        string effective = Path.Combine(request.Work, "effective.json");
        if (request.SourceMaps == SourceMapPolicy.Move)
        {
            if (config.Functions.Count > 0)
                throw new ReleaseException(Fault.Input, MarkdownText.Visible($"source-maps: move rewrites the configuration, and it has functions ({string.Join(", ", config.Functions.Take(3))}). Put them into files that the configuration names by path, or leave the maps out by 'files'."));
            File.WriteAllText(effective, config.WithoutMaps());
            settings.AddRange(["--config", effective]);
        }
        else if (request.ConfigFile is { } file)
        {
            settings.AddRange(["--config", file]);
        }

        settings.AddRange(Given().Select(pair => $"-c.{pair.Name}={pair.Value}"));
        return settings;
    }

    private IEnumerable<(string Name, string Value)> Given()
    {
        if (request.ElectronDist is { } dist)
            yield return ("electronDist", dist);
        if (request.Version is { } version)
            yield return ("extraMetadata.version", version);
    }

    private string Overrides()
    {
        var metadata = request.Version is { } version ? $", \"extraMetadata\": {{ \"version\": {Quoted(version)} }}" : "";
        return $"{{ \"electronDist\": {(request.ElectronDist is { } dist ? Quoted(dist) : "null")}{metadata} }}";

        static string Quoted(string text) => $"\"{JsonEncodedText.Encode(text)}\"";
    }

    // Of a scoped package the name alone; electron-builder's own rule for file names.
    private static string FileName(string name) => name[(name.LastIndexOf('/') + 1)..].TrimStart('@');
}
