using UvRelease.Electron.Universal;
using UvRelease.Releases;
using UvRelease.Releases.Artifacts;

namespace UvRelease.Electron.Building;

/// <summary>Packs a project's app, for each processor once: by electron-builder, and of two Mac apps the universal one.</summary>
/// <param name="request">What is built.</param>
/// <param name="project">The project, or a copy of it.</param>
/// <param name="work">Folder for the apps.</param>
/// <param name="call">electron-builder.</param>
/// <param name="config">The project's configuration.</param>
/// <param name="log">Where it says what it does.</param>
internal sealed class AppPacker(BuildRequest request, string project, string work, BuilderCall call, BuilderConfig config, BuildLog log)
{
    private readonly Dictionary<ReleaseArch, PackedApp> packed = [];
    private string installed = TargetDependencies.Machine;

    /// <summary>The app of a processor; packed when it is first asked for.</summary>
    /// <exception cref="ReleaseException">It can't be packed, or has source maps.</exception>
    public PackedApp App(ReleaseArch arch, CancellationToken cancellationToken)
    {
        if (!packed.TryGetValue(arch, out PackedApp? app))
            packed.Add(arch, app = arch == ReleaseArch.Universal ? Universal(cancellationToken) : Pack(arch, cancellationToken));
        return app;
    }

    private PackedApp Pack(ReleaseArch arch, CancellationToken cancellationToken)
    {
        string output = Path.Combine(work, arch.Word());
        if (Directory.Exists(output))
            Directory.Delete(output, recursive: true);
        installed = TargetDependencies.Install(request, project, arch, installed, log, cancellationToken);
        using IDisposable group =
            log.Group($"Pack {request.Platform.Word()} {arch.Word()}: electron-builder {config.BuilderVersion}, Electron {config.ElectronVersion}");
        call.Pack(project, arch, output, log.Lines, cancellationToken);
        var app = PackedApp.Find(output, request.Platform);
        Check(app, arch, []);
        if (request.SourceMaps != SourceMapPolicy.Keep)
            new DebugFiles(request).Refuse(app.Resources);
        foreach (string change in AppUpdateFile.Complete(app.Resources, request.Feed, request.Channel, config.UpdaterCacheDirName) ?? [])
            log.Lines.Report($"{AppUpdateFile.Name}{(request.Feed is { } feed ? $" by {feed.Source}" : "")}: {change}");
        app.Normalise(request.Time);
        return app;
    }

    private void Check(PackedApp app, ReleaseArch arch, IReadOnlyList<string> allowed)
    {
        int programs = NativePrograms.Check(app, project, request.Platform, arch, [.. request.OtherPrograms, .. allowed]);
        log.Lines.Report($"{programs} native programs, and every one that {request.Platform.Word()}-{arch.Word()} needs.");
    }

    private PackedApp Universal(CancellationToken cancellationToken)
    {
        PackedApp x64 = App(ReleaseArch.X64, cancellationToken), arm64 = App(ReleaseArch.Arm64, cancellationToken);
        using IDisposable group = log.Group("Join the apps for x64 and arm64");
        string bundle = Path.Combine(work, ReleaseArch.Universal.Word(), Path.GetFileName(x64.Folder));
        UniversalReport report = UniversalApp.Merge(x64.Folder, arm64.Folder, bundle, config.Universal() with { Overwrite = true },
            progress: null, cancellationToken);
        log.Lines.Report($"{report.Joined} programs joined, {report.Kept} kept as they are; the app's code is {report.Code.ToString().ToLowerInvariant()}.");
        var app = new PackedApp(bundle, Path.Combine(bundle, "Contents", "Resources"));
        UniversalOptions options = config.Universal();
        // What these name is for one processor on purpose.
        Check(app, ReleaseArch.Universal, [.. ((string?[])[options.SingleArchFiles, options.X64ArchFiles]).OfType<string>()]);
        app.Normalise(request.Time);
        return app;
    }
}
