using UvRelease.Channels.Logs;
using UvRelease.Channels.Sealing;

namespace UvRelease.Channels.Promotion;

/// <summary>A halt: it asks nobody and nothing.</summary>
internal sealed class HaltMove(HaltRequest request, SealedReleases releases) : StandingMove(request, releases)
{
    /// <inheritdoc/>
    public override Task<LogHead?> FindDoneAsync(ChannelLog log, LogHead head, CancellationToken cancellationToken) =>
        Task.FromResult(head.Entry.Status.Halted ? head : null);

    /// <inheritdoc/>
    protected override Task<(ChannelStatus, LogGrounds?)> NextAsync(LogHead head, DateTimeOffset now, CancellationToken cancellationToken) =>
        Task.FromResult((Transitions.Halt(head.Entry.Status), (LogGrounds?)null));
}
