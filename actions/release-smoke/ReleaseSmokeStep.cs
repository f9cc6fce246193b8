using System.Runtime.InteropServices;
using System.Text.Json;
using UvRelease.Portable;
using UvRelease.Portable.Smoking;
using UvRelease.Portable.Verifying;
using UvRelease.Posix;
using UvRelease.Releases;
using UvRelease.Releases.Artifacts;
using UvRelease.Releases.Configuration;
using UvRelease.Releases.Json;
using UvRelease.Runner;

namespace UvRelease.ReleaseSmoke;

/// <summary>Installs portable archives in a clean home, calls what they bring, and removes them.</summary>
public sealed class ReleaseSmokeStep : IStep<ReleaseSmokeOptions>
{
    private const int LongestPackage = 1024 * 1024;
    private static readonly Output Status = new("status", "passed, failed, or skipped where nothing could be tried.");
    private static readonly Output Report = new("report", "Path of the report, relative to the workspace.");
    private static readonly Output Checks = new("checks", "Number of checks that passed.");

    /// <inheritdoc/>
    public static StepDescription Description { get; } = new(
        "release-smoke", "Installs portable archives in a clean home by their own installers, calls what they bring, removes them, and reports what held.",
        Status, Report, Checks);

    /// <inheritdoc/>
    public async Task<StepResult> RunAsync(ReleaseSmokeOptions options, StepContext context, CancellationToken cancellationToken)
    {
        var configuration = PortableConfiguration.Read(ConfigurationFile.Read(options.Configuration.FullPath, options.Configuration.Relative)
            .Mapping("portable"));
        if (configuration.Install is null)
            return new StepResult.Skipped($"{options.Configuration} has no 'install' in its section 'portable', so that archives have no installers.", None());
        if (SemanticVersion.TryParse(options.Version) is null)
            throw new ReleaseException(Fault.Input, $"Input 'version' is '{options.Version}' and must be a semantic version such as 1.4.0, without a prefix.");
        string commit = options.Commit ?? context.GitHub.Sha
            ?? throw new ReleaseException(Fault.Input, "Neither 'commit' nor GITHUB_SHA says which commit the archives are built from. Give 'commit'.");
        if (DocumentForms.Commit(commit) is { } problem)
            throw new ReleaseException(Fault.Input, $"The commit '{commit}' {problem}");
        if (options.ReleaseDigest is { } digest && DocumentForms.Digest(digest) is { } wrong)
            throw new ReleaseException(Fault.Input, $"Input 'release-digest' {wrong}");
        ReleaseArch machine = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? ReleaseArch.Arm64 : ReleaseArch.X64;
        ReleaseArch[] others = [ReleaseArch.X64, ReleaseArch.Arm64, ReleaseArch.Armv7l, ReleaseArch.Ia32];
        if (options.Archives.FirstOrDefault(path => others.Any(arch => arch != machine && path.EndsWith($"-linux-{arch.Word()}.zip", StringComparison.Ordinal))) is { } other)
            return new StepResult.Skipped($"'{other}' is for another processor than this machine's, {machine.Word()}: nothing was tried.", None());
        (PortableKind, string)[] archives = [.. options.Archives.Select(path => Archive(path, options, machine, context)).OrderBy(archive => archive.Kind)];
        if (archives.Length == 0 || archives.DistinctBy(archive => archive.Item1).Count() < archives.Length)
            throw new ReleaseException(Fault.Input, "Input 'archives' must name one archive of a kind: a desktop one, a headless one, or both.");
        string work = Directory.CreateTempSubdirectory("release-smoke-").FullName;
        try
        {
            SmokeReport report = await SmokeRun.RunAsync(new SmokeRequest
            {
                Configuration = configuration,
                Archives = archives,
                Expected = new PortableExpectation
                {
                    Version = options.Version,
                    Platform = ReleasePlatform.Linux,
                    Arch = machine,
                    Commit = commit,
                    Forbidden = configuration.Forbidden,
                    Allowed = configuration.Allowed,
                },
                Versions = [.. Versions(options)],
                Version = options.Version,
                Commit = commit,
                Repository = context.GitHub.Repository ?? "",
                ReleaseDigest = options.ReleaseDigest ?? "",
                Work = work,
                Time = context.Time,
            }, cancellationToken);
            return Done(options, context, report, cancellationToken);
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    private static OutputValue[] None() => [Status.Is("skipped"), Report.Is(""), Checks.Is("0")];

    private static StepResult Done(ReleaseSmokeOptions options, StepContext context, SmokeReport report, CancellationToken cancellationToken)
    {
        context.Workspace.Wrote(options.ReportFile);
        AtomicFile.Write(options.ReportFile.FullPath, report.Write(), cancellationToken);
        int passed = report.Checks.Count(check => check.Status == SmokeStatus.Passed);
        context.Summary.Append($"### Smoke test of {MarkdownText.Inline(report.App)} {MarkdownText.Inline(report.Version)}\n\n"
            + $"{string.Join(", ", report.Archives.Select(archive => $"{MarkdownText.Inline(archive.Name)} `{archive.Sha256}`"))}\n\n"
            + "| check | status | what |\n| --- | --- | --- |\n"
            + string.Concat(report.Checks.Select(check => $"| {MarkdownText.Cell(check.Id)} | {check.Status.ToString().ToLowerInvariant()} | {MarkdownText.Cell(check.Message)} |\n")));
        OutputValue[] outputs =
        [
            Status.Is(report.Status == SmokeStatus.Passed ? "passed" : "failed"), Report.Is(options.ReportFile.Relative), Checks.Is($"{passed}"),
        ];
        if (report.Status == SmokeStatus.Passed)
        {
            context.Log.Info($"{Quantity.Of(passed, "check")} of {report.App} {report.Version} passed: it was installed, called and removed.");
            return new StepResult.Done(outputs);
        }

        SmokeCheck failed = report.Checks.First(check => check.Status == SmokeStatus.Failed);
        return new StepResult.Failed(new ReleaseException(Fault.Refused, $"The smoke test failed at {failed.Id}: {failed.Message}"), outputs);
    }

    private static (PortableKind Kind, string Path) Archive(string path, ReleaseSmokeOptions options, ReleaseArch machine, StepContext context)
    {
        string full = context.Workspace.Resolve(path).FullPath, name = System.IO.Path.GetFileName(path);
        if (!File.Exists(full))
            throw new ReleaseException(Fault.Input, $"There is no '{path}' to try. Correct 'archives'.");
        foreach (PortableKind kind in Enum.GetValues<PortableKind>())
        {
            if (name.EndsWith(PortableManifest.NameOf("", kind, options.Version, ReleasePlatform.Linux, machine) + ".zip", StringComparison.Ordinal))
                return (kind, full);
        }

        throw new ReleaseException(Fault.Input,
            $"'{name}' is no archive of {options.Version} for linux-{machine.Word()}, which this machine runs. Name one, or run this step where it runs.");
    }

    private static IEnumerable<SmokeVersion> Versions(ReleaseSmokeOptions options)
    {
        if (options.Tag is { } tag)
            yield return new SmokeVersion("the tag", tag.EndsWith(options.Version, StringComparison.Ordinal) ? options.Version : tag);
        if (options.PackageFile is { } file)
            yield return new SmokeVersion(file.Relative, PackageVersion(file));
    }

    private static string PackageVersion(WorkspacePath file)
    {
        try
        {
            byte[] bytes = RegularFile.Read(file.FullPath, LongestPackage) ?? throw new IOException("it is too large.");
            using var json = JsonDocument.Parse(bytes);
            return json.RootElement.GetProperty("version").GetString() ?? "";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new ReleaseException(Fault.Input, $"'{file}' says no version: {e.Message} Correct 'package-file'.", e);
        }
    }
}
