using UvRelease.Channels.Logs;
using UvRelease.Channels.Moves;
using UvRelease.Releases;
using UvRelease.Stores;

namespace UvRelease.Channels.Promotion;

/// <summary>The channel that a release is promoted from, read anew each time: it may be halted at any moment.</summary>
internal sealed class PromotionSource(IStore store, PromoteRequest request)
{
    private readonly ChannelLog log = new(store, request.App, request.Source);

    /// <summary>Its name.</summary>
    public string Channel { get; } = request.Source;

    /// <summary>Version that it serves, halted or not; null for nothing yet.</summary>
    public async Task<string?> ServedAsync(CancellationToken cancellationToken) =>
        (await log.HeadAsync(cancellationToken))?.Entry.Status.Current.Version;

    /// <summary>The release that is wanted, which the channel offers, or offered until a newer one came.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Refused"/>: there is none, or it was halted there.</exception>
    public async Task<ReleaseReference> PickAsync(CancellationToken cancellationToken)
    {
        LogHead head = await log.HeadAsync(cancellationToken) ?? throw Refused($"{Channel} serves nothing yet. Publish on it first.");
        if (request.Version is not { } version || version == head.Entry.Status.Current.Version)
            return Good(head.Entry.Status);
        // The newest entry about it says how it ended; what was taken back after that is no release to go on with.
        LogEntry? after = null;
        LogHead? last = await log.FindAsync(head, entry =>
        {
            bool isIt = entry.Status.Current.Version == version;
            after = isIt ? after : entry;
            return isIt;
        }, entry => Succession.MayHold(entry, version), cancellationToken);
        if (last is null)
            throw Refused($"{Channel} never served {version}. Publish or promote it there first.");
        return after is { Action: ChannelAction.Rollback }
            ? throw Refused($"{version} was rolled back on {Channel}. Promote a higher version.")
            : Good(last.Entry.Status);
    }

    private ReleaseReference Good(ChannelStatus status) => !status.Halted
        ? status.Current.Reference
        : throw Refused($"{status.Current.Version} is halted on {Channel}. What was stopped there goes nowhere else: resume it, or promote a higher version.");

    private static ReleaseException Refused(string message) => new(Fault.Refused, message);
}
