using UvRelease.Channels.Logs;
using UvRelease.Channels.Moves;
using UvRelease.Channels.Sealing;
using UvRelease.Releases;
using UvRelease.Releases.Identity;
using UvRelease.Stores;

namespace UvRelease.Channels.Promotion;

/// <summary>What a move did.</summary>
/// <param name="Move">What became of the channel.</param>
/// <param name="Release">The release that it is about; null for a halt of one that is missing or damaged.</param>
public sealed record PromotionOutcome(MoveOutcome Move, Release? Release);

/// <summary>Makes every move of a channel but a publish: promote, widen, halt, resume, rollback. No byte of a release is copied for it.</summary>
/// <param name="store">The store of the app.</param>
/// <param name="settings">What it works with.</param>
/// <param name="keeper">Judges whether more clients may get a release; null lets nothing through but a halt or a way back, which never ask.</param>
public sealed class Promoter(IStore store, MoveSettings settings, IGatekeeper? keeper)
{
    private readonly ClientView view = new(store, settings);
    private readonly SealedReleases releases = new(store);
    private readonly GatePassage gates = new(keeper);

    /// <summary>What the gates said last; null where nobody asked them.</summary>
    public GateVerdict? Verdict => gates.Verdict;

    /// <summary>Makes a move; run again after any failure, it finishes or says that all is done.</summary>
    /// <exception cref="ReleaseException">Something is wrong; nothing that clients see changed unless the message says so.</exception>
    public async Task<PromotionOutcome> RunAsync(MoveRequest request, CancellationToken cancellationToken)
    {
        PromotionRules.Check(request);
        var repeated = new RepeatedRun(request, settings.Time);
        IChannelMove move = request switch
        {
            PromoteRequest promote => new PromoteMove(promote, store, releases, gates, repeated),
            WidenRequest widen => ShareMove.Of(widen, store, releases, gates, repeated),
            HaltRequest halt => new HaltMove(halt, releases),
            ResumeRequest resume => ShareMove.Of(resume, store, releases, gates, repeated),
            RollbackRequest rollback => new RollbackMove(rollback, store, releases, repeated),
            _ => throw new ArgumentException($"A {request.Action.Word()} is none of these moves.", nameof(request)),
        };
        MoveOutcome outcome = await new CommitLoop(store, releases, view, settings).RunAsync(move, cancellationToken);
        ChannelStatus status = outcome.Plan?.Status ?? outcome.After!.Entry.Status;
        return new PromotionOutcome(outcome, await releases.FindAsync(status.Current.Reference, cancellationToken));
    }
}
