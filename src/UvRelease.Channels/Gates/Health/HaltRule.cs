using System.Globalization;
using UvRelease.Channels.Gates.Rules;

namespace UvRelease.Channels.Gates.Health;

/// <summary>Whether a release must stop.</summary>
/// <param name="Halt">True stops it.</param>
/// <param name="Page">True wakes somebody.</param>
/// <param name="Evidence">Value of the e-process; null where there is nothing to compare with.</param>
/// <param name="Reason">A sentence.</param>
public sealed record HaltJudgement(bool Halt, bool Page, double? Evidence, string Reason);

/// <summary>
/// Decides at any time, as often as somebody looks, whether a release must stop: by what it does alone (start-up crashes, a crash rate that is surely
/// too high),
/// and beside the release before it on the same channel in the same hours.
/// </summary>
public static class HaltRule
{
    /// <summary>Judges a release.</summary>
    /// <param name="rule">What is allowed.</param>
    /// <param name="current">The release.</param>
    /// <param name="previous">The one before; null where there is none.</param>
    public static HaltJudgement Judge(HealthRule rule, ReleaseHealth current, ReleaseHealth? previous)
    {
        double? evidence = previous is null ? null : Evidence(rule, current, previous);
        if (rule.StartupCrashes is { } most && current.StartupCrashedDevices > most)
            return new(true, true, evidence, $"{Number(current.StartupCrashedDevices)} devices crashed while {current.Version} started, and {most} may.");
        double least = BinomialBounds.ClopperPearsonLower(current.CrashedDevices, current.Devices, HealthRule.StopConfidence);
        if (least > rule.CrashRate)
        {
            return new(true, true, evidence, $"At least {Percent(least)} of devices crash with {current.Version} (99 % confidence; {Seen(current)}), and "
                + $"{Percent(rule.CrashRate)} may.");
        }

        return evidence >= HealthRule.HaltEvidence
            ? new(true, evidence >= HealthRule.PageEvidence, evidence,
                $"{current.Version} crashes more than {previous!.Version}: the evidence is {evidence:0.#}, and {HealthRule.HaltEvidence} stops a release.")
            : new(false, false, evidence, $"Nothing says that {current.Version} must stop ({Seen(current)}).");
    }

    /// <summary>A share for people, with two digits that say something.</summary>
    public static string Percent(double share)
    {
        double percent = share * 100;
        string digits = percent is 0 or >= 10 ? "0.#" : percent >= 1 ? "0.0#" : "0.0##";
        return percent.ToString(digits, CultureInfo.InvariantCulture) + " %";
    }

    /// <summary>Counts for people.</summary>
    public static string Seen(ReleaseHealth release) => $"{Number(release.CrashedDevices)} of {Number(release.Devices)} devices";

    /// <summary>A number for people.</summary>
    public static string Number(long? number) => number?.ToString("#,0", CultureInfo.InvariantCulture) ?? "no";

    // Intervals of the same hours alone: a bad hour of the network is then in both.
    private static double? Evidence(HealthRule rule, ReleaseHealth current, ReleaseHealth previous)
    {
        var process = new EProcess(rule.HaltMargin);
        var before = previous.Intervals.ToDictionary(interval => (interval.From, interval.Until));
        int pairs = 0;
        foreach (HealthInterval treated in current.Intervals)
        {
            if (!before.TryGetValue((treated.From, treated.Until), out HealthInterval? control))
                continue;
            process.Observe(treated.CrashedDevices, treated.Devices, control.CrashedDevices, control.Devices);
            pairs++;
        }

        return pairs > 0 ? process.Value : null;
    }
}
