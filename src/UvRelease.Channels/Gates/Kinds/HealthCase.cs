using System.Diagnostics.CodeAnalysis;
using UvRelease.Channels.Gates.Facts;
using UvRelease.Channels.Gates.Health;
using UvRelease.Channels.Gates.Reports;
using UvRelease.Releases.Json;

namespace UvRelease.Channels.Gates.Kinds;

/// <summary>The counts that several gates decide on.</summary>
internal static class HealthCase
{
    /// <summary>Takes the counts of the release, or says why nothing can be decided on them.</summary>
    public static bool Has(
        GateCase at, [NotNullWhen(true)] out ChannelHealth? channel, [NotNullWhen(true)] out ReleaseHealth? release,
        [NotNullWhen(false)] out GateFinding? finding)
    {
        (channel, release) = (null, null);
        if (at.Configuration.Health is null)
        {
            finding = GateFinding.Error("promote.health does not say where counts of crashes come from.", "Name a source there.");
            return false;
        }

        if (!FactCheck.Has(at.Facts.Health, "the counts of crashes", at.Now, out channel, out finding))
            return false;
        release = channel.Of(at.Question.Release.Version);
        finding = Problem(at, channel, release);
        return finding is null && release is not null;
    }

    private static GateFinding? Problem(GateCase at, ChannelHealth channel, ReleaseHealth? release)
    {
        if (channel.App != at.Question.Release.App || channel.Channel != at.Question.From)
        {
            return GateFinding.Error(
                $"The counts are of {channel.App} on {channel.Channel}, and {at.Question.Release.App} on {at.Question.From} was asked about.",
                "Give those of this app and channel.");
        }

        if (HealthDocument.Problem(channel) is { } wrong)
            return GateFinding.Error($"The counts contradict themselves: {wrong}", "Count again.");
        DateTimeOffset until = Times.Read(channel.Until);
        if (until > at.Now)
            return GateFinding.Error($"The counts end at {channel.Until}, which is in the future: one of the clocks is wrong.", "Set the clock.");
        if (until > at.Now - ChannelHealth.Settling)
        {
            return GateFinding.Inconclusive(
                $"The counts end at {channel.Until}, and the newest {ChannelHealth.Settling.TotalHours:0} hours are not settled.",
                "Count without them.");
        }

        if (Times.Read(channel.ProducedAt) > at.Now)
            return GateFinding.Error($"The counts are of {channel.ProducedAt}, which is in the future: one of the clocks is wrong.", "Set the clock.");
        if (channel.ProblemOf(at.Question.Release.Version, at.Question.Arrival) is { } early)
            return GateFinding.Inconclusive(early, "Count again, once devices have run it there.");
        if (until < at.Now - at.Rules.Health.Freshness)
            return GateFinding.Expired($"The counts end at {channel.Until}, more than {FactCheck.Hours(at.Rules.Health.Freshness)} ago.", "Count again.");
        return release is null
            ? GateFinding.Inconclusive(
                $"{channel.Source} counts nothing for {at.Question.Release.Version} on {channel.Channel}.",
                    "Wait until devices report, or see that the app does.")
            : null;
    }
}
