using System.Text.RegularExpressions;
using UvRelease.Formats.Archives;
using UvRelease.Portable.Proving;
using UvRelease.Portable.Verifying;
using UvRelease.Posix;
using UvRelease.Releases.Artifacts;
using UvRelease.Releases.Json;

namespace UvRelease.Portable.Smoking;

/// <summary>
/// The end-to-end test of archives: they are verified, installed beside each other into one command root, called, and removed one after the other, by the
/// installers that travel in them.
/// </summary>
public sealed partial class SmokeRun
{
    private const int LongestProvenance = 1024 * 1024;
    private readonly SmokeRequest request;
    private readonly SmokeHome home;
    private readonly List<SmokeCheck> checks = [];
    private readonly List<SmokeArchive> archives = [];
    private readonly List<SmokeVersion> versions;

    private SmokeRun(SmokeRequest request)
    {
        (this.request, home, versions) = (request, new SmokeHome(request.Work), [.. request.Versions]);
    }

    private bool HasFailed => checks.Exists(check => check.Status == SmokeStatus.Failed);

    /// <summary>Runs the test. What fails is in the report, and what depends on it is skipped.</summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static async Task<SmokeReport> RunAsync(SmokeRequest request, CancellationToken cancellationToken)
    {
        var run = new SmokeRun(request);
        foreach ((PortableKind kind, string path) in request.Archives)
            await run.CheckAsync($"verify-{kind.Word()}", () => Task.FromResult(run.Verify(kind, path, cancellationToken)));
        PortableKind[] kinds = [.. request.Archives.Select(archive => archive.Kind)];
        foreach (PortableKind kind in kinds)
        {
            await run.CheckAsync($"install-{kind.Word()}", () => run.home.InstallerAsync(kind, ["install", .. run.home.FirstPlaces(kind)], cancellationToken));
            await run.CallAsync(kind, "", cancellationToken);
        }

        await run.CheckAsync("versions", () => Task.FromResult(run.Disagreement()));
        foreach ((PortableKind kind, string path) in request.Archives)
            await run.CheckAsync($"provenance-{kind.Word()}", () => Task.FromResult(run.Provenance(path, cancellationToken)));
        for (int i = 0; i < kinds.Length; i++)
        {
            PortableKind kind = kinds[i];
            await run.CheckAsync($"uninstall-{kind.Word()}",
                () => run.home.InstallerAsync(kind, ["uninstall", .. run.home.Places(kind)[..2], "--remove-state"], cancellationToken));
            if (i + 1 < kinds.Length)
                await run.CallAsync(kinds[^1], $"-after-{kind.Word()}", cancellationToken);
        }

        await run.CheckAsync("nothing-left", () => Task.FromResult(run.Left(kinds)));
        SmokeStatus status = run.HasFailed || run.checks.TrueForAll(check => check.Status == SmokeStatus.Skipped) ? SmokeStatus.Failed : SmokeStatus.Passed;
        return new SmokeReport(SmokeReport.Format, request.Configuration.Name ?? "", request.Version, request.Repository, request.ReleaseDigest, request.Commit,
            Times.Text(request.Time.GetUtcNow()), status, run.archives, run.versions, run.checks);
    }

    private async Task CheckAsync(string id, Func<Task<string?>> check)
    {
        if (HasFailed)
        {
            checks.Add(new SmokeCheck(id, SmokeStatus.Skipped, "A check before it failed."));
            return;
        }

        string? problem = await check();
        checks.Add(new SmokeCheck(id, problem is null ? SmokeStatus.Passed : SmokeStatus.Failed, MarkdownFree(problem ?? "")));
    }

    private string? Verify(PortableKind kind, string path, CancellationToken cancellationToken)
    {
        PortableReport report = PortableCheck.Run(path, request.Expected with { Kind = kind }, cancellationToken);
        if (report.Problems > 0)
            return $"{report.Findings[0].Message}{(report.Problems > 1 ? $" And {report.Problems - 1} more." : "")}";
        ArtifactHash hash = ArtifactHash.Of(path, cancellationToken);
        archives.Add(new SmokeArchive(Path.GetFileName(path), kind, hash.Size, hash.Sha256));
        versions.Add(new SmokeVersion($"release-manifest.json of {Path.GetFileName(path)}", report.Manifest!.Version));
        Directory.CreateDirectory(home.Unpacked(kind));
        using (ZipReader zip = ZipReader.Open(path, Path.GetFileName(path), request.Expected.Limits))
            ZipExtraction.Run(zip, home.Unpacked(kind), null, cancellationToken);
        return File.Exists(Path.Combine(home.Unpacked(kind), "install.sh")) ? null
            : $"{Path.GetFileName(path)} has no install.sh. Add 'install' to the section 'portable' of the configuration.";
    }

    // The command resolves from the command root, and every configured surface answers; what the data file of the archive calls commands is asked.
    private async Task CallAsync(PortableKind kind, string suffix, CancellationToken cancellationToken)
    {
        bool isFirst = suffix.Length == 0;
        foreach (string name in Commands(kind))
        {
            await CheckAsync($"resolve-{kind.Word()}-{name}{suffix}", async () =>
            {
                (int code, string output) = await home.RunAsync("/bin/sh", ["-c", "command -v \"$1\"", "-", name], TimeSpan.FromSeconds(30), cancellationToken);
                return code == 0 && output.Trim() == $"…/commands/{name}" ? null : $"'{name}' leads to '{output.Trim()}' and should lead to …/commands/{name}.";
            });
            // How a command tells its version is what the probes say, or --version where nothing is configured.
            string[]? asked = request.Configuration.Install?.Probes is not { } probes ? ["--version"]
                : probes.FirstOrDefault(probe => probe.Run[0] == name && probe.Kinds.Contains(kind)
                    && probe.Run.Skip(1).Any(word => word.EndsWith("version", StringComparison.Ordinal)))?.Run.Skip(1).ToArray();
            if (asked is null)
                continue;
            await CheckAsync($"version-{kind.Word()}-{name}{suffix}", async () =>
            {
                (int code, string output) = await home.RunAsync(name, asked, TimeSpan.FromSeconds(60), cancellationToken);
                Match match = Version().Match(output);
                if (isFirst && code == 0)
                    versions.Add(new SmokeVersion($"{name} {string.Join(' ', asked)} ({kind.Word()})", match.Value));
                return code == 0 && match.Success ? null : $"'{name} {string.Join(' ', asked)}' ended with {code} and says no version: {output}";
            });
        }

        IReadOnlyList<PortableCall> calls = request.Configuration.Install?.Smoke ?? [];
        foreach ((int i, PortableCall call) in calls.Index())
        {
            if (call.Kinds.Contains(kind))
                await CheckAsync($"call-{i + 1}-{kind.Word()}{suffix}", () => CallAsync(call, cancellationToken));
        }

        foreach (string action in isFirst ? ["update", "uninstall"] : (string[])[])
            await CheckAsync($"dry-{action}-{kind.Word()}", () => home.InstallerAsync(kind, [action, .. home.Places(kind)[..2], "--dry-run"], cancellationToken));
    }

    private async Task<string?> CallAsync(PortableCall call, CancellationToken cancellationToken)
    {
        (int code, string output) = await home.RunAsync(call.Run[0], [.. call.Run.Skip(1)], TimeSpan.FromSeconds(call.Seconds), cancellationToken);
        if (code != call.Exit)
            return $"{call.Label}: '{string.Join(' ', call.Run)}' ended with {code} and should with {call.Exit}: {output}";
        return call.Output.Length == 0 || Regex.IsMatch(output, call.Output, RegexOptions.Multiline | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)
            ? null : $"{call.Label}: '{string.Join(' ', call.Run)}' printed nothing like '{call.Output}': {output}";
    }

    private IEnumerable<string> Commands(PortableKind kind)
    {
        string data = Path.Combine(home.Unpacked(kind), "install.data");
        return !File.Exists(data) ? [] : [.. File.ReadLines(data).Where(line => line.StartsWith("command ", StringComparison.Ordinal)).Select(line => line.Split(' ')[1])];
    }

    private string? Disagreement()
    {
        SmokeVersion[] other = [.. versions.Where(version => version.Version != request.Version)];
        return other.Length == 0 ? null : $"The release is {request.Version}; {string.Join("; ", other.Select(version => $"{version.Source} says '{version.Version}'"))}.";
    }

    private string? Provenance(string path, CancellationToken cancellationToken)
    {
        string name = Path.GetFileName(path) + BuildProvenance.Extension;
        return File.Exists(path + BuildProvenance.Extension) && RegularFile.Read(path + BuildProvenance.Extension, LongestProvenance) is { } statement
            ? BuildProvenance.Problem(statement, Path.GetFileName(path), ArtifactHash.Of(path, cancellationToken), request.Commit)
            : $"{name} is missing beside the archive, or too large.";
    }

    private string? Left(PortableKind[] kinds)
    {
        string[] left = [.. kinds.SelectMany(kind => (string[])[home.Places(kind)[1], home.State(kind)]).Append(home.CommandRoot)
            .Where(path => Directory.Exists(path) && (path != home.CommandRoot || Directory.EnumerateFileSystemEntries(path).Any())).Select(Path.GetFileName)!];
        return left.Length == 0 ? null : $"After everything was removed there is still: {string.Join(", ", left)}.";
    }

    private string MarkdownFree(string message) => new([.. message.Replace(request.Work, "…", StringComparison.Ordinal).Trim().Select(c => char.IsControl(c) && c != '\n' ? ' ' : c)]);

    [GeneratedRegex(@"\b[0-9]+\.[0-9]+\.[0-9]+(?:-[0-9A-Za-z.-]*[0-9A-Za-z])?(?:\+[0-9A-Za-z.-]*[0-9A-Za-z])?", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Version();
}
