using UvRelease.Channels.Logs;
using UvRelease.Channels.Moves;
using UvRelease.Channels.Promotion;
using UvRelease.Releases;
using UvRelease.Runner;
using UvRelease.StoreInputs;

namespace UvRelease.Promote;

/// <summary>What is reported of a move, as far as it came: the event uv.release.promote and its metrics.</summary>
internal sealed class PromoteTelemetry(MoveRequest request, TimeProvider time)
{
    /// <summary>What all moves report.</summary>
    public MoveTelemetry Move { get; } = new(request, Share(request), time);

    /// <summary>Notes what came of it.</summary>
    public void Ended(PromotionOutcome outcome)
    {
        MoveOutcome move = outcome.Move;
        ChannelStatus status = move.Plan?.Status ?? move.After!.Entry.Status;
        string key = move.Plan?.IdempotencyKey ?? move.After!.Entry.IdempotencyKey;
        Move.Outcome = move;
        Move.Release = new MovedRelease(status.Current.Version, status.Current.Digest, outcome.Release?.Commit, key);
    }

    /// <summary>The event.</summary>
    /// <param name="verdict">What the gates said; null where nobody asked them.</param>
    /// <param name="error">What ended the move; null where it came through.</param>
    public StepEvent Event(GateVerdict? verdict, ReleaseException? error)
    {
        (string, object?)[] labels = Move.Labels(error);
        LogGrounds? grounds = Move.Outcome?.Plan?.Grounds;
        List<StepMetric> metrics =
        [
            new("uv.packaging.and.releases.promotions", "{move}", 1, true, [("action", request.Action.Word()), .. labels]),
            new("uv.packaging.and.releases.promote.duration", "s", Move.Seconds, false, [("action", request.Action.Word()), .. labels]),
        ];
        foreach (PassageFinding finding in verdict?.Findings ?? [])
            metrics.Add(new("uv.packaging.and.releases.gate.evaluations", "{evaluation}", 1, true, ("gate", finding.Gate), ("outcome", finding.Outcome)));
        if (request.Action == ChannelAction.Halt && Move.Outcome?.Result == MoveResult.Committed)
            metrics.Add(new("uv.packaging.and.releases.halt.latency", "s", Move.Seconds, false, labels));
        return Move.Event("uv.release.promote", error, metrics,
        [
            ("uv.release.channel.from", grounds?.From),
            ("uv.release.rollback.mode", grounds?.Mode?.Word()),
            ("uv.release.emergency", grounds?.Emergency),
            ("uv.release.approvers", grounds?.Approvers.ToArray()),
            ("uv.release.gate.failed", verdict?.Findings.Where(finding => finding.Required && !finding.IsOpen).Select(finding => finding.Gate).ToArray()),
        ]);
    }

    private static int Share(MoveRequest request) => request switch
    {
        PromoteRequest promote => promote.Percent,
        WidenRequest widen => widen.Percent,
        ResumeRequest resume => resume.Percent ?? 0,
        _ => 0,
    };
}
