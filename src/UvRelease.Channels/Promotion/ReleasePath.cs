using UvRelease.Channels.Logs;
using UvRelease.Stores;

namespace UvRelease.Channels.Promotion;

/// <summary>How a release came to where it stands, by the logs.</summary>
/// <param name="store">The store of the app.</param>
/// <param name="app">Id of the app.</param>
internal sealed class ReleasePath(IStore store, string app)
{
    // More channels than a configuration can have: a log that leads in a ring leads nowhere.
    private const int MostChannels = 20;

    /// <summary>The newest entry of a channel about a release, and the first one at its share without a break; null where it never had it.</summary>
    public async Task<(LogEntry Newest, LogEntry AtShare)?> StandingAsync(string channel, string digest, CancellationToken cancellationToken)
    {
        var log = new ChannelLog(store, app, channel);
        if (await log.HeadAsync(cancellationToken) is not { } head
            || await log.FindAsync(head, entry => entry.Status.Current.Digest == digest, _ => true, cancellationToken) is not { } newest)
            return null;
        LogEntry atShare = newest.Entry;
        await log.FindAsync(newest, entry =>
        {
            bool isSame = entry.Status.Current.Digest == digest && entry.Status.Offered == newest.Entry.Status.Offered;
            atShare = isSame ? entry : atShare;
            return !isSame;
        }, _ => true, cancellationToken);
        return (newest.Entry, atShare);
    }

    /// <summary>Who published a release: the actor of the entry that it came into the first of its channels with; null where nobody knows.</summary>
    public async Task<string?> PublisherAsync(string channel, string digest, CancellationToken cancellationToken)
    {
        for (int channels = 0; channels < MostChannels; channels++)
        {
            var log = new ChannelLog(store, app, channel);
            if (await log.HeadAsync(cancellationToken) is not { } head)
                return null;
            // It comes to a channel once; a downgrade only offers it again.
            LogHead? first = await log.FindAsync(head, entry => entry.Status.Current.Digest == digest && IsArrival(entry), _ => true, cancellationToken);
            if (first?.Entry.Grounds?.From is not { } before)
                return first?.Entry.Actor;
            channel = before;
        }

        return null;
    }

    private static bool IsArrival(LogEntry entry) =>
        entry.Action is ChannelAction.Publish or ChannelAction.Promote || entry.Grounds?.Mode == RollbackMode.FixForward;
}
