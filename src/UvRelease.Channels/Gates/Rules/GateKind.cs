using System.Text.Json.Serialization;

namespace UvRelease.Channels.Gates.Rules;

/// <summary>What is looked at before a release goes on.</summary>
public enum GateKind
{
    /// <summary>The release and its files are the sealed ones.</summary>
    [JsonStringEnumMemberName("integrity")]
    Integrity,

    /// <summary>Nobody has stopped all releases.</summary>
    [JsonStringEnumMemberName("kill-switch")]
    KillSwitch,

    /// <summary>Checks and statuses of the commit.</summary>
    [JsonStringEnumMemberName("checks")]
    Checks,

    /// <summary>Time on the wall and hours of use.</summary>
    [JsonStringEnumMemberName("bake")]
    Bake,

    /// <summary>Number of devices.</summary>
    [JsonStringEnumMemberName("sample")]
    Sample,

    /// <summary>Crashes.</summary>
    [JsonStringEnumMemberName("health")]
    Health,

    /// <summary>How many took the update, and how many failed to.</summary>
    [JsonStringEnumMemberName("adoption")]
    Adoption,

    /// <summary>Open issues that stop a release.</summary>
    [JsonStringEnumMemberName("blockers")]
    Blockers,

    /// <summary>The readiness document.</summary>
    [JsonStringEnumMemberName("readiness")]
    Readiness,

    /// <summary>The regression report.</summary>
    [JsonStringEnumMemberName("regression")]
    Regression,

    /// <summary>Measurements and their budgets.</summary>
    [JsonStringEnumMemberName("benchmarks")]
    Benchmarks,

    /// <summary>Times at which nothing changes.</summary>
    [JsonStringEnumMemberName("freeze")]
    Freeze,

    /// <summary>Reviewers of the run.</summary>
    [JsonStringEnumMemberName("sign-off")]
    SignOff,
}

/// <summary>The written words of gates.</summary>
public static class GateWords
{
    private static readonly string[] Words =
    [
        "integrity", "kill-switch", "checks", "bake", "sample", "health", "adoption", "blockers", "readiness", "regression", "benchmarks", "freeze", "sign-off",
    ];

    /// <summary>All words, in the order in which gates are reported.</summary>
    public static IReadOnlyList<string> All => Words;

    /// <summary>The word of a gate.</summary>
    public static string Word(this GateKind kind) => Words[(int)kind];

    /// <summary>The gate of a word; null when it is none.</summary>
    public static GateKind? Kind(string word) => Array.IndexOf(Words, word) is >= 0 and var index ? (GateKind)index : null;

    /// <summary>True for gates that nobody may waive: what they protect can't be made good afterwards.</summary>
    public static bool IsFinal(this GateKind kind) => kind is GateKind.Integrity or GateKind.KillSwitch or GateKind.SignOff;
}
