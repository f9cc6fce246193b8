using System.Text;
using UvRelease.Channels.Gates.Capacity;
using UvRelease.Channels.Gates.Health;
using UvRelease.Channels.Logs;
using UvRelease.Channels.Moves;
using UvRelease.Channels.Promotion;
using UvRelease.Releases;
using UvRelease.StoreInputs;

namespace UvRelease.Promote;

/// <summary>What a move did, for people.</summary>
internal static class PromoteSummary
{
    /// <summary>One sentence for the log.</summary>
    public static string Sentence(MoveRequest request, PromotionOutcome outcome)
    {
        MoveOutcome move = outcome.Move;
        ChannelStatus status = move.Plan?.Status ?? move.After!.Entry.Status;
        string what = $"{status.Current.Version} on {request.Channel}";
        string offered = status is { RolledBack: true, Fallback: { } fallback }
            ? $"whoever lacks it is offered {fallback.Version}"
            : IsHaltedSince(request, move) ? "and it is halted since: nobody more is offered it until 'resume'"
            : $"offered to {status.Offered} %";
        return move.Result switch
        {
            MoveResult.Planned =>
                $"Would {request.Action.Word()} {what} as generation {move.Plan!.Generation}: {offered}. Plan {move.Plan.Digest}; nothing was written.",
            MoveResult.Committed => $"Done, {request.Action.Word()}: {what} is generation {move.After!.Entry.Generation}, {offered}.",
            _ => $"Already done: {what} is generation {move.After!.Entry.Generation}, {offered}; {Repaired(move.Convergence!.Written.Count)}.",
        };
    }

    /// <summary>Whether what is done already does not reach clients, because somebody halted it since.</summary>
    public static bool IsHaltedSince(MoveRequest request, MoveOutcome move) =>
        move is { Result: MoveResult.AlreadyDone, After.Entry.Status.Halted: true } && request is not HaltRequest;

    /// <summary>Markdown for the run's page: the channel before and after, the gates, the plan.</summary>
    public static string Of(MoveRequest request, PromotionOutcome outcome, GateVerdict? verdict)
    {
        MoveOutcome move = outcome.Move;
        var text = new StringBuilder($"### {MarkdownText.Inline(request.App)}: {request.Action.Word()} on {MarkdownText.Inline(request.Channel)}\n\n");
        text.Append(MarkdownText.Inline(Sentence(request, outcome))).Append("\n\n").Append(MoveSummary.Table(move)).Append(Gates(verdict));
        if (verdict is { Schedule: { Count: > 0 } schedule })
            text.Append($"\nThen, once their gates are open: {RolloutStep.Text(schedule)}.\n");
        if (move.Plan?.Grounds is { Approvers: { Count: > 0 } approvers })
            text.Append($"\nApproved by {string.Join(", ", approvers.Select(MarkdownText.Inline))}.\n");
        if (request.Reason is { } reason)
            text.Append($"\nReason: {MarkdownText.Inline(reason)}\n");
        text.Append($"\nCommit `{outcome.Release?.Commit ?? "unknown"}`");
        return text.Append(move.Plan is { } plan ? $", plan `{plan.Digest}`\n" : "\n").ToString();
    }

    /// <summary>Markdown for the run's page of a move that was refused.</summary>
    public static string Refused(MoveRequest request, GateVerdict? verdict, ReleaseException error) =>
        $"### {MarkdownText.Inline(request.App)}: {request.Action.Word()} on {MarkdownText.Inline(request.Channel)} is refused\n\n"
        + $"{MarkdownText.Inline(error.Message)}\n{Gates(verdict)}";

    private static string Gates(GateVerdict? verdict)
    {
        if (verdict is null || verdict.Findings.Count == 0)
            return "";
        var text = new StringBuilder("\n| gate | outcome | why |\n| --- | --- | --- |\n");
        foreach (PassageFinding finding in verdict.Findings)
        {
            string mark = finding.IsOpen ? "✅" : finding.Required ? "⛔" : "◽";
            text.Append($"| {finding.Gate} | {mark} {finding.Outcome} | {MarkdownText.Inline(finding.Why).Replace("|", "\\|", StringComparison.Ordinal)} |\n");
        }

        return text.Append(Health(verdict.Health)).ToString();
    }

    // GitHub's Markdown shows no SVG and no data: what the picture shows, in numbers.
    private static string Health(JudgedHealth? health)
    {
        if (health is null)
            return "";
        string allowed = CrashFreeShare.Percent(1 - health.Rule.CrashRate);
        var text = new StringBuilder($"\n| on {health.Counts.Channel} | devices | crashed | did not crash | with 95 % confidence | allowed |\n")
            .Append("| --- | ---: | ---: | ---: | ---: | ---: |\n");
        foreach (ReleaseHealth release in health.Releases)
        {
            var share = CrashFreeShare.Of(release.CrashedDevices, release.Devices);
            text.Append($"| {release.Version} | {HaltRule.Number(release.Devices)} | {HaltRule.Number(release.CrashedDevices)} | ")
                .Append($"{CrashFreeShare.Percent(share.Share)} | {CrashFreeShare.Percent(share.Lower)} to {CrashFreeShare.Percent(share.Upper)} | ")
                .Append(release == health.Current ? $"at least {allowed} |\n" : "|\n");
        }

        return text.ToString();
    }

    private static string Repaired(int files) => files == 0 ? "everything is in its place" : $"{files} files of state and feeds were made good";
}
