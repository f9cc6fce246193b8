using UvRelease.Posix;
using UvRelease.Regression.Matrices;
using UvRelease.Regression.Reports;
using UvRelease.Releases;
using UvRelease.Releases.Evidence;
using UvRelease.Releases.Json;

namespace UvRelease.Regression.Running;

/// <summary>Runs a profile: its setup, then its scenarios one after the other, each as often as it may.</summary>
public sealed class ProfileRun
{
    private readonly RunRequest request;
    private readonly DateTimeOffset started;
    private readonly SetupStep[] steps;
    private readonly IReadOnlyList<MatrixScenario> scenarios;
    private readonly RunEntry[] setup, tried;

    private ProfileRun(RunRequest request)
    {
        (this.request, started) = (request, request.Time.GetUtcNow());
        steps = [.. request.Matrix.Setup.Where(step => step.Profiles.Contains(request.Profile.Id, StringComparer.Ordinal))];
        scenarios = request.Matrix.ScenariosOf(request.Profile.Id, request.Device?.Id);
        (setup, tried) = ([.. steps.Select(step => RunEntry.Of(step.Id, []))], [.. scenarios.Select(scenario => RunEntry.Of(scenario.Id, []))]);
    }

    /// <summary>
    /// Runs it, and keeps the report up to date: whenever this process is ended, what had not been tried is skipped in it. Where the setup fails, all
    /// scenarios are skipped, which no gate takes for passed.
    /// </summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: something else is where the report goes.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; nothing of it runs any more.</exception>
    /// <exception cref="IOException">The folder can't be written.</exception>
    public static async Task<RunReport> RunAsync(RunRequest request, CancellationToken cancellationToken)
    {
        Clear(request.Folder);
        var run = new ProfileRun(request);
        run.Save();
        for (int i = 0; i < run.steps.Length && !run.HasBrokenSetup; i++)
        {
            SetupStep step = run.steps[i];
            await run.TryAsync(run.setup, i, new AttemptRun(request, step.Id, step.Run, step.Timeout, [], []), 0, cancellationToken);
        }

        for (int i = 0; i < run.scenarios.Count && !run.HasBrokenSetup; i++)
        {
            MatrixScenario scenario = run.scenarios[i];
            var attempt = new AttemptRun(request, scenario.Id, scenario.Run, scenario.Timeout, scenario.Numbers, scenario.Snapshots);
            await run.TryAsync(run.tried, i, attempt, scenario.Retries, cancellationToken);
        }

        return run.Save();
    }

    private bool HasBrokenSetup => Array.Exists(setup, entry => entry.Status == ScenarioStatus.Failed);

    private async Task TryAsync(RunEntry[] entries, int index, AttemptRun run, int retries, CancellationToken cancellationToken)
    {
        do
        {
            RunAttempt attempt = await run.RunAsync(entries[index].Attempts.Count + 1, cancellationToken);
            entries[index] = RunEntry.Of(entries[index].Id, [.. entries[index].Attempts, attempt]);
            Save();
            cancellationToken.ThrowIfCancellationRequested();
        }
        while (!entries[index].Attempts[^1].Passed && entries[index].Attempts.Count <= retries);
        Tell(entries[index]);
    }

    private RunReport Save()
    {
        var report = new RunReport(
            RunReport.Format, request.Matrix.App, request.Release?.Version, request.Repository, request.Release?.Digest, request.Commit, request.Matrix.Digest,
            request.Profile.Id, request.Device?.Id, Machine.Os, Machine.Arch, request.Seed, Times.Text(started), Times.Text(request.Time.GetUtcNow()),
            setup, tried);
        AtomicFile.Write(Path.Combine(request.Folder, RunReport.FileName), RunReportJson.Write(report), CancellationToken.None);
        return report;
    }

    private void Tell(RunEntry entry) => request.Progress.Report(
        $"{entry.Id}: {entry.Status.Word()} in {entry.DurationMs} ms and {Quantity.Of(entry.Attempts.Count, "attempt")}"
        + string.Concat(entry.Attempts.SelectMany(attempt => attempt.Problems).Select(problem => $"\n  {problem}")));

    // Whatever is not of an earlier run is somebody's.
    private static void Clear(string folder)
    {
        if (!Path.Exists(folder))
            return;
        bool isOurs = Directory.Exists(folder) && new DirectoryInfo(folder).LinkTarget is null
            && (File.Exists(Path.Combine(folder, RunReport.FileName)) || !Directory.EnumerateFileSystemEntries(folder).Any());
        if (!isOurs)
            throw new ReleaseException(Fault.Input, $"'{folder}' is no folder of a report, and is left alone. Remove it, or name another 'report-folder'.");
        Directory.Delete(folder, recursive: true);
    }
}
