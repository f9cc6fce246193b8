using System.Text.RegularExpressions;
using UvRelease.Releases;
using UvRelease.Releases.Artifacts;
using UvRelease.Releases.Configuration;
using UvRelease.Releases.Identity;
using UvRelease.Releases.Yaml;

namespace UvRelease.Channels.Publishing;

/// <summary>Section <c>publish</c> of the configuration file: how releases reach channels.</summary>
public sealed partial record PublishConfiguration
{
    /// <summary>Id of the app, which everything in the store is of; null where the section does not say it.</summary>
    public string? App { get; init; }

    /// <summary>Address under which clients read the store; null for the store's own.</summary>
    public Uri? PublicUrl { get; init; }

    /// <summary>Channels that a release can be published on; the others are reached by promotion alone. Null for the first of changelog.channels.</summary>
    public IReadOnlyList<string>? Direct { get; init; }

    /// <summary>Legs that a release consists of, such as <c>linux-x64</c>; empty takes what the build made.</summary>
    public IReadOnlyList<string> Legs { get; init; } = [];

    /// <summary>True writes a hundred feeds by bucket, with which clients outside a rollout still get the release before it.</summary>
    public bool FallbackFeeds { get; init; }

    /// <summary>Address that files are hosted at, with <c>{version}</c>, <c>{platform}</c>, <c>{arch}</c>; null for the store.</summary>
    public string? ArtifactsUrl { get; init; }

    /// <summary>Oldest kernel of Linux that is offered updates; null for any.</summary>
    public string? MinimumLinux { get; init; }

    /// <summary>Oldest Windows that is offered updates, such as 10.0.17763; null for any.</summary>
    public string? MinimumWin { get; init; }

    /// <summary>Oldest Darwin that is offered updates, such as 21.6.0 for macOS 12.5; null for any.</summary>
    public string? MinimumMac { get; init; }

    /// <summary>Reads the section.</summary>
    /// <exception cref="ReleaseException">
    /// <see cref="Fault.Input"/>, with line and column: an unknown key, or a value of the wrong type or out of its bounds.
    /// </exception>
    public static PublishConfiguration Read(YamlMapping section)
    {
        YamlMapping minimum = section.Mapping("minimum-system-version");
        var configuration = new PublishConfiguration
        {
            App = section.Text("app", SettingForms.Id),
            PublicUrl = FeedAddress.Public(section),
            Direct = section.Texts("direct", SettingForms.Channel, most: 20),
            Legs = section.Texts("legs", LegProblem, most: 20) ?? [],
            FallbackFeeds = section.Flag("fallback-feeds") ?? false,
            ArtifactsUrl = section.Text("artifacts-url", ArtifactNames.UrlProblem),
            MinimumLinux = minimum.Text("linux", Kernel),
            MinimumWin = minimum.Text("win", Kernel),
            MinimumMac = minimum.Text("mac", Kernel),
        };
        minimum.End();
        section.End();
        return configuration;
    }

    private static string? LegProblem(string text) =>
        Leg.TryParse(text) is null ? "must be a platform and a processor, such as linux-x64 or mac-universal." : null;

    private static string? Kernel(string text) =>
        KernelForm().IsMatch(text) ? null : "must be the version of a kernel in three numbers, such as 21.6.0: what os.release() of Node says there.";

    [GeneratedRegex(
        @"^(?:0|[1-9][0-9]{0,5})\.(?:0|[1-9][0-9]{0,5})\.(?:0|[1-9][0-9]{0,5})\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex KernelForm();
}
