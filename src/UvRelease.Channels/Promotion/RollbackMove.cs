using UvRelease.Channels.Logs;
using UvRelease.Channels.Sealing;
using UvRelease.Releases;
using UvRelease.Stores;

namespace UvRelease.Channels.Promotion;

/// <summary>A channel goes back from a halted release. It passes no gate: what it offers was offered there before.</summary>
internal sealed class RollbackMove(RollbackRequest request, IStore store, SealedReleases releases, RepeatedRun repeated) : StandingMove(request, releases)
{
    /// <inheritdoc/>
    public override async Task<LogHead?> FindDoneAsync(ChannelLog log, LogHead head, CancellationToken cancellationToken) =>
        request.Mode == RollbackMode.Fallback
            ? await repeated.FindAsync(log, head, entry => entry.Grounds?.Mode == RollbackMode.Fallback, cancellationToken)
                ?? (head.Entry.Status.RolledBack ? head : null)
            : await repeated.FindAsync(log, head, IsDowngrade, cancellationToken) ?? await FindOfferAsync(log, head, IsDowngrade, cancellationToken);

    /// <inheritdoc/>
    protected override async Task<(ChannelStatus, LogGrounds?)> NextAsync(LogHead head, DateTimeOffset now, CancellationToken cancellationToken)
    {
        ChannelStatus before = head.Entry.Status;
        ChannelStatus next = request.Mode == RollbackMode.Fallback
            ? Transitions.FallBack(request.Channel, before)
            : Transitions.Downgrade(request.Channel, before, await TargetAsync(head, cancellationToken), request.Floor, now);
        IReadOnlyList<string> approvers = await new Approval(request, new ReleasePath(store, request.App))
            .CheckAsync(request.Channel, next.Current.Reference, needsTwo: false, cancellationToken);
        return (next, new LogGrounds(null, request.Mode, false, approvers, []));
    }

    private bool IsDowngrade(LogEntry entry) =>
        entry is { Action: ChannelAction.Rollback, Grounds.Mode: RollbackMode.Downgrade }
        && (request.Version is null || entry.Status.Current.Version == request.Version);

    private async Task<ReleaseReference> TargetAsync(LogHead head, CancellationToken cancellationToken)
    {
        Transitions.CheckHalted(request.Channel, head.Entry.Status);
        if (request.Version is not { } version)
        {
            return head.Entry.Status.Fallback ?? throw Refused(
                $"No release before {head.Entry.Status.Current.Version} reached everybody on {request.Channel}, or the last that did was halted or left by a "
                + "downgrade. Name the version to go back to.");
        }

        var log = new ChannelLog(store, request.App, request.Channel);
        LogHead? served = await log.FindAsync(head, entry => entry.Status.Current.Version == version, _ => true, cancellationToken);
        return served?.Entry.Status.Current.Reference ?? throw Refused($"{request.Channel} never served {version}. Name a version that is in its history.");
    }

    private static ReleaseException Refused(string message) => new(Fault.Refused, message);
}
