using System.Globalization;
using UvRelease.Channels.Gates.Rules;

namespace UvRelease.Channels.Gates.Health;

/// <summary>The counts that a release was judged by.</summary>
/// <param name="Counts">Those of its channel.</param>
/// <param name="Current">Those of the release.</param>
/// <param name="Previous">Those of the one before; null where nobody counts it.</param>
/// <param name="Rule">What is allowed.</param>
public sealed record JudgedHealth(ChannelHealth Counts, ReleaseHealth Current, ReleaseHealth? Previous, HealthRule Rule)
{
    /// <summary>Both, the release first.</summary>
    public IReadOnlyList<ReleaseHealth> Releases => Previous is null ? [Current] : [Current, Previous];

    /// <summary>Takes the counts of a release; null where there are none, or no device.</summary>
    public static JudgedHealth? Of(ChannelHealth? counts, string version, string? previous, HealthRule rule) =>
        counts?.Of(version) is { Devices: > 0 } current && HealthDocument.Problem(counts) is null
            ? new JudgedHealth(counts, current, counts.Of(previous) is { Devices: > 0 } before ? before : null, rule)
            : null;
}

/// <summary>Share of devices that did not crash, 0 to 1, and where it lies with the confidence that promotes, each bound by itself (Clopper-Pearson).</summary>
/// <param name="Share">What was seen.</param>
/// <param name="Lower">The lower bound: the gate passes when it is not below what is allowed.</param>
/// <param name="Upper">The upper bound.</param>
public sealed record CrashFreeShare(double Share, double Lower, double Upper)
{
    /// <summary>That of at least one device.</summary>
    public static CrashFreeShare Of(long crashed, long devices) => new(
        1 - ((double)crashed / devices),
        1 - BinomialBounds.ClopperPearsonUpper(crashed, devices, HealthRule.PromoteConfidence),
        1 - BinomialBounds.ClopperPearsonLower(crashed, devices, HealthRule.PromoteConfidence));

    /// <summary>A share for people, so that 99.95 % does not read as all.</summary>
    public static string Percent(double share) => (share * 100).ToString("0.###", CultureInfo.InvariantCulture) + " %";
}
