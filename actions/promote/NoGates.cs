using UvRelease.Channels.Promotion;

namespace UvRelease.Promote;

/// <summary>Nothing is judged.</summary>
internal sealed class NoGates : IGatekeeper
{
    /// <inheritdoc/>
    public Task<GateVerdict> JudgeAsync(GateQuestion question, CancellationToken cancellationToken) => Task.FromResult(new GateVerdict([]));
}
