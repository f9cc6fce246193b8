using System.Runtime.InteropServices;
using UvRelease.Posix;
using UvRelease.Releases.Artifacts;

namespace UvRelease.Electron.Building;

/// <summary>
/// The variants of packages that a target needs. A lockfile installs those of the machine, which the project's own build needs; before an app for another
/// system or processor is packed, the package manager puts those of the target in their place, of the same lockfile.
/// </summary>
internal static class TargetDependencies
{
    private const string YarnFile = ".yarnrc.yml", YarnSetting = "supportedArchitectures:";

    /// <summary>What a package manager is called with for a target.</summary>
    public static IReadOnlyList<string> Arguments(LockfileInstaller manager, ReleasePlatform platform, ReleaseArch arch)
    {
        string[] target = [$"--os={SystemOf(platform)}", $"--cpu={Processor(arch)}", .. (string[])(platform == ReleasePlatform.Linux ? ["--libc=glibc"] : [])];
        return manager switch
        {
            { Name: "npm" } => ["install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund", .. target],
            { Name: "pnpm" } => [.. manager.Arguments, "--ignore-scripts", .. target],
            { IsBerry: true } => [.. manager.Arguments, "--mode=skip-build"],
            // Yarn 1 knows all variants or those of the machine.
            _ => [.. manager.Arguments, "--ignore-scripts", "--ignore-platform"],
        };
    }

    /// <summary>Installs them where the lockfile has variants and the target is not this machine.</summary>
    /// <param name="request">The build.</param>
    /// <param name="project">The project, or a copy of it.</param>
    /// <param name="arch">Processor that is packed for.</param>
    /// <param name="last">Target that was installed last; the machine at first.</param>
    /// <param name="log">Where it says what it does.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>What is installed now.</returns>
    public static string Install(BuildRequest request, string project, ReleaseArch arch, string last, BuildLog log, CancellationToken cancellationToken)
    {
        string target = Target(request.Platform, arch);
        if (!request.InstallDependencies || target == last)
            return last;
        (LockfileInstaller manager, string folder) = LockfileInstaller.Of(request.Project, request.Root);
        if (project != request.Project)
        {
            // The copy of a member of a workspace has no lockfile; what it was copied with stays.
            if (folder != request.Project)
                return target;
            folder = project;
        }

        if (!manager.HasVariants(folder))
            return target;
        IReadOnlyList<string> arguments = Arguments(manager, request.Platform, arch);
        using IDisposable group = log.Group($"Dependencies for {request.Platform.Word()}-{arch.Word()}: {manager.Name} {string.Join(' ', arguments)}");
        string settings = Path.Combine(folder, YarnFile);
        string? before = manager.IsBerry ? File.Exists(settings) ? File.ReadAllText(settings) : "" : null;
        if (before?.Split('\n').Any(line => line.StartsWith(YarnSetting, StringComparison.Ordinal)) == true)
        {
            log.Lines.Report($"{YarnFile} has {YarnSetting} of its own, which decide.");
            return target;
        }

        try
        {
            if (before is not null)
                File.WriteAllText(settings, $"{before.TrimEnd('\n')}\n{YarnSetting}\n"
                    + $"  os: [{SystemOf(request.Platform)}]\n  cpu: [{Processor(arch)}]\n  libc: [glibc]\n");
            var command = new ChildCommand(manager.Name, arguments) { Environment = request.Environment, WorkingDirectory = folder };
            ChildResult result = Children.Stream(command, log.Lines, out string output, cancellationToken);
            if (result.ExitCode != 0)
                throw BuilderFailure.Of(output, $"{manager.Name} {string.Join(' ', arguments)} ended with code {result.ExitCode}");
            return target;
        }
        finally
        {
            if (before is { Length: > 0 })
                File.WriteAllText(settings, before);
            else if (before is not null)
                File.Delete(settings);
        }
    }

    /// <summary>The machine that this runs on, as a target.</summary>
    public static string Machine { get; } =
        Target(ReleasePlatform.Linux, RuntimeInformation.ProcessArchitecture == Architecture.Arm64
            ? ReleaseArch.Arm64 : ReleaseArch.X64);

    private static string Target(ReleasePlatform platform, ReleaseArch arch) => $"{SystemOf(platform)}-{Processor(arch)}";

    // process.platform and process.arch of Node.
    private static string SystemOf(ReleasePlatform platform) => platform switch
    {
        ReleasePlatform.Linux => "linux",
        ReleasePlatform.Win => "win32",
        _ => "darwin",
    };

    private static string Processor(ReleaseArch arch) => arch == ReleaseArch.Armv7l ? "arm" : arch.Word();
}
