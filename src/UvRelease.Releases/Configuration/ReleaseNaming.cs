using UvRelease.Releases.Yaml;

namespace UvRelease.Releases.Configuration;

/// <summary>Names that several rooms decide by. They are in section <c>changelog</c> of the configuration file.</summary>
public sealed record ReleaseNaming
{
    /// <summary>Channels, least stable first.</summary>
    public IReadOnlyList<string> Channels { get; init; } = ["canary", "beta", "stable"];

    /// <summary>
    /// What version tags look like: text with one <c>*</c> in place of the version, such as <c>v*</c> or <c>desktop-v*</c>; null for the step's
    /// default.
    /// </summary>
    public string? TagPattern { get; init; }

    /// <summary>Reads them out of section <c>changelog</c>, whose other keys are read elsewhere.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>, with line and column.</exception>
    public static ReleaseNaming Read(YamlMapping changelog)
    {
        var defaults = new ReleaseNaming();
        IReadOnlyList<string> channels = changelog.Texts("channels", SettingForms.Channel, most: 20) ?? defaults.Channels;
        return channels.Count > 0
            ? new ReleaseNaming { Channels = channels, TagPattern = changelog.Text("tag-pattern", SettingForms.TagPattern, longest: 100) }
            : throw changelog.Required("channels").Wrong("names no channel. Name at least one, least stable first, or remove the key.");
    }
}
