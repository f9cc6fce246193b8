using UvRelease.Releases.Configuration;
using UvRelease.Releases.Yaml;

namespace UvRelease.Requests.Settings;

/// <summary>Section <c>request</c> of the configuration file.</summary>
public sealed record RequestConfiguration
{
    private static readonly string[] Kinds = ["one", "each"];

    /// <summary>True for a pull request of each component, false for one that has them all.</summary>
    public bool IsEach { get; init; }

    /// <summary>True opens drafts.</summary>
    public bool Draft { get; init; }

    /// <summary>Labels that a new pull request gets.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>Logins whose review is asked for.</summary>
    public IReadOnlyList<string> Reviewers { get; init; } = [];

    /// <summary>Slugs of teams whose review is asked for.</summary>
    public IReadOnlyList<string> TeamReviewers { get; init; } = [];

    /// <summary>False leaves changelogs alone.</summary>
    public bool Changelog { get; init; } = true;

    /// <summary>False leaves upgrade guides alone.</summary>
    public bool Upgrade { get; init; } = true;

    /// <summary>Reads the section.</summary>
    /// <exception cref="Releases.ReleaseException"><see cref="Releases.Fault.Input"/>, with line and column.</exception>
    public static RequestConfiguration Read(YamlMapping section)
    {
        var configuration = new RequestConfiguration
        {
            IsEach = section.OneOf("pull-requests", Kinds) == "each",
            Draft = section.Flag("draft") ?? false,
            Labels = section.Texts("labels", SettingForms.Label, most: 20) ?? [],
            Reviewers = section.Texts("reviewers", SettingForms.Label, most: 15) ?? [],
            TeamReviewers = section.Texts("team-reviewers", SettingForms.Label, most: 15) ?? [],
            Changelog = section.Flag("changelog") ?? true,
            Upgrade = section.Flag("upgrade") ?? true,
        };
        section.End();
        return configuration;
    }
}
