using UvRelease.Releases;
using UvRelease.Releases.Yaml;

namespace UvRelease.Channels.Gates.Rules;

/// <summary>How long a release stays before it goes on.</summary>
/// <param name="Time">Time on the wall.</param>
/// <param name="DeviceHours">Hours of use of all devices together.</param>
/// <param name="WeekdayPeak">True wants the working hours of one weekday (9 to 17 in <see cref="PromoteConfiguration.TimeZone"/>) to be in that time.</param>
public sealed record BakeRule(TimeSpan Time, long DeviceHours, bool WeekdayPeak);

/// <summary>How many devices must have taken the update.</summary>
/// <param name="Share">Least share of the devices that are offered it, 0 to 1.</param>
/// <param name="UpdateFailures">Greatest share of updates that may fail, 0 to 1; null for any.</param>
public sealed record AdoptionRule(double Share, double? UpdateFailures);

/// <summary>What must be true before a release leaves a channel for the next one, or a share of its clients for a greater one.</summary>
/// <param name="From">The channel.</param>
/// <param name="Share">Least share of clients, in percent, at which these rules hold.</param>
/// <param name="Gates">Gates that must pass, each once; null for the usual ones.</param>
/// <param name="Bake">How long it stays.</param>
/// <param name="Devices">Least number of devices.</param>
/// <param name="Health">Its crashes.</param>
/// <param name="Adoption">Its updates.</param>
public sealed record TransitionRules(
    string From, int Share, IReadOnlyList<GateKind>? Gates, BakeRule Bake, int Devices, HealthRule Health, AdoptionRule Adoption)
{
    /// <summary>True where freeze windows do not hold it up.</summary>
    public bool IgnoresFreeze { get; init; }

    /// <summary>Reads an entry of <c>promote.transitions</c>; what it does not say is that of its stage.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>, with line and column.</exception>
    internal static TransitionRules Read(YamlMapping at, IReadOnlyList<string> channels)
    {
        string from = at.OneOf("from", [.. channels]) ?? throw at.Wrong("lacks the key 'from': the channel that is left. Add it.");
        int share = at.Number("share", 0, 99) ?? 0;
        TransitionRules stage = StageDefaults.Of(from, share, channels);
        YamlMapping bake = at.Mapping("bake"), health = at.Mapping("health"), adoption = at.Mapping("adoption");
        var rules = new TransitionRules(
            from,
            share,
            ReadGates(at),
            new BakeRule(
                Hours(bake, "hours", stage.Bake.Time), bake.Number("device-hours", 0, 1_000_000_000) ?? stage.Bake.DeviceHours,
                bake.Flag("weekday-peak") ?? stage.Bake.WeekdayPeak),
            at.Number("devices", 1, 1_000_000_000) ?? stage.Devices,
            new HealthRule(
                RuleForms.Share(health, "crash-rate") ?? stage.Health.CrashRate,
                RuleForms.IsAny(health, "startup-crashes") ? null : health.Number("startup-crashes", 0, 1_000_000) ?? stage.Health.StartupCrashes,
                RuleForms.IsAny(health, "risk-margin") ? null : RuleForms.Margin(health, "risk-margin") ?? stage.Health.RiskMargin,
                RuleForms.Margin(health, "halt-margin") ?? stage.Health.HaltMargin,
                Hours(health, "longest-wait-hours", stage.Health.LongestWait),
                Hours(health, "fresh-hours", stage.Health.Freshness)),
            new AdoptionRule(
                RuleForms.Share(adoption, "share") ?? stage.Adoption.Share,
                RuleForms.IsAny(adoption, "update-failures") ? null : RuleForms.Share(adoption, "update-failures") ?? stage.Adoption.UpdateFailures))
        {
            IgnoresFreeze = at.Flag("freeze") is false,
        };
        if (rules.IgnoresFreeze && rules.Gates?.Contains(GateKind.Freeze) == true)
            throw at.Required("freeze").Wrong("is false, and 'gates' names freeze. Remove one.");
        Array.ForEach([bake, health, adoption, at], mapping => mapping.End());
        return rules;
    }

    private static TimeSpan Hours(YamlMapping at, string key, TimeSpan usual) =>
        at.Number(key, 1, 24 * 365) is { } hours ? TimeSpan.FromHours(hours) : usual;

    private static GateKind[]? ReadGates(YamlMapping at)
    {
        IReadOnlyList<string>? words = at.Texts("gates", RuleForms.Gate, most: 20);
        return words is { Count: 0 }
            ? throw at.Required("gates").Wrong("names no gate. Name at least one, or remove the key.")
            : words?.Select(word => GateWords.Kind(word)!.Value).ToArray();
    }
}
