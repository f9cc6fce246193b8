using UvRelease.Channels.Logs;
using UvRelease.Channels.Moves;
using UvRelease.Channels.Sealing;
using UvRelease.Releases;
using UvRelease.Releases.Identity;

namespace UvRelease.Channels.Promotion;

/// <summary>A move of a channel that serves something, to something that was served there before.</summary>
internal abstract class StandingMove(MoveRequest request, SealedReleases releases) : IChannelMove
{
    /// <inheritdoc/>
    public MoveRequest Request => request;

    /// <inheritdoc/>
    public abstract Task<LogHead?> FindDoneAsync(ChannelLog log, LogHead head, CancellationToken cancellationToken);

    /// <inheritdoc/>
    public Task RestoreAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public async Task<MoveProposal> ProposeAsync(LogHead? head, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (head is null)
            throw new ReleaseException(Fault.Refused, $"{request.Channel} serves nothing yet, so there is nothing to {request.Action.Word()}.");
        (ChannelStatus next, LogGrounds? grounds) = await NextAsync(head, now, cancellationToken);
        Release? release = request.Action == ChannelAction.Halt
            ? await releases.FindAsync(next.Current.Reference, cancellationToken) : await releases.ReadAsync(next.Current.Reference, cancellationToken);
        // The same share may come again after a halt: what it is asked on makes it another wish.
        string key = WishKey.Of(request, json =>
        {
            json.WriteString("releaseDigest", next.Current.Digest);
            json.WriteNumber("percent", next.Current.Percent);
            json.WriteString("entry", head.Hash);
        });
        return new MoveProposal(next, release, key, [], json => MoveDescription.Write(json, request, next, release, grounds)) { Grounds = grounds };
    }

    /// <summary>Nothing: what the entry names has been served already.</summary>
    public Task PrepareAsync(MovePlan plan, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>What the channel serves next, and what lets it.</summary>
    protected abstract Task<(ChannelStatus Next, LogGrounds? Grounds)> NextAsync(LogHead head, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Looks for an entry among those of the release that is offered now, since it was last halted.</summary>
    protected static Task<LogHead?> FindOfferAsync(ChannelLog log, LogHead head, Func<LogEntry, bool> isWanted, CancellationToken cancellationToken) =>
        log.FindAsync(head, isWanted, entry => !entry.Status.Halted && entry.Status.Current.Digest == head.Entry.Status.Current.Digest, cancellationToken);
}
