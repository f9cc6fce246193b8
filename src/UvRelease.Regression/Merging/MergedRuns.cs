using UvRelease.Regression.Matrices;
using UvRelease.Regression.Reports;
using UvRelease.Releases;
using UvRelease.Releases.Evidence;
using UvRelease.Releases.Json;

namespace UvRelease.Regression.Merging;

/// <summary>What all jobs of a profile found together.</summary>
/// <param name="Report">The evidence that promote's gate reads.</param>
/// <param name="Problems">Why it does not pass, a sentence each; empty where it does.</param>
/// <param name="Rows">How each scenario ended on each machine.</param>
public sealed record MergedRuns(RegressionReport Report, IReadOnlyList<string> Problems, IReadOnlyList<MergedRow> Rows)
{
    /// <summary>Joins reports. What is missing counts as skipped; a scenario is as good as it was on the machine where it did worst.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Refused"/>: reports that are of something else, or contradict themselves or each other.</exception>
    public static MergedRuns Of(MergeRequest request)
    {
        string[] wrong =
        [
            .. request.Reports.SelectMany(one => RunRules.Problems(request, one.Report).Select(problem => $"{one.Name} {problem}")),
            .. request.Reports.GroupBy(one => one.Report.Device ?? "", StringComparer.Ordinal).Where(same => same.Count() > 1)
                .Select(same => $"{string.Join(" and ", same.Select(one => one.Name))} are of one machine"
                    + $"{(same.Key.Length > 0 ? $", {same.Key}" : "")}. Keep one."),
        ];
        if (wrong.Length > 0)
            throw new ReleaseException(Fault.Refused, wrong);

        string?[] devices = request.Matrix.DevicesOf(request.Profile.Id) is { Count: > 0 } some ? [.. some.Select(device => device.Id)] : [null];
        MergedRow[] rows =
        [
            .. from device in devices
               let report = request.Reports.FirstOrDefault(one => one.Report.Device == device).Report
               from scenario in request.Matrix.ScenariosOf(request.Profile.Id, device)
               select new MergedRow(scenario, device, report?.Scenarios.FirstOrDefault(entry => entry.Id == scenario.Id) ?? RunEntry.Of(scenario.Id, [])),
        ];
        RegressionReport evidence = Evidence(request, rows);
        return new MergedRuns(evidence, [.. Missing(request, evidence), .. rows.SelectMany(row => row.Problems)], rows);
    }

    private static RegressionReport Evidence(MergeRequest request, MergedRow[] rows)
    {
        RegressionScenario[] scenarios =
        [
            .. from row in rows
               group row by row.Scenario into same
               let worst = same.Max(row => row.Entry.Status)
               select new RegressionScenario(same.Key.Id, same.Key.Category, worst, same.Sum(row => row.Entry.DurationMs)),
        ];
        var passed = rows.GroupBy(row => row.Scenario)
            .Where(same => same.All(row => row.Entry.Status is ScenarioStatus.Passed or ScenarioStatus.Flaky)).Select(same => same.Key).ToArray();
        IEnumerable<string> acceptance = request.Matrix.Acceptance
            .Where(one => one.Profiles.Contains(request.Profile.Id, StringComparer.Ordinal)).Select(one => one.Id);
        // What is old once the first of the reports is.
        DateTimeOffset oldest = request.Reports.Count == 0 ? request.Now : request.Reports.Min(one => Times.Read(one.Report.StartedAt));
        return new RegressionReport(
            RegressionReport.Format, request.Subject.App, request.Subject.Version, request.Subject.Repository, request.Subject.Digest, request.Subject.Commit,
            Times.Text(request.Now), Times.Text(oldest + request.ValidFor), request.Profile.Id,
            Coverage(request.Profile.Subsystems, passed.SelectMany(scenario => scenario.Subsystems)),
            Coverage(acceptance, passed.SelectMany(scenario => scenario.Acceptance)),
            Coverage(request.Matrix.DevicesOf(request.Profile.Id).Select(device => device.Id),
                request.Reports.Select(one => one.Report.Device).OfType<string>()),
            scenarios);
    }

    private static RegressionCoverage Coverage(IEnumerable<string> required, IEnumerable<string> covered) =>
        new([.. required.Order(StringComparer.Ordinal)], [.. covered.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]);

    private static IEnumerable<string> Missing(MergeRequest request, RegressionReport evidence) =>
    [
        .. request.Reports.Count == 0 ? ["There is no report: nothing was run."] : (string[])[],
        .. evidence.Devices.Missing.Select(device => $"There is no report of the device {device}."),
        .. evidence.Coverage.Missing.Select(id => $"Nothing that passed covers the subsystem {id}."),
        .. evidence.Acceptance.Missing.Select(id => $"Nothing that passed covers the acceptance scenario {id}."),
    ];
}

/// <summary>A scenario on a machine.</summary>
/// <param name="Scenario">The scenario.</param>
/// <param name="Device">Id of the machine; null where the profile names none.</param>
/// <param name="Entry">How it ended there.</param>
public sealed record MergedRow(MatrixScenario Scenario, string? Device, RunEntry Entry)
{
    internal IEnumerable<string> Problems => Entry.Status == ScenarioStatus.Passed ? []
        : [$"{Scenario.Id}{(Device is null ? "" : $" on {Device}")} {Word}{Why}"];

    private string Word => Entry.Status switch
    {
        ScenarioStatus.Skipped => "was not tried.",
        ScenarioStatus.Flaky => "is flaky: it passed only when it was tried again.",
        _ => "failed.",
    };

    private string Why => Entry.Attempts.SelectMany(attempt => attempt.Problems).LastOrDefault() is { } problem ? $" {problem}" : "";
}
