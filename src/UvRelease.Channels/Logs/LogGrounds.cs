using System.Text.Json.Serialization;

namespace UvRelease.Channels.Logs;

/// <summary>Ways back from a release.</summary>
public enum RollbackMode
{
    /// <summary>Whoever lacks the halted release is offered the last one that reached everybody. Nobody goes back.</summary>
    [JsonStringEnumMemberName("fallback")]
    Fallback,

    /// <summary>A higher version takes the place of the halted one.</summary>
    [JsonStringEnumMemberName("fix-forward")]
    FixForward,

    /// <summary>An earlier version is offered to everybody; clients that opted in go back to it.</summary>
    [JsonStringEnumMemberName("downgrade")]
    Downgrade,
}

/// <summary>What let a move through: where its release came from, who agreed, which gates stood open.</summary>
/// <param name="From">Channel that the release came from; null where it was on the channel already.</param>
/// <param name="Mode">Way back; null where the move is none.</param>
/// <param name="Emergency">True where a channel was skipped, for which two people must agree.</param>
/// <param name="Approvers">
/// Accounts that approved the run, did not start it and did not publish the release, in ordinal order; empty where nobody was asked.
/// </param>
/// <param name="Gates">Gates that were required, in the order of the configuration, each passed or waived.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record LogGrounds(string? From, RollbackMode? Mode, bool Emergency, IReadOnlyList<string> Approvers, IReadOnlyList<LogGate> Gates);

/// <summary>A gate that a move went through.</summary>
/// <param name="Gate">Its name.</param>
/// <param name="Waiver">Who let the move past it; null where it passed.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record LogGate(string Gate, LogWaiver? Waiver);

/// <summary>A decision to go past a gate that did not pass.</summary>
/// <param name="Actor">Who decided.</param>
/// <param name="Reason">Why.</param>
/// <param name="Expires">Until when it holds (UTC).</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record LogWaiver(string Actor, string Reason, string Expires);
