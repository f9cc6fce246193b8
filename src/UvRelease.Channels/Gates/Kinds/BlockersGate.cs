using UvRelease.Channels.Gates.Facts;
using UvRelease.Channels.Gates.Reports;
using UvRelease.GitHub.Facts;

namespace UvRelease.Channels.Gates.Kinds;

/// <summary>No issue is open that stops a release.</summary>
internal static class BlockersGate
{
    public static GateFinding Evaluate(GateCase at)
    {
        IReadOnlyList<string> labels = at.Configuration.Blockers;
        if (labels.Count == 0)
            return GateFinding.Error("promote.blockers names no label, so nothing can block.", "Name the labels of issues that stop a release.");
        if (!FactCheck.Has(at.Facts.Blockers, "the open issues", at.Now, out BlockerFacts? found, out GateFinding? problem))
            return problem;
        if (labels.FirstOrDefault(label => !found.ByLabel.ContainsKey(label)) is { } unasked)
            return GateFinding.Error($"Nobody looked for open issues with the label '{unasked}'.", "Look for them.");
        IssueFacts[] open = [.. labels.SelectMany(label => found.ByLabel[label]).DistinctBy(issue => issue.Number).OrderBy(issue => issue.Number)];
        if (open.FirstOrDefault(issue => issue.State != IssueState.Open) is { } closed)
            return GateFinding.Error($"Issue {closed.Number} is among the open ones and is closed.", "Look for the open ones again.");
        return open.Length > 0
            ? GateFinding.Fail($"Open: {FactCheck.Some([.. open.Select(issue => $"#{issue.Number} {issue.Title}")])}.", "Close it, or take the label off.")
            : GateFinding.Pass($"No open issue has the label {string.Join(" or ", labels)}.", "An open issue with it would.");
    }
}
