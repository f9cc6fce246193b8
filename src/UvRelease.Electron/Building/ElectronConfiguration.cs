using UvRelease.Releases;
using UvRelease.Releases.Configuration;
using UvRelease.Releases.Artifacts;
using UvRelease.Releases.Yaml;

namespace UvRelease.Electron.Building;

/// <summary>Section <c>electron</c> of the configuration file: what build-electron makes of the app.</summary>
public sealed record ElectronConfiguration
{
    private const int MostTargets = 10;

    /// <summary>Targets of each platform, by electron-builder's names.</summary>
    public IReadOnlyDictionary<ReleasePlatform, IReadOnlyList<string>> Targets { get; init; } = new Dictionary<ReleasePlatform, IReadOnlyList<string>>
    {
        [ReleasePlatform.Linux] = ["AppImage"],
        [ReleasePlatform.Win] = ["nsis"],
        [ReleasePlatform.Mac] = ["dir", "zip"],
    };

    /// <summary>Processors of each platform.</summary>
    public IReadOnlyDictionary<ReleasePlatform, IReadOnlyList<string>> Arches { get; init; } = new Dictionary<ReleasePlatform, IReadOnlyList<string>>
    {
        [ReleasePlatform.Linux] = ["x64"],
        [ReleasePlatform.Win] = ["x64"],
        [ReleasePlatform.Mac] = ["x64", "arm64"],
    };

    /// <summary>Address that clients poll for updates; null gives the app none.</summary>
    public string? FeedUrl { get; init; }

    /// <summary>Channel that the app follows; null for electron-updater's default.</summary>
    public string? Channel { get; init; }

    /// <summary>What becomes of source maps: refuse, move or keep.</summary>
    public string SourceMaps { get; init; } = "refuse";

    /// <summary>Patterns for paths from the app's resources, of programs that may be for other systems.</summary>
    public IReadOnlyList<string> OtherPrograms { get; init; } = [];

    /// <summary>Reads the section.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>, with line and column: an unknown key, or a value of the wrong type or out of its
    /// bounds.</exception>
    public static ElectronConfiguration Read(YamlMapping section)
    {
        var defaults = new ElectronConfiguration();
        var configuration = new ElectronConfiguration
        {
            Targets = Read(section.Mapping("targets"), defaults.Targets),
            Arches = Read(section.Mapping("arches"), defaults.Arches),
            FeedUrl = section.Text("feed-url", SettingForms.WebAddress),
            Channel = section.Text("channel", SettingForms.Channel),
            OtherPrograms = section.Texts("other-programs", SettingForms.Path, most: 100) ?? [],
            SourceMaps = section.OneOf("source-maps", ["refuse", "move", "keep"]) ?? defaults.SourceMaps,
        };
        section.End();
        return configuration;
    }

    private static Dictionary<ReleasePlatform,
        IReadOnlyList<string>> Read(YamlMapping section, IReadOnlyDictionary<ReleasePlatform, IReadOnlyList<string>> defaults)
    {
        var read = new Dictionary<ReleasePlatform, IReadOnlyList<string>>();
        foreach ((ReleasePlatform platform, IReadOnlyList<string> names) in defaults)
            read[platform] = section.Texts(platform.Word(), SettingForms.Label, MostTargets) ?? names;
        section.End();
        return read;
    }
}
