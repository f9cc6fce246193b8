using UvRelease.Channels.Logs;

namespace UvRelease.Channels.Publishing;

/// <summary>How a publish ended.</summary>
public enum PublishEnding
{
    /// <summary>The release is on the channel, by this run.</summary>
    Published,

    /// <summary>It was there already; what was missing of state and feeds has been added.</summary>
    AlreadyDone,

    /// <summary>It was planned only.</summary>
    Planned,
}

/// <summary>What a publish did.</summary>
/// <param name="Ending">How it ended.</param>
/// <param name="Plan">The plan; null where the log had the wish fulfilled.</param>
/// <param name="Before">Newest log entry before; null for none.</param>
/// <param name="After">Newest log entry now; null where it was planned only and there is none.</param>
/// <param name="Convergence">What was done to state and feeds; null where it was planned only.</param>
/// <param name="FilesSent">Files that were sent.</param>
/// <param name="Conflicts">How often another publisher was faster.</param>
public sealed record PublishOutcome(
    PublishEnding Ending, PublishPlan? Plan, LogHead? Before, LogHead? After, ConvergenceReport? Convergence, int FilesSent, int Conflicts);
