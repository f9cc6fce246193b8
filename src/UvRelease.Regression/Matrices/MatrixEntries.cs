using UvRelease.Releases.Configuration;
using UvRelease.Releases.Json;
using UvRelease.Releases.Yaml;

namespace UvRelease.Regression.Matrices;

/// <summary>A part of the app, or data that scenarios start from.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Summary">In words.</param>
public sealed record MatrixEntry(string Id, string Summary)
{
    internal static MatrixEntry Read(YamlMapping at)
    {
        var entry = new MatrixEntry(at.RequiredText("id", SettingForms.Id), at.Summary());
        at.End();
        return entry;
    }
}

/// <summary>Scenarios that are run together.</summary>
/// <param name="Id">Its id, such as fast or full.</param>
/// <param name="Summary">In words.</param>
/// <param name="Subsystems">Parts of the app that its scenarios must cover.</param>
/// <param name="Chaos">Least number of scenarios in which something fails on purpose.</param>
public sealed record MatrixProfile(string Id, string Summary, IReadOnlyList<string> Subsystems, int Chaos)
{
    internal static MatrixProfile Read(YamlMapping at)
    {
        var profile = new MatrixProfile(
            at.RequiredText("id", SettingForms.Id),
            at.Summary(),
            at.Ids("subsystems"),
            at.Number("chaos", 0, 1000) ?? throw at.Wrong("lacks the key 'chaos': the least number of scenarios of that category. Add it; 0 is allowed."));
        at.End();
        return profile;
    }
}

/// <summary>Something that users must be able to do.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Summary">In words.</param>
/// <param name="Capability">What of the app it is about.</param>
/// <param name="Profiles">Profiles that must cover it.</param>
/// <param name="Fixtures">Data that it starts from.</param>
public sealed record AcceptanceScenario(string Id, string Summary, string Capability, IReadOnlyList<string> Profiles, IReadOnlyList<string> Fixtures)
{
    internal static AcceptanceScenario Read(YamlMapping at)
    {
        var scenario = new AcceptanceScenario(
            at.RequiredText("id", SettingForms.Id), at.Summary(), at.RequiredText("capability", SettingForms.Id), at.Ids("profiles"), at.Ids("fixtures"));
        at.End();
        return scenario;
    }
}

/// <summary>A machine that scenarios must have run on.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Os">Its system.</param>
/// <param name="Arch">Its processor.</param>
/// <param name="Driver">What draws there: a label of GPU and driver, handed to scenarios as UV_DRIVER.</param>
/// <param name="Profiles">Profiles that must have run on it.</param>
public sealed record MatrixDevice(string Id, string Os, string Arch, string Driver, IReadOnlyList<string> Profiles)
{
    internal static MatrixDevice Read(YamlMapping at)
    {
        var device = new MatrixDevice(
            at.RequiredText("id", SettingForms.Id),
            at.OneOf("os", ["linux", "win", "mac"]) ?? throw at.Wrong("lacks the key 'os'. Add it: linux, win or mac."),
            at.OneOf("arch", ["x64", "arm64"]) ?? throw at.Wrong("lacks the key 'arch'. Add it: x64 or arm64."),
            at.RequiredText("driver", SettingForms.Label),
            at.Ids("profiles"));
        at.End();
        return device;
    }
}

/// <summary>Something that is run before the scenarios.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Profiles">Profiles that need it.</param>
/// <param name="Run">Program and arguments; no shell.</param>
/// <param name="Timeout">How long it may take.</param>
public sealed record SetupStep(string Id, IReadOnlyList<string> Profiles, IReadOnlyList<string> Run, TimeSpan Timeout)
{
    internal static SetupStep Read(YamlMapping at)
    {
        var step = new SetupStep(at.RequiredText("id", SettingForms.Id), at.Ids("profiles"), at.Command(), at.Timeout());
        at.End();
        return step;
    }
}

/// <summary>Keys that several entries have.</summary>
internal static class MatrixKeys
{
    private const int LongestTimeout = 6 * 3600;

    public static string Summary(this YamlMapping at) => at.RequiredText("summary", DocumentForms.Line);

    /// <summary>A list of ids that may be left out.</summary>
    public static IReadOnlyList<string> Ids(this YamlMapping at, string key) => at.Texts(key, SettingForms.Id) ?? [];

    /// <summary>Program and arguments, as a list: a line for a shell is refused, for there is none.</summary>
    public static IReadOnlyList<string> Command(this YamlMapping at) =>
        at.AllTexts("run", text => text.Contains('\0', StringComparison.Ordinal) ? "holds a NUL character, which no program can be given." : null) switch
        {
            null => throw at.Wrong("lacks the key 'run': the program and its arguments, as a list. No shell reads it."),
            [] => throw at.Wrong("has a 'run' without a program. Name it."),
            var command => command,
        };

    public static TimeSpan Timeout(this YamlMapping at) => TimeSpan.FromSeconds(at.Number("timeout-seconds", 1, LongestTimeout)
        ?? throw at.Wrong("lacks the key 'timeout-seconds': how long it may take. Add it."));
}
