using UvRelease.Channels.Gates.Capacity;
using UvRelease.Channels.Gates.Rules;

namespace UvRelease.Channels.Promotion;

/// <summary>How a rollout can go on by the configuration: what its gates let through when, if they find nothing.</summary>
internal static class RolloutSchedule
{
    /// <summary>The steps that follow a share, from the time on at which it was offered.</summary>
    /// <param name="configuration">Section <c>promote</c>.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="size">Bytes that a client loads at most.</param>
    /// <param name="percent">The share.</param>
    public static IReadOnlyList<RolloutStep> Of(PromoteConfiguration configuration, string channel, long size, int percent) =>
        RolloutPlanner.Schedule(Capacity(configuration, channel), size, share => Stay(configuration, channel, share), percent);

    /// <summary>What the update server can take of a channel: clients of the last one alone are configured.</summary>
    public static CapacityRule? Capacity(PromoteConfiguration configuration, string channel) =>
        channel == configuration.Channels[^1] ? configuration.Capacity : null;

    private static TimeSpan Stay(PromoteConfiguration configuration, string channel, int share)
    {
        TransitionRules rules = configuration.For(channel, share);
        return configuration.Required(rules, intoLast: channel == configuration.Channels[^1]).Contains(GateKind.Bake) ? rules.Bake.Time : TimeSpan.Zero;
    }
}
