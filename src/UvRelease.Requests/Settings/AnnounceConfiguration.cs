using UvRelease.Releases.Configuration;
using UvRelease.Releases.Yaml;

namespace UvRelease.Requests.Settings;

/// <summary>Section <c>announce</c> of the configuration file.</summary>
public sealed record AnnounceConfiguration
{
    /// <summary>True comments on released pull requests.</summary>
    public bool PullRequests { get; init; } = true;

    /// <summary>True comments on issues that they closed.</summary>
    public bool Issues { get; init; } = true;

    /// <summary>Labels that both get.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>Category of the discussion of each release; null for none.</summary>
    public string? Discussion { get; init; }

    /// <summary>True keeps an issue open while a release fails.</summary>
    public bool Failures { get; init; } = true;

    /// <summary>Label of that issue.</summary>
    public string FailureLabel { get; init; } = "release-failed";

    /// <summary>Reads the section.</summary>
    /// <exception cref="Releases.ReleaseException"><see cref="Releases.Fault.Input"/>, with line and column.</exception>
    public static AnnounceConfiguration Read(YamlMapping section)
    {
        var defaults = new AnnounceConfiguration();
        var configuration = new AnnounceConfiguration
        {
            PullRequests = section.Flag("pull-requests") ?? defaults.PullRequests,
            Issues = section.Flag("issues") ?? defaults.Issues,
            Labels = section.Texts("labels", SettingForms.Label, most: 10) ?? [],
            Discussion = section.Text("discussion", SettingForms.Label),
            Failures = section.Flag("failures") ?? defaults.Failures,
            FailureLabel = section.Text("failure-label", SettingForms.Label) ?? defaults.FailureLabel,
        };
        section.End();
        return configuration;
    }
}
