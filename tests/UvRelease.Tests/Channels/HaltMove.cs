using UvRelease.Channels.Logs;
using UvRelease.Channels.Moves;
using UvRelease.Channels.Sealing;
using UvRelease.Releases;
using UvRelease.Releases.Identity;
using UvRelease.Releases.Json;

namespace UvRelease.Tests.Channels;

/// <summary>Asks that nothing is offered any more.</summary>
internal sealed record HaltRequest : MoveRequest
{
    public override ChannelAction Action => ChannelAction.Halt;
}

/// <summary>A change of a channel that knows nothing of publishing.</summary>
internal sealed class HaltMove(HaltRequest request, SealedReleases releases) : IChannelMove
{
    public MoveRequest Request => request;

    /// <summary>How often the loop said that an entry comes next.</summary>
    public int Prepared { get; private set; }

    public Task<LogHead?> FindDoneAsync(ChannelLog log, LogHead head, CancellationToken cancellationToken) =>
        Task.FromResult(head.Entry.Status.Halted ? head : null);

    public async Task<MoveProposal> ProposeAsync(LogHead? head, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (head is null)
            throw new ReleaseException(Fault.Refused, $"{request.Channel} serves nothing that could be halted.");
        ChannelStatus halted = head.Entry.Status with { Halted = true };
        string key = CanonicalJson.Digest(CanonicalJson.Write(json =>
        {
            json.WriteString("action", "halt");
            json.WriteString("entry", head.Hash);
        }));
        Release current = await releases.ReadAsync(halted.Current.Reference, cancellationToken);
        return new MoveProposal(halted, current, key, [], json => json.WriteBoolean("halted", true));
    }

    public Task RestoreAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task PrepareAsync(MovePlan plan, CancellationToken cancellationToken)
    {
        Prepared++;
        return Task.CompletedTask;
    }
}
