using UvRelease.Channels.Gates.Facts;
using UvRelease.Channels.Gates.Reports;
using UvRelease.Releases;
using UvRelease.Releases.Evidence;

namespace UvRelease.Channels.Gates.Kinds;

/// <summary>All scenarios of the wanted profile passed at the first try, on every machine, and cover what they must.</summary>
internal static class RegressionGate
{
    private const string Again = "Mend it, and run the profile again.";

    public static GateFinding Evaluate(GateCase at)
    {
        if (at.Configuration.Regression is not { } rule)
            return GateFinding.Error("promote.regression does not say which profile is wanted.", "Name it there.");
        if (!DocumentCase.Has(at, at.Facts.Regression, "the regression report", RegressionReport.Read, out RegressionReport? report, out GateFinding? problem))
            return problem;
        if (report.Profile != rule.Profile)
            return GateFinding.Error($"The regression report is of the profile {report.Profile}, and {rule.Profile} is wanted.", $"Run {rule.Profile}.");
        string[] rows = [.. report.Devices.Missing];
        if (rows.Length > 0)
            return GateFinding.Fail($"It did not run on {FactCheck.Some(rows)}: a missing row is missing evidence.", "Run the profile there too.");
        foreach (ScenarioStatus status in (ScenarioStatus[])[ScenarioStatus.Failed, ScenarioStatus.Skipped, ScenarioStatus.Flaky])
        {
            string[] bad = [.. report.Scenarios.Where(scenario => scenario.Status == status).Select(scenario => scenario.Id)];
            if (status == ScenarioStatus.Flaky)
                bad = [.. bad.Except(rule.Flaky, StringComparer.Ordinal)];
            if (bad.Length > 0)
                return GateFinding.Fail($"Of {report.Scenarios.Count} scenarios {bad.Length} ended as {status}: {FactCheck.Some(bad)}.", Again);
        }

        string[] missing = [.. report.Coverage.Missing, .. report.Acceptance.Missing];
        if (missing.Length > 0)
            return GateFinding.Fail($"Nothing covers {FactCheck.Some(missing)}.", "Add scenarios, and run the profile again.");
        int chaos = report.Scenarios.Count(scenario => scenario.Category == ScenarioCategory.Chaos);
        return chaos < rule.Chaos
            ? GateFinding.Fail($"{chaos} scenarios fail on purpose, and {rule.Chaos} are wanted.", "Add scenarios of the category chaos.")
            : GateFinding.Pass(Passed(report), "Another run that fails, or the end of its time, would.");
    }

    private static string Passed(RegressionReport report)
    {
        string[] flaky = [.. report.Scenarios.Where(scenario => scenario.Status == ScenarioStatus.Flaky).Select(scenario => scenario.Id)];
        string where = report.Devices.Covered.Count > 0 ? $" on {Quantity.Of(report.Devices.Covered.Count, "device")}" : "";
        return $"All {report.Scenarios.Count} scenarios of {report.Profile} passed{where}"
            + (flaky.Length > 0 ? $", of which promote.regression.flaky lets be flaky: {FactCheck.Some(flaky)}." : ".");
    }
}
