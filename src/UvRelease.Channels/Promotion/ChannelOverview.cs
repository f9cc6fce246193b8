using UvRelease.Channels.Gates.Capacity;
using UvRelease.Channels.Gates.Facts;
using UvRelease.Channels.Gates.Kinds;
using UvRelease.Channels.Gates.Reading;
using UvRelease.Channels.Gates.Rules;
using UvRelease.Channels.Logs;
using UvRelease.Channels.Sealing;
using UvRelease.Releases;
using UvRelease.Stores;

namespace UvRelease.Channels.Promotion;

/// <summary>Where a channel stands, and what is safe to do next.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Head">Its newest entry; null for none.</param>
/// <param name="NextStep">A sentence.</param>
public sealed record ChannelView(string Channel, LogEntry? Head, string NextStep)
{
    /// <summary>How its rollout can go on, from when it got to its share; empty where nothing is rolled out.</summary>
    public IReadOnlyList<RolloutStep> Schedule { get; init; } = [];

    /// <summary>Why nobody can say where it stands; null where it is said.</summary>
    public ReleaseException? Error { get; init; }
}

/// <summary>Where all channels of an app stand. Of each log it reads the end alone.</summary>
/// <param name="store">The store of the app.</param>
/// <param name="app">Id of the app.</param>
/// <param name="channels">All channels, least stable first.</param>
public sealed class ChannelOverview(IStore store, string app, IReadOnlyList<string> channels)
{
    /// <summary>Section <c>promote</c>, whose freeze windows, kill switch and capacity hold steps up; null for none of them.</summary>
    public PromoteConfiguration? Configuration { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Reads them, least stable first. One whose log can't be read says so, and keeps no other from being read.</summary>
    public async Task<IReadOnlyList<ChannelView>> ReadAsync(CancellationToken cancellationToken)
    {
        var views = new List<ChannelView>();
        foreach (string channel in channels)
        {
            ChannelView? before = views.LastOrDefault();
            try
            {
                LogEntry? head = (await new ChannelLog(store, app, channel).HeadAsync(cancellationToken))?.Entry;
                (int largest, IReadOnlyList<RolloutStep> schedule) = await StepsAsync(channel, head, cancellationToken);
                string next = NextStep(channel, head?.Status, before, largest);
                bool moves = !next.StartsWith("nothing", StringComparison.Ordinal) && (head is not null || before is not null);
                string? held = moves ? await HeldAsync(channel, head?.Status, before, cancellationToken) : null;
                views.Add(new ChannelView(channel, head, held is null ? next : $"{held}; then {next}") { Schedule = schedule });
            }
            catch (ReleaseException e)
            {
                views.Add(new ChannelView(channel, null, "mend its log (docs/publish.md)") { Error = e });
            }
        }

        return views;
    }

    /// <summary>What is safe to do next on a channel.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="status">What it serves; null for nothing yet.</param>
    /// <param name="before">The channel before it; null for the first.</param>
    /// <param name="largest">The largest step that the update server can take, in percent.</param>
    public static string NextStep(string channel, ChannelStatus? status, ChannelView? before, int largest = 100)
    {
        string? waiting = before?.Head?.Status is { Halted: false } source && IsHigher(source.Current.Version, status?.Highest)
            ? $"promote {source.Current.Version} from {before.Channel}"
            : null;
        return status switch
        {
            null when before?.Error is not null => $"nothing: where {before.Channel} stands can't be read",
            null => waiting ?? (before is null ? $"publish a release on {channel}" : $"nothing: {before.Channel} has no release to promote"),
            { RolledBack: true } => waiting ?? $"promote a version higher than {status.Highest}",
            { Halted: true } =>
                $"find out why it was halted; then resume at {status.Current.Percent} % or less, "
                + $"{(status.Fallback is { } fallback ? $"roll back to {fallback.Version}, " : "")}or {waiting ?? "promote a fix"}",
            { IsComplete: false } when largest == 0 => "nothing: the update server can't take one percent more (promote.capacity)",
            { IsComplete: false } => $"widen to {RolloutPlanner.Next(status.Current.Percent, largest)} %, once its gates are open",
            _ => waiting ?? "nothing",
        };
    }

    // What holds up every step of a channel but a halt: by the rules of where its next release comes from.
    private async Task<string?> HeldAsync(string channel, ChannelStatus? status, ChannelView? before, CancellationToken cancellationToken)
    {
        if (Configuration is not { } configuration)
            return null;
        (string from, ChannelStatus? standing) = status is { IsComplete: false, RolledBack: false } || before is null
            ? (channel, status) : (before.Channel, before.Head?.Status);
        IReadOnlyList<GateKind> gates = configuration.Required(
            configuration.For(from, standing?.Current.Percent ?? 100), from != channel && channel == channels[^1]);
        if (gates.Contains(GateKind.KillSwitch) && await StoppedAsync(cancellationToken) is { } stopped)
            return stopped;
        return gates.Contains(GateKind.Freeze) && FreezeGate.Open(configuration.Freeze, Time.GetUtcNow()) is { } open
            ? $"wait until {open.Until} in {open.TimeZone}, as nothing but a halt passes during '{open.Name}'" : null;
    }

    private async Task<string?> StoppedAsync(CancellationToken cancellationToken)
    {
        try
        {
            KillSwitchFacts facts = await ReleaseIntegrity.ReadStopAsync(store, cancellationToken);
            return facts.Stop is { } stop
                ? $"remove {StorePaths.Stop}, with which {stop.Actor} stopped all moves but a halt ({stop.Reason.TrimEnd('.')})"
                : null;
        }
        catch (ReleaseException e)
        {
            return $"mend {StorePaths.Stop}, which stops all moves but a halt ({e.Message})";
        }
    }

    private async Task<(int Largest, IReadOnlyList<RolloutStep> Schedule)> StepsAsync(
        string channel, LogEntry? head, CancellationToken cancellationToken)
    {
        if (Configuration is not { } configuration || head is not { Status: { Halted: false, IsComplete: false } status })
            return (100, []);
        CapacityRule? rule = RolloutSchedule.Capacity(configuration, channel);
        // Without a rule any size will do.
        long size = rule is null ? 1 : FleetCapacity.Size(await new SealedReleases(store).ReadAsync(status.Current.Reference, cancellationToken));
        return (rule is null ? 100 : RolloutPlanner.LargestStep(rule, size), RolloutSchedule.Of(configuration, channel, size, status.Current.Percent));
    }

    private static bool IsHigher(string version, string? highest) =>
        SemanticVersion.TryParse(version)!.CompareTo(highest is null ? null : SemanticVersion.TryParse(highest)) > 0;
}
