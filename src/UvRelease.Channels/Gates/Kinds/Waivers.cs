using UvRelease.Channels.Gates.Facts;
using UvRelease.Channels.Gates.Reports;
using UvRelease.Channels.Gates.Rules;
using UvRelease.GitHub.Facts;
using UvRelease.Releases;
using UvRelease.Releases.Json;

namespace UvRelease.Channels.Gates.Kinds;

/// <summary>
/// Waivers count where somebody who may took the responsibility for this release, and was seen to: by starting the run or approving it. An error is
/// never waived,
/// for nobody knows what it hides.
/// </summary>
internal static class Waivers
{
    /// <summary>What is wrong with waivers, whatever gates say.</summary>
    public static IEnumerable<string> Problems(IReadOnlyList<Waiver> waivers)
    {
        foreach (Waiver waiver in waivers.Where(waiver => GateWords.Kind(waiver.Gate) is null))
            yield return $"A waiver names '{waiver.Gate}', which {RuleForms.Gate(waiver.Gate)}";
        foreach (IGrouping<string, Waiver> twice in waivers.GroupBy(waiver => waiver.Gate, StringComparer.Ordinal).Where(group => group.Skip(1).Any()))
            yield return $"The gate {twice.Key} has {twice.Count()} waivers. Keep one.";
        foreach (Waiver waiver in waivers)
        {
            if ((DocumentForms.Line(waiver.Reason) ?? DocumentForms.Line(waiver.Actor) ?? DocumentForms.Time(waiver.Expires)) is { } problem)
                yield return $"The waiver of {waiver.Gate} by '{waiver.Actor}' until '{waiver.Expires}' is not whole: one of them, or its reason, {problem}";
        }
    }

    /// <summary>The result of a gate, with its waiver where one counts.</summary>
    public static GateResult Apply(GateCase at, GateKind kind, GateFinding finding)
    {
        GateResult result = Result(kind, finding.Outcome, finding.Reason, finding.Change, null);
        if (finding.Outcome == GateOutcome.Pass || at.Question.Waivers.FirstOrDefault(waiver => waiver.Gate == kind.Word()) is not { } waiver)
            return result;
        // What is malformed is reported, and stands for nothing.
        if (Problems([waiver]).Any())
            return result;
        string end = $"{waiver.Actor} waived it until {waiver.Expires}: {waiver.Reason.TrimEnd('.')}.";
        if (Refusal(at, kind, finding, waiver) is { } refusal)
            return Result(kind, finding.Outcome, $"{finding.Reason} {waiver.Actor}'s waiver does not count: {refusal}", finding.Change, null);
        return Times.Read(waiver.Expires) <= at.Now
            ? Result(kind, GateOutcome.Expired, $"{finding.Reason} {end}", $"A new waiver. {finding.Change}", null)
            : Result(kind, GateOutcome.Waived, $"{finding.Reason} {end}", "The end of the waiver would.",
                new GateWaiver(MarkdownText.Visible(waiver.Actor), MarkdownText.Visible(waiver.Reason), waiver.Expires));
    }

    private static string? Refusal(GateCase at, GateKind kind, GateFinding finding, Waiver waiver)
    {
        WaiverRule rule = at.Configuration.Waivers;
        if (kind.IsFinal())
            return $"nobody may waive {kind.Word()}.";
        if (finding.Outcome == GateOutcome.Error)
            return "an error can't be waived. Mend it.";
        if (waiver.ReleaseDigest != at.Question.Release.Digest)
            return $"it is of the release {waiver.ReleaseDigest}.";
        if (!rule.By.Contains(waiver.Actor, StringComparer.OrdinalIgnoreCase))
            return "promote.waivers.by does not name this account.";
        if (!Seen(at).Contains(waiver.Actor, StringComparer.OrdinalIgnoreCase))
            return "this account neither started the run nor approved it.";
        return Times.Read(waiver.Expires) > at.Now + rule.Longest ? $"it may reach {rule.Longest.TotalDays:0} days ahead, and ends at {waiver.Expires}." : null;
    }

    // Accounts that GitHub vouches for: never those of an input.
    private static IEnumerable<string> Seen(GateCase at)
    {
        IEnumerable<ApprovalFacts> approvals = FactCheck.Has(at.Facts.SignOff, "reviews", at.Now, out SignOffFacts? found, out _) ? found.Approvals : [];
        return approvals.Where(approval => approval.State == ApprovalState.Approved).Select(approval => approval.User.Login).Prepend(at.Question.Actor);
    }

    private static GateResult Result(GateKind kind, GateOutcome outcome, string reason, string change, GateWaiver? waiver) =>
        new(kind, outcome, MarkdownText.Visible(reason), MarkdownText.Visible(change), waiver);
}
