using UvRelease.Regression.Windows;
using UvRelease.Releases.Configuration;
using UvRelease.Releases.Evidence;
using UvRelease.Releases.Yaml;

namespace UvRelease.Regression.Matrices;

/// <summary>Something that is tried.</summary>
public sealed record MatrixScenario
{
    private const int MostRetries = 5;

    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>In words.</summary>
    public required string Summary { get; init; }

    /// <summary>What kind it is.</summary>
    public required ScenarioCategory Category { get; init; }

    /// <summary>Profiles that it belongs to.</summary>
    public required IReadOnlyList<string> Profiles { get; init; }

    /// <summary>Parts of the app that it covers.</summary>
    public required IReadOnlyList<string> Subsystems { get; init; }

    /// <summary>Acceptance scenarios that it covers.</summary>
    public required IReadOnlyList<string> Acceptance { get; init; }

    /// <summary>Machines that it runs on; empty for all of its profiles.</summary>
    public required IReadOnlyList<string> Devices { get; init; }

    /// <summary>Program and arguments; no shell.</summary>
    public required IReadOnlyList<string> Run { get; init; }

    /// <summary>How long one attempt may take.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>How often it is tried again; passed only then, it is flaky.</summary>
    public required int Retries { get; init; }

    /// <summary>Numbers that it measures, and what they may be.</summary>
    public required IReadOnlyList<NumberWindow> Numbers { get; init; }

    /// <summary>Pictures that it draws, and what they must look like.</summary>
    public required IReadOnlyList<SnapshotWindow> Snapshots { get; init; }

    /// <summary>True where it runs on a machine.</summary>
    /// <param name="device">Id of the machine; null where the profile names none.</param>
    public bool RunsOn(string? device) => Devices.Count == 0 || (device is not null && Devices.Contains(device, StringComparer.Ordinal));

    internal static MatrixScenario Read(YamlMapping at)
    {
        string category = at.OneOf("category", ScenarioWords.Categories) ?? throw at.Wrong("lacks the key 'category'. Add it: contract, runtime or chaos.");
        var scenario = new MatrixScenario
        {
            Id = at.RequiredText("id", SettingForms.Id),
            Summary = at.Summary(),
            Category = (ScenarioCategory)ScenarioWords.Categories.TakeWhile(word => word != category).Count(),
            Profiles = at.Ids("profiles"),
            Subsystems = at.Ids("subsystems"),
            Acceptance = at.Ids("acceptance"),
            Devices = at.Ids("devices"),
            Run = at.Command(),
            Timeout = at.Timeout(),
            Retries = at.Number("retries", 0, MostRetries) ?? 0,
            Numbers = [.. (at.Mappings("numbers") ?? []).Select(NumberWindow.Read)],
            Snapshots = [.. (at.Mappings("snapshots") ?? []).Select(SnapshotWindow.Read)],
        };
        at.End();
        return scenario;
    }
}
