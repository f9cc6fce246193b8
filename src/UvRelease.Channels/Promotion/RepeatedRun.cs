using UvRelease.Channels.Logs;
using UvRelease.Channels.Moves;
using UvRelease.Releases.Json;

namespace UvRelease.Channels.Promotion;

/// <summary>
/// A workflow run that is run again wants nothing new: what its wish meant the first time is in the log. Without that a wish that names no release would go
/// on to a newer one.
/// </summary>
/// <param name="request">The wish.</param>
/// <param name="time">The clock.</param>
internal sealed class RepeatedRun(MoveRequest request, TimeProvider time)
{
    // GitHub runs a run again for 30 days after it was started (docs.github.com, "Re-running workflows and jobs"), and a run takes at most 35 (usage limits).
    private static readonly TimeSpan Longest = TimeSpan.FromDays(30 + 35);

    /// <summary>The entry that an earlier attempt of the run made; null for none, and outside of a run.</summary>
    /// <param name="log">The log of the channel.</param>
    /// <param name="head">Its newest entry.</param>
    /// <param name="isWish">True for an entry of the same action that fulfils the wish.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async Task<LogHead?> FindAsync(ChannelLog log, LogHead head, Func<LogEntry, bool> isWish, CancellationToken cancellationToken)
    {
        if (request.Run is null)
            return null;
        DateTimeOffset oldest = time.GetUtcNow() - Longest;
        return await log.FindAsync(
            head, entry => entry.Run == request.Run && entry.Action == request.Action && isWish(entry), entry => Times.Read(entry.At) >= oldest,
            cancellationToken);
    }
}
