using UvRelease.Channels.Logs;
using UvRelease.Channels.Sealing;
using UvRelease.Releases;

namespace UvRelease.Channels.Promotion;

/// <summary>A halt: it asks nobody and nothing.</summary>
internal sealed class HaltMove(HaltRequest request, SealedReleases releases) : StandingMove(request, releases)
{
    /// <inheritdoc/>
    public override Task<LogHead?> FindDoneAsync(ChannelLog log, LogHead head, CancellationToken cancellationToken) =>
        Task.FromResult(head.Entry.Status.Halted ? head : null);

    /// <inheritdoc/>
    protected override Task<(ChannelStatus, LogGrounds?)> NextAsync(LogHead head, DateTimeOffset now, CancellationToken cancellationToken)
    {
        ChannelStatus status = head.Entry.Status;
        return request.ReleaseDigest is null || request.ReleaseDigest == status.Current.Digest
            ? Task.FromResult((Transitions.Halt(status), (LogGrounds?)null))
            : throw new ReleaseException(Fault.Refused, $"{request.Channel} offers {status.Current.Version} meanwhile, and another release was to be halted.");
    }
}
