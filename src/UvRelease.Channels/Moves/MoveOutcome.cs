using UvRelease.Channels.Logs;

namespace UvRelease.Channels.Moves;

/// <summary>How a move came out.</summary>
public enum MoveResult
{
    /// <summary>Its entry is in the log, by this run.</summary>
    Committed,

    /// <summary>It was done already; what was missing of state and feeds has been added.</summary>
    AlreadyDone,

    /// <summary>It was planned only.</summary>
    Planned,
}

/// <summary>What a move did.</summary>
/// <param name="Result">How it came out.</param>
/// <param name="Plan">The plan; null where the log had the wish fulfilled.</param>
/// <param name="Before">Newest log entry before; null for none.</param>
/// <param name="After">Newest log entry now; null where it was planned only and there is none.</param>
/// <param name="Convergence">What was done to state and feeds; null where it was planned only.</param>
/// <param name="Conflicts">How often another writer was faster.</param>
public sealed record MoveOutcome(MoveResult Result, MovePlan? Plan, LogHead? Before, LogHead? After, ConvergenceReport? Convergence, int Conflicts);
