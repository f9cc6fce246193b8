using UvRelease.Channels.Gates.Facts;
using UvRelease.Channels.Gates.Health;
using UvRelease.Channels.Gates.Reports;
using UvRelease.Channels.Gates.Rules;
using UvRelease.Releases.Evidence;

namespace UvRelease.Channels.Gates.Kinds;

/// <summary>Every measurement with a budget is within it. What is above it by less than the tolerance may be chance: it is measured again.</summary>
internal static class BenchmarksGate
{
    public static GateFinding Evaluate(GateCase at)
    {
        IReadOnlyList<BenchmarkBudget> budgets = at.Configuration.Benchmarks;
        if (budgets.Count == 0)
            return GateFinding.Error("promote.benchmarks has no budget, so nothing can be within it.", "Say what may be measured.");
        if (!DocumentCase.Has(at, at.Facts.Benchmarks, "the benchmark report", BenchmarkReport.Read, out BenchmarkReport? report, out GateFinding? problem))
            return problem;
        GateFinding[] findings = [.. budgets.Select(budget => One(budget, report.Results.FirstOrDefault(result => result.Id == budget.Id)))];
        return findings.FirstOrDefault(finding => finding.Outcome == GateOutcome.Error)
            ?? findings.FirstOrDefault(finding => finding.Outcome == GateOutcome.Fail)
            ?? findings.FirstOrDefault(finding => finding.Outcome == GateOutcome.Inconclusive)
            ?? GateFinding.Pass($"All {budgets.Count} measurements are within their budgets.", "A measurement above its budget would.");
    }

    private static GateFinding One(BenchmarkBudget budget, BenchmarkResult? result)
    {
        if (result is null)
            return GateFinding.Error($"'{budget.Id}' has a budget and was not measured.", "Measure it, or take its budget away.");
        if (result.Unit != budget.Unit)
            return GateFinding.Error($"'{budget.Id}' was measured in {result.Unit}, and its budget is in {budget.Unit}.", "Use one unit.");
        string measured = $"'{budget.Id}' is {HaltRule.Number(result.Value)} {result.Unit}, and {HaltRule.Number(budget.Most)} are its budget";
        if (result.Value <= budget.Most)
            return GateFinding.Pass(measured + ".", "More would.");
        return result.Value <= budget.Most * (1 + budget.Tolerance)
            ? GateFinding.Inconclusive($"{measured}; that is within the tolerance of {HaltRule.Percent(budget.Tolerance)}.", "Measure again.")
            : GateFinding.Fail(measured + ".", "Make it faster or smaller, or raise the budget.");
    }
}
