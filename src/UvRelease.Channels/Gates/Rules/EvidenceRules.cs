using UvRelease.Releases.Configuration;
using UvRelease.Releases.Yaml;

namespace UvRelease.Channels.Gates.Rules;

/// <summary>Where counts of crashes come from.</summary>
/// <param name="Source"><c>sentry</c>, <c>crashes</c> (counts of an own intake) or <c>file</c>.</param>
/// <param name="Path">The document; null for others.</param>
/// <param name="Sentry">What Sentry is asked; null for others.</param>
public sealed record HealthSourceRule(string Source, string? Path, SentryRule? Sentry)
{
    /// <summary>Address of an own intake's store, which is counted anew each time; null for others.</summary>
    public string? Store { get; init; }

    private static readonly string[] Sources = ["sentry", "crashes", "file"];

    /// <summary>Reads <c>promote.health</c>; null where the section is absent.</summary>
    internal static HealthSourceRule? Read(YamlMapping at)
    {
        if (at.Entries.Count == 0)
            return null;
        string source = at.OneOf("source", Sources) ?? throw at.Wrong("lacks the key 'source'. Add it: sentry, crashes or file.");
        string? store = source == "crashes" ? at.Text("store") : null;
        HealthSourceRule rule = source == "sentry" ? new(source, null, SentryRule.Read(at))
            : store is not null ? new(source, null, null) { Store = store }
            : new(source, at.RequiredText("path", SettingForms.Path), null);
        at.End();
        return rule;
    }
}

/// <summary>What Sentry is asked.</summary>
/// <param name="Url">Where it is.</param>
/// <param name="Organization">Slug of the organization.</param>
/// <param name="Project">Number of the project.</param>
/// <param name="Environment">Environment of a channel, with <c>{channel}</c> in place of its name.</param>
/// <param name="Release">Name of a release, with <c>{version}</c>.</param>
public sealed record SentryRule(string Url, string Organization, int Project, string Environment, string Release)
{
    /// <summary>Reads it out of <c>promote.health</c>.</summary>
    internal static SentryRule Read(YamlMapping at)
    {
        string? Holds(string text, string word) =>
            text.Contains(word, StringComparison.Ordinal) ? SettingForms.Label(text) : $"must hold {word}, in place of which the value comes.";
        return new SentryRule(
            at.Text("url", SettingForms.WebAddress) ?? "https://sentry.io",
            at.RequiredText("organization", RuleForms.Login),
            at.Number("project", 1, int.MaxValue) ?? throw at.Wrong("lacks the key 'project': the number of the project at Sentry. Add it."),
            at.Text("environment", text => Holds(text, "{channel}")) ?? "{channel}",
            at.RequiredText("release", text => Holds(text, "{version}")));
    }
}

/// <summary>The regression report that is wanted.</summary>
/// <param name="Profile">Its profile.</param>
/// <param name="Chaos">Least number of scenarios with failures on purpose.</param>
/// <param name="Flaky">Scenarios that may have passed only when they were tried again.</param>
public sealed record RegressionRule(string Profile, int Chaos, IReadOnlyList<string> Flaky)
{
    /// <summary>Reads <c>promote.regression</c>; null where the section is absent.</summary>
    internal static RegressionRule? Read(YamlMapping at)
    {
        if (at.Entries.Count == 0)
            return null;
        var rule = new RegressionRule(at.RequiredText("profile", SettingForms.Id), at.Number("chaos", 0, 1000) ?? 0, at.Texts("flaky", SettingForms.Id) ?? []);
        at.End();
        return rule;
    }
}

/// <summary>A measurement and what it may be.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Unit">Its unit, which the measurement must have too.</param>
/// <param name="Most">Greatest value.</param>
/// <param name="Tolerance">How much more is put down to chance, as a share of the budget: measured again, it must be within the budget.</param>
public sealed record BenchmarkBudget(string Id, string Unit, int Most, double Tolerance)
{
    /// <summary>Reads an entry of <c>promote.benchmarks</c>.</summary>
    internal static BenchmarkBudget Read(YamlMapping at)
    {
        var budget = new BenchmarkBudget(
            at.RequiredText("id", SettingForms.Id),
            at.RequiredText("unit", SettingForms.Label),
            at.Number("most", 0, int.MaxValue) ?? throw at.Wrong("lacks the key 'most': the greatest value. Add it."),
            RuleForms.Share(at, "tolerance") ?? 0);
        at.End();
        return budget;
    }
}

/// <summary>What the update server can take.</summary>
/// <param name="Clients">Clients of the last channel.</param>
/// <param name="Megabits">Bandwidth in megabits per second.</param>
/// <param name="PollHours">How often a client asks for updates.</param>
/// <param name="Refuses">True refuses a step that is too large; else it is a warning.</param>
public sealed record CapacityRule(int Clients, int Megabits, int PollHours, bool Refuses)
{
    /// <summary>Reads <c>promote.capacity</c>; null where the section is absent.</summary>
    internal static CapacityRule? Read(YamlMapping at)
    {
        if (at.Entries.Count == 0)
            return null;
        int Needed(string key, int most) => at.Number(key, 1, most) ?? throw at.Wrong($"lacks the key '{key}'. Add it.");
        var rule = new CapacityRule(
            Needed("clients", int.MaxValue), Needed("megabits-per-second", int.MaxValue), at.Number("poll-hours", 1, 168) ?? 6,
            at.OneOf("above", ["warn", "refuse"]) == "refuse");
        at.End();
        return rule;
    }
}
