using UvRelease.Releases;
using UvRelease.Releases.Configuration;
using UvRelease.Releases.Json;
using UvRelease.Releases.Yaml;

namespace UvRelease.Channels.Promotion;

/// <summary>Section <c>promote</c> of the configuration file: who must agree to moves of channels, and which ways back there are.</summary>
public sealed record PromoteConfiguration
{
    /// <summary>Channels that change only when somebody approves it who did not start the run; null for the most stable one.</summary>
    public IReadOnlyList<string>? Reviewed { get; init; }

    /// <summary>Lowest version whose app takes downgrades, and which a downgrade may offer; null where none does.</summary>
    public string? DowngradeFloor { get; init; }

    /// <summary>Reads the section.</summary>
    /// <exception cref="ReleaseException">
    /// <see cref="Fault.Input"/>, with line and column: an unknown key, or a value of the wrong type or out of its bounds.
    /// </exception>
    public static PromoteConfiguration Read(YamlMapping section)
    {
        var configuration = new PromoteConfiguration
        {
            Reviewed = section.Texts("reviewed", SettingForms.Channel, most: 20),
            DowngradeFloor = section.Text("downgrade-floor", DocumentForms.Version),
        };
        section.End();
        return configuration;
    }
}
