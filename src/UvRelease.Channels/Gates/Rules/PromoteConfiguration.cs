using UvRelease.Releases;
using UvRelease.Releases.Configuration;
using UvRelease.Releases.Json;
using UvRelease.Releases.Yaml;

namespace UvRelease.Channels.Gates.Rules;

/// <summary>Section <c>promote</c> of the configuration file: what must be true before a release goes on.</summary>
public sealed record PromoteConfiguration
{
    /// <summary>All channels, least stable first; from section <c>changelog</c>.</summary>
    public required IReadOnlyList<string> Channels { get; init; }

    /// <summary>Rules of transitions that differ from those of their stage.</summary>
    public IReadOnlyList<TransitionRules> Transitions { get; init; } = [];

    /// <summary>Checks that the commit must have passed.</summary>
    public IReadOnlyList<RequiredCheck> Checks { get; init; } = [];

    /// <summary>Labels of issues that stop a release.</summary>
    public IReadOnlyList<string> Blockers { get; init; } = ["release-blocker"];

    /// <summary>Times at which nothing changes.</summary>
    public IReadOnlyList<FreezeWindow> Freeze { get; init; } = [];

    /// <summary>Who must approve.</summary>
    public SignOffRule SignOff { get; init; } = new(null, 1);

    /// <summary>Who may waive gates.</summary>
    public WaiverRule Waivers { get; init; } = new([], TimeSpan.FromDays(14));

    /// <summary>Where counts of crashes come from; null where nobody counts.</summary>
    public HealthSourceRule? Health { get; init; }

    /// <summary>The regression report that is wanted; null for none.</summary>
    public RegressionRule? Regression { get; init; }

    /// <summary>Budgets of measurements.</summary>
    public IReadOnlyList<BenchmarkBudget> Benchmarks { get; init; } = [];

    /// <summary>Zone of working hours.</summary>
    public string TimeZone { get; init; } = "UTC";

    /// <summary>What the update server can take; null where it is not said.</summary>
    public CapacityRule? Capacity { get; init; }

    /// <summary>Channels that change only when somebody approves it who did not start the run; null for the last one.</summary>
    public IReadOnlyList<string>? Reviewed { get; init; }

    /// <summary>Lowest version whose app takes downgrades, and which a downgrade may offer; null where none does.</summary>
    public string? DowngradeFloor { get; init; }

    /// <summary>Rules for leaving a channel at a share.</summary>
    public TransitionRules For(string from, int share) =>
        Transitions.Where(rules => rules.From == from && rules.Share <= share).MaxBy(rules => rules.Share) ?? StageDefaults.Of(from, share, Channels);

    /// <summary>
    /// Gates that must pass: those that the rules name, or the usual ones; integrity and the kill switch always, and freeze windows where there are any and
    /// the rules do not say that they ignore them. In the order of <see cref="GateKind"/>.
    /// </summary>
    public IReadOnlyList<GateKind> Required(TransitionRules rules, bool intoLast)
    {
        List<GateKind> gates = [.. rules.Gates ?? [GateKind.Checks, GateKind.Bake, GateKind.Sample, GateKind.Health, GateKind.Blockers]];
        if (rules.Gates is null)
        {
            (bool Wanted, GateKind Kind)[] configured =
            [
                (Benchmarks.Count > 0, GateKind.Benchmarks), (Regression is not null, GateKind.Regression),
                (intoLast || SignOff.Environment is not null, GateKind.SignOff),
            ];
            gates.AddRange(configured.Where(gate => gate.Wanted).Select(gate => gate.Kind));
        }

        if (Freeze.Count > 0 && !rules.IgnoresFreeze)
            gates.Add(GateKind.Freeze);
        return [.. gates.Union([GateKind.Integrity, GateKind.KillSwitch]).Order()];
    }

    /// <summary>Reads the section.</summary>
    /// <param name="section">The section.</param>
    /// <param name="channels">All channels (<see cref="ReleaseNaming.Channels"/>).</param>
    /// <exception cref="ReleaseException">
    /// <see cref="Fault.Input"/>, with line and column: an unknown key, gate or channel, something twice, or a value of the wrong type or out of its bounds.
    /// </exception>
    public static PromoteConfiguration Read(YamlMapping section, IReadOnlyList<string> channels)
    {
        var usual = new PromoteConfiguration { Channels = channels };
        IReadOnlyList<YamlMapping> transitions = section.Mappings("transitions") ?? [], checks = section.Mappings("checks") ?? [];
        IReadOnlyList<YamlMapping> benchmarks = section.Mappings("benchmarks") ?? [];
        var configuration = new PromoteConfiguration
        {
            Channels = channels,
            Transitions = Once(transitions, at => TransitionRules.Read(at, channels), rules => (rules.From, rules.Share),
                "the rules of this channel and share"),
            Checks = Once(checks, RequiredCheck.Read, check => check, "this check"),
            Blockers = section.Texts("blockers", SettingForms.Label, most: 20) ?? usual.Blockers,
            Freeze = Once(section.Mappings("freeze") ?? [], FreezeWindow.Read, window => window.Name, "a window of this name"),
            SignOff = SignOffRule.Read(section.Mapping("sign-off"), usual.SignOff),
            Waivers = WaiverRule.Read(section.Mapping("waivers"), usual.Waivers),
            Health = HealthSourceRule.Read(section.Mapping("health")),
            Regression = RegressionRule.Read(section.Mapping("regression")),
            Benchmarks = Once(benchmarks, BenchmarkBudget.Read, budget => budget.Id, "the budget of this measurement"),
            TimeZone = section.Text("time-zone", RuleForms.TimeZone) ?? usual.TimeZone,
            Capacity = CapacityRule.Read(section.Mapping("capacity")),
            Reviewed = section.Texts(
                "reviewed", text => channels.Contains(text, StringComparer.Ordinal) ? null : $"must be one of {string.Join(", ", channels)}.", most: 20),
            DowngradeFloor = section.Text("downgrade-floor", DocumentForms.Version),
        };
        section.End();
        return configuration;
    }

    private static List<T> Once<T, TKey>(IReadOnlyList<YamlMapping> entries, Func<YamlMapping, T> read, Func<T, TKey> key, string what)
    {
        var all = new List<T>(entries.Count);
        foreach (YamlMapping entry in entries)
        {
            T one = read(entry);
            if (all.Exists(other => Equals(key(other), key(one))))
                throw entry.Wrong($"says {what} a second time. Remove one.");
            all.Add(one);
        }

        return all;
    }
}
