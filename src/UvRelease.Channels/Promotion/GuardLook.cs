using UvRelease.Channels.Gates.Health;
using UvRelease.Channels.Gates.Rules;
using UvRelease.Releases;
using UvRelease.Releases.Json;

namespace UvRelease.Channels.Promotion;

/// <summary>What the guard looks at: of a release that is offered, and of a halted one that is to be offered again.</summary>
/// <param name="App">Id of the app.</param>
/// <param name="Channel">The channel.</param>
/// <param name="Version">The release that it serves.</param>
/// <param name="Previous">The release before it; null for none.</param>
/// <param name="Since">When the release came to the channel.</param>
/// <param name="Now">The time.</param>
internal sealed record GuardLook(string App, string Channel, string Version, string? Previous, DateTimeOffset Since, DateTimeOffset Now)
{
    /// <summary>Judges the release by the counts, settled or not: what must stop waits for nothing.</summary>
    /// <exception cref="ReleaseException">The counts are of something else, from the future, older than the release, or lack it.</exception>
    public HaltJudgement Judge(HealthRule rule, ChannelHealth counts)
    {
        string? problem = counts.App != App || counts.Channel != Channel ? $"The counts are of {counts.App} on {counts.Channel}."
            : Times.Read(counts.Until) > Now || Times.Read(counts.ProducedAt) > Now
                ? $"The counts end at {counts.Until} and are of {counts.ProducedAt}, which is in the future: one of the clocks is wrong."
            : counts.ProblemOf(Version, Since);
        if (problem is not null)
            throw new ReleaseException(Fault.Input, problem);
        ReleaseHealth current = counts.Of(Version) ?? throw new ReleaseException(Fault.Environment, $"Nobody has counted {Version} on {Channel} yet.");
        return HaltRule.Judge(rule, current, counts.Of(Previous));
    }
}
