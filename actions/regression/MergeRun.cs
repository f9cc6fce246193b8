using UvRelease.Regression.Matrices;
using UvRelease.Regression.Merging;
using UvRelease.Regression.Reports;
using UvRelease.Releases;
using UvRelease.Releases.Evidence;
using UvRelease.Runner;

namespace UvRelease.RegressionAction;

/// <summary>Makes evidence of the reports of all machines.</summary>
internal static class MergeRun
{
    private const int MostReports = 200;

    /// <summary>Merges, writes the evidence, and says whether it is any.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Refused"/>: a report is of something else, or contradicts itself.</exception>
    public static StepResult Run(
        RegressionOptions options, StepContext context, RegressionMatrix matrix, MatrixProfile profile, EvidenceSubject subject,
            CancellationToken cancellationToken)
    {
        (string, RunReport)[] reports = [.. Reports(options, context)];
        MergedRuns merged = MergedRuns.Of(new MergeRequest
        {
            Matrix = matrix,
            Profile = profile,
            Subject = subject,
            Reports = reports,
            Now = context.Time.GetUtcNow(),
            ValidFor = options.ValidFor,
        });
        context.Summary.Append(RegressionSummary.Of(merged));
        (string report, EvidenceJudgement? readiness) = ("", null);
        // A gate decides on what it reads, so what did not pass is written too.
        if (subject.Digest.Length > 0)
        {
            OutputPath file = context.Workspace.Output($"{options.Evidence}/regression.json");
            byte[] bytes = RegressionReportJson.Write(merged.Report);
            context.Workspace.Write(file, bytes, cancellationToken);
            report = file.Relative;
            readiness = ReadinessRun.Write(options, context, merged, bytes, subject, cancellationToken);
        }
        else
        {
            context.Log.Info("No release was tried, so there is no evidence for a promotion: give 'version' and 'release-digest' for that.");
        }

        MergedRow[] bad = [.. merged.Rows.Where(row => row.Entry.Status != ScenarioStatus.Passed)];
        OutputValue[] outputs =
        [
            RegressionStep.Outcome.Is(Outcome(merged, bad)), RegressionStep.Report.Is(report),
            RegressionStep.Failed.Is(string.Join('\n', bad.Select(row => row.Device is null ? row.Scenario.Id : $"{row.Scenario.Id} {row.Device}"))),
            RegressionStep.Readiness.Is(readiness is null ? "" : ReadinessRun.Word(readiness.State)),
        ];
        string[] problems = [.. merged.Problems, .. readiness is null or { State: EvidenceState.Holds } ? [] : (string[])[$"Not ready. {readiness.Reason}"]];
        if (problems.Length > 0)
            return new StepResult.Failed(new ReleaseException(Fault.Refused, problems), outputs);
        context.Log.Info($"All {merged.Report.Scenarios.Count} scenarios of {profile.Id} passed at the first try.");
        return new StepResult.Done(outputs);
    }

    private static string Outcome(MergedRuns merged, MergedRow[] bad) =>
        merged.Problems.Count == 0 ? "passed"
        : bad.Any(row => row.Entry.Status == ScenarioStatus.Failed) ? "failed"
        : bad.Length > 0 && bad.All(row => row.Entry.Status == ScenarioStatus.Flaky) && merged.Report.Devices.Missing.FirstOrDefault() is null ? "flaky"
            : "incomplete";

    private static IEnumerable<(string, RunReport)> Reports(RegressionOptions options, StepContext context)
    {
        if (!Directory.Exists(options.ReportFolder.FullPath))
            return [];
        var all = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint, MaxRecursionDepth = 4 };
        IEnumerable<string> found = Directory.EnumerateFiles(options.ReportFolder.FullPath, RunReport.FileName, all);
        string[] files = [.. found.Order(StringComparer.Ordinal).Take(MostReports + 1)];
        return files.Length <= MostReports ? files.Select(Read) : throw new ReleaseException(
            Fault.Input, $"'{options.ReportFolder}' has more than {MostReports} reports. Name the folder of one run.");

        (string, RunReport) Read(string file)
        {
            WorkspacePath path = context.Workspace.Resolve(file);
            return (path.Relative, RunReport.Read(RegressionStep.Document(path, "Remove it."), path.Relative));
        }
    }
}
