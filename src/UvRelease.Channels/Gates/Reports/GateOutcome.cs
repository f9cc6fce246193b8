using System.Text.Json.Serialization;

namespace UvRelease.Channels.Gates.Reports;

/// <summary>What became of a gate. Only the first and the last let a release go on.</summary>
public enum GateOutcome
{
    /// <summary>What must be true is.</summary>
    [JsonStringEnumMemberName("pass")]
    Pass,

    /// <summary>It is not.</summary>
    [JsonStringEnumMemberName("fail")]
    Fail,

    /// <summary>Nobody can say yet.</summary>
    [JsonStringEnumMemberName("inconclusive")]
    Inconclusive,

    /// <summary>It could not be looked at, or what was found can't be trusted.</summary>
    [JsonStringEnumMemberName("error")]
    Error,

    /// <summary>What showed it is too old, or a waiver has ended.</summary>
    [JsonStringEnumMemberName("expired")]
    Expired,

    /// <summary>Somebody who may took the responsibility.</summary>
    [JsonStringEnumMemberName("waived")]
    Waived,
}

/// <summary>The written words of outcomes.</summary>
public static class OutcomeWords
{
    private static readonly string[] Words = ["pass", "fail", "inconclusive", "error", "expired", "waived"];

    /// <summary>The word of an outcome.</summary>
    public static string Word(this GateOutcome outcome) => Words[(int)outcome];
}

/// <summary>What a gate found.</summary>
/// <param name="Outcome">In a word.</param>
/// <param name="Reason">In a sentence.</param>
/// <param name="Change">What would change it, in a sentence.</param>
public sealed record GateFinding(GateOutcome Outcome, string Reason, string Change)
{
    internal static GateFinding Pass(string reason, string change) => new(GateOutcome.Pass, reason, change);

    internal static GateFinding Fail(string reason, string change) => new(GateOutcome.Fail, reason, change);

    internal static GateFinding Inconclusive(string reason, string change) => new(GateOutcome.Inconclusive, reason, change);

    internal static GateFinding Error(string reason, string change) => new(GateOutcome.Error, reason, change);

    internal static GateFinding Expired(string reason, string change) => new(GateOutcome.Expired, reason, change);
}
