using UvRelease.Channels.Gates.Facts;
using UvRelease.Channels.Gates.Reports;
using UvRelease.Releases.Evidence;

namespace UvRelease.Channels.Gates.Kinds;

/// <summary>All scenarios of the wanted profile passed at the first try, and cover what they must.</summary>
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
        foreach (ScenarioStatus status in (ScenarioStatus[])[ScenarioStatus.Failed, ScenarioStatus.Skipped, ScenarioStatus.Flaky])
        {
            string[] bad = [.. report.Scenarios.Where(scenario => scenario.Status == status).Select(scenario => scenario.Id)];
            if (bad.Length > 0)
                return GateFinding.Fail($"Of {report.Scenarios.Count} scenarios {bad.Length} ended as {status}: {FactCheck.Some(bad)}.", Again);
        }

        string[] missing = [.. report.Coverage.Missing];
        if (missing.Length > 0)
            return GateFinding.Fail($"Nothing covers {FactCheck.Some(missing)}.", "Add scenarios, and run the profile again.");
        int chaos = report.Scenarios.Count(scenario => scenario.Category == ScenarioCategory.Chaos);
        return chaos < rule.Chaos
            ? GateFinding.Fail($"{chaos} scenarios fail on purpose, and {rule.Chaos} are wanted.", "Add scenarios of the category chaos.")
            : GateFinding.Pass($"All {report.Scenarios.Count} scenarios of {report.Profile} passed.", "Another run that fails, or the end of its time, would.");
    }
}
