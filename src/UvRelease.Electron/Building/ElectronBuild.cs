using UvRelease.Releases;
using UvRelease.Releases.Artifacts;

namespace UvRelease.Electron.Building;

/// <summary>
/// From an app's sources to the packages of one platform: dependencies by the lockfile, the app packed by electron-builder, packages with block maps,
/// hashes, and the fragment of each processor.
/// </summary>
public sealed class ElectronBuild
{
    private readonly BuildRequest request;
    private readonly BuildLog log;
    private readonly BuilderConfig config;
    private readonly BuilderCall call;
    private readonly PackageMaker packages;
    private readonly AppPacker packer;

    private ElectronBuild(BuildRequest request, BuildLog log, BuilderProgram builder, BuilderConfig config)
    {
        (this.request, this.log, this.config) = (request, log, config);
        call = new BuilderCall(request, builder, config);
        packages = new PackageMaker(request, call, config, log);
        packer = new AppPacker(request, request.Project, Path.Combine(request.Work, "first"), call, config, log);
    }

    /// <summary>Builds; the release folder then has the artifacts and a fragment for each processor.</summary>
    /// <returns>The fragments, in the order of the request's processors.</returns>
    /// <exception cref="ReleaseException">Something is wrong with the project, a tool or the result; the sentence says how to mend it.</exception>
    public static async Task<IReadOnlyList<ReleaseFragment>> RunAsync(BuildRequest request, BuildLog log, CancellationToken cancellationToken)
    {
        if (request.Arches.Contains(ReleaseArch.Universal) && request.Platform != ReleasePlatform.Mac)
            throw new ReleaseException(Fault.Input,
                $"'universal' is an app of mac for both of its processors, and this builds for {request.Platform.Word()}. Give x64 or arm64.");
        ProjectPrograms.MakeFolder(request, request.Work);
        ProjectPrograms.CheckUser(request, cancellationToken);
        IReadOnlyDictionary<string, string> tools = BuildTools.Variables(request);
        if (request.InstallDependencies)
            Dependencies.Install(request, log, cancellationToken);
        BuildScript.Run(request, request.Project, log, cancellationToken);
        using var downloads = new NoDownloads();
        var builder = BuilderProgram.Find(request, BuildEnvironment.Of(request, tools, downloads.Address), downloads);
        ElectronBuild build;
        using (log.Group("Configuration"))
        {
            var read = BuilderConfig.Read(builder, BuilderCall.Overrides(request), cancellationToken);
            log.Lines.Report(read.Shown());
            build = new ElectronBuild(request, log, builder, read);
        }

        var fragments = new List<ReleaseFragment>();
        foreach (ReleaseArch arch in request.Arches)
            fragments.Add(await build.LegAsync(arch, cancellationToken));
        return fragments;
    }

    private async Task<ReleaseFragment> LegAsync(ReleaseArch arch, CancellationToken cancellationToken)
    {
        PackedApp app = packer.App(arch, cancellationToken);
        IReadOnlyList<MadePackage> made = await packages.MakeAsync(request.Project, arch, app,
            Path.Combine(request.ReleaseFolder, Leg(arch)), cancellationToken);
        WarnOfNoUpdates(arch, app);
        if (request.VerifyReproducible)
            await VerifyAsync(arch, app, made, cancellationToken);
        using IDisposable group = log.Group($"Fragment of {Leg(arch)}");
        IReadOnlyList<DebugFile> debugFiles = request.SourceMaps == SourceMapPolicy.Keep ? []
            : new DebugFiles(request).SetAside(app, Leg(arch), cancellationToken);
        IReadOnlyList<Artifact> artifacts = new ArtifactList(request, arch, config.NeedsAdministrator()).Of(made, debugFiles, cancellationToken);
        foreach (Artifact artifact in artifacts)
            log.Lines.Report($"{artifact.Sha256}  {artifact.Path}  {artifact.Size} bytes");
        var tools = new ReleaseFragmentTools(config.ElectronVersion, config.BuilderVersion);
        return ReleaseFragmentFile.Merge(request.ReleaseFolder,
            ReleaseFragment.Of(config.Version, request.Commit, request.Platform, arch, tools).With(artifacts) with
            {
                Updates = AppUpdateFile.Asked(app.Resources),
            },
            cancellationToken);
    }

    private void WarnOfNoUpdates(ReleaseArch arch, PackedApp app)
    {
        BuildTarget[] updating = [.. BuildTarget.Updating(request.Platform)];
        if (!File.Exists(Path.Combine(app.Resources, AppUpdateFile.Name)))
            log.Warn($"The app for {Leg(arch)} has no app-update.yml, so it never finds an update. Set publish.public-url or electron.feed-url in the "
                + "configuration, or 'publish' in electron-builder's.");
        else if (!request.Targets.Intersect(updating).Any())
            log.Warn($"{Leg(arch)} gets no feed: clients update from {string.Join(" or ", updating.Select(target => target.Name))}, and electron.targets makes "
                + $"{string.Join(", ", request.Targets.Select(target => target.Name))}. Add one, or tell users to update by hand.");
    }

    private async Task VerifyAsync(ReleaseArch arch, PackedApp app, IReadOnlyList<MadePackage> made, CancellationToken cancellationToken)
    {
        string work = Path.Combine(request.Work, "another"), copy = Path.Combine(work, "project");
        ProjectCopy.Make(request, copy, cancellationToken);
        BuildScript.Run(request, copy, log, cancellationToken);
        PackedApp again = new AppPacker(request, copy, Path.Combine(work, "out"), call, config, log).App(arch, cancellationToken);
        IReadOnlyList<MadePackage> second = await packages.MakeAsync(copy, arch, again, Path.Combine(work, "packages"), cancellationToken);
        Reproduction.Check(app.Folder, again.Folder, [.. made.Select(package => package.File)], [.. second.Select(package => package.File)], cancellationToken);
        log.Lines.Report($"Built twice, in two folders: {made.Count} files are equal.");
    }

    private string Leg(ReleaseArch arch) => $"{request.Platform.Word()}-{arch.Word()}";
}
