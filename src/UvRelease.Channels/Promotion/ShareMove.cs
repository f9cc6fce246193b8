using UvRelease.Channels.Logs;
using UvRelease.Channels.Sealing;
using UvRelease.Stores;

namespace UvRelease.Channels.Promotion;

/// <summary>The release that a channel serves at another share: widened, or resumed after a halt.</summary>
internal sealed class ShareMove : StandingMove
{
    private readonly ApprovedRequest request;
    private readonly SealedReleases releases;
    private readonly GatePassage gates;
    private readonly Approval approval;
    private readonly Func<ChannelStatus, ChannelStatus> change;
    private readonly RepeatedRun repeated;
    private readonly Func<LogEntry, bool> isDone;

    private ShareMove(
        ApprovedRequest request, IStore store, SealedReleases releases, GatePassage gates, Func<ChannelStatus, ChannelStatus> change,
        RepeatedRun repeated, Func<LogEntry, bool> isDone)
        : base(request, releases)
    {
        (this.request, this.releases, this.gates, this.change) = (request, releases, gates, change);
        (this.repeated, this.isDone) = (repeated, isDone);
        approval = new Approval(request, new ReleasePath(store, request.App));
    }

    /// <summary>A widening; done where the release had that share since it was last halted.</summary>
    public static ShareMove Of(WidenRequest request, IStore store, SealedReleases releases, GatePassage gates, RepeatedRun repeated) => new(
        request, store, releases, gates, status => Transitions.Widen(request.Channel, status, request.Percent), repeated,
        entry => entry.Status.Current.Percent == request.Percent);

    /// <summary>A resumption; done where one followed the last halt.</summary>
    public static ShareMove Of(ResumeRequest request, IStore store, SealedReleases releases, GatePassage gates, RepeatedRun repeated) => new(
        request, store, releases, gates, status => Transitions.Resume(request.Channel, status, request.Percent), repeated,
        entry => entry.Action == ChannelAction.Resume && (request.Percent is null || entry.Status.Current.Percent == request.Percent));

    /// <inheritdoc/>
    public override async Task<LogHead?> FindDoneAsync(ChannelLog log, LogHead head, CancellationToken cancellationToken) =>
        await repeated.FindAsync(log, head, isDone, cancellationToken) ?? await FindOfferAsync(log, head, isDone, cancellationToken);

    /// <inheritdoc/>
    protected override async Task<(ChannelStatus, LogGrounds?)> NextAsync(LogHead head, DateTimeOffset now, CancellationToken cancellationToken)
    {
        ChannelStatus before = head.Entry.Status, next = change(before);
        ReleaseReference reference = next.Current.Reference;
        var question = new PassageQuestion(
            request.Action, null, request.Channel, reference, await releases.ReadAsync(reference, cancellationToken), before, next.Current.Percent, now)
        {
            Reason = request.Reason,
        };
        IReadOnlyList<LogGate> passed = await gates.PassAsync(question, cancellationToken);
        return (next, new LogGrounds(null, null, false, await approval.CheckAsync(request.Channel, reference, needsTwo: false, cancellationToken), passed));
    }
}
