using UvRelease.Channels.Gates.Capacity;
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
public sealed record ChannelView(string Channel, LogEntry? Head, string NextStep);

/// <summary>Where all channels of an app stand. Of each log it reads the end alone.</summary>
/// <param name="store">The store of the app.</param>
/// <param name="app">Id of the app.</param>
/// <param name="channels">All channels, least stable first.</param>
public sealed class ChannelOverview(IStore store, string app, IReadOnlyList<string> channels)
{
    /// <summary>What the update server can take; null where it is not said.</summary>
    public CapacityRule? Capacity { get; init; }

    /// <summary>Reads them, least stable first.</summary>
    /// <exception cref="ReleaseException">A log is not whole.</exception>
    public async Task<IReadOnlyList<ChannelView>> ReadAsync(CancellationToken cancellationToken)
    {
        var views = new List<ChannelView>();
        foreach (string channel in channels)
        {
            LogEntry? head = (await new ChannelLog(store, app, channel).HeadAsync(cancellationToken))?.Entry;
            int largest = await LargestAsync(channel, head, cancellationToken);
            views.Add(new ChannelView(channel, head, NextStep(channel, head?.Status, views.LastOrDefault(), largest)));
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
            null => waiting ?? (before is null ? $"publish a release on {channel}" : $"nothing: {before.Channel} has no release to promote"),
            { RolledBack: true } => waiting ?? $"promote a version higher than {status.Highest}",
            { Halted: true } =>
                $"find out why it was halted; then resume at {status.Current.Percent} % or less, "
                + $"roll back{(status.Fallback is { } fallback ? $" to {fallback.Version}" : "")}, or {waiting ?? "promote a fix"}",
            { IsComplete: false } when largest == 0 => "nothing: the update server can't take one percent more (promote.capacity)",
            { IsComplete: false } => $"widen to {RolloutPlanner.Next(status.Current.Percent, largest)} %, once its gates are open",
            _ => waiting ?? "nothing",
        };
    }

    // Clients of the last channel alone are configured.
    private async Task<int> LargestAsync(string channel, LogEntry? head, CancellationToken cancellationToken) =>
        Capacity is { } rule && channel == channels[^1] && head is { Status: { Halted: false, IsComplete: false } status }
            ? RolloutPlanner.LargestStep(rule, FleetCapacity.Size(await new SealedReleases(store).ReadAsync(status.Current.Reference, cancellationToken)))
            : 100;

    private static bool IsHigher(string version, string? highest) =>
        SemanticVersion.TryParse(version)!.CompareTo(highest is null ? null : SemanticVersion.TryParse(highest)) > 0;
}
