using System.Text.RegularExpressions;
using UvRelease.Channels.Feeds;
using UvRelease.Channels.Moves;
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

    /// <summary>Second places for channels' feeds: folder in the store by channel, the root as a dot.</summary>
    public IReadOnlyDictionary<string, string> LegacyFeeds { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>By channel, the generation whose entry was written by a machine with a wrong clock: the next entry goes back to the right time.</summary>
    public IReadOnlyDictionary<string, int> WrongTimes { get; init; } = new Dictionary<string, int>(StringComparer.Ordinal);

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
        YamlMapping legacy = section.Mapping("legacy-feeds");
        YamlMapping wrongTimes = section.Mapping("wrong-times");
        YamlMapping minimum = section.Mapping("minimum-system-version");
        var configuration = new PublishConfiguration
        {
            App = section.Text("app", SettingForms.Id),
            PublicUrl = FeedAddress.Public(section),
            Direct = section.Texts("direct", SettingForms.Channel, most: 20),
            Legs = section.Texts("legs", LegProblem, most: 20) ?? [],
            FallbackFeeds = section.Flag("fallback-feeds") ?? false,
            LegacyFeeds = legacy.Entries.Keys.ToDictionary(
                channel => SettingForms.Channel(channel) is { } wrong ? throw legacy.Wrong($"names '{channel}', which {wrong}") : channel,
                channel => legacy.RequiredText(channel, LegacyProblem),
                StringComparer.Ordinal),
            WrongTimes = wrongTimes.Entries.Keys.ToDictionary(
                channel => SettingForms.Channel(channel) is { } wrong ? throw wrongTimes.Wrong($"names '{channel}', which {wrong}") : channel,
                channel => wrongTimes.Number(channel, 1, 99_999_999) ?? throw wrongTimes.Wrong($"names no generation of '{channel}'. Add its number."),
                StringComparer.Ordinal),
            ArtifactsUrl = section.Text("artifacts-url", ArtifactNames.UrlProblem),
            MinimumLinux = minimum.Text("linux", Kernel),
            MinimumWin = minimum.Text("win", Kernel),
            MinimumMac = minimum.Text("mac", Kernel),
        };
        legacy.End();
        wrongTimes.End();
        minimum.End();
        section.End();
        return configuration;
    }

    /// <summary>Second places of all channels; of those that share a folder the most stable one has its files named <c>latest</c>.</summary>
    /// <param name="channels">Channels, least stable first.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: a place of a channel that there isn't.</exception>
    public IReadOnlyList<LegacyFeeds> LegacyPlaces(IReadOnlyList<string> channels)
    {
        foreach (string channel in LegacyFeeds.Keys)
            MoveRules.CheckChannel(channel, channels);
        return
        [
            .. channels.Where(LegacyFeeds.ContainsKey).GroupBy(channel => LegacyFeeds[channel], StringComparer.Ordinal).SelectMany(group =>
                group.Select(channel => new LegacyFeeds(channel, group.Key == "." ? "" : group.Key, channel == group.Last()))),
        ];
    }

    private static string? LegacyProblem(string text) =>
        LegacyForm().IsMatch(text) && text.Split('/')[0] is not ("artifacts" or "channels" or "feeds" or "promotion" or "releases")
            ? null
            : "must be a dot, for the store's root, or a folder in it such as old/updates, and none of artifacts, channels, feeds, promotion and releases.";

    private static string? LegProblem(string text) =>
        Leg.TryParse(text) is null ? "must be a platform and a processor, such as linux-x64 or mac-universal." : null;

    [GeneratedRegex(@"^(?:\.|[A-Za-z0-9_][A-Za-z0-9._-]{0,99}(?:/[A-Za-z0-9_][A-Za-z0-9._-]{0,99}){0,7})\z",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex LegacyForm();

    private static string? Kernel(string text) =>
        KernelForm().IsMatch(text) ? null : "must be the version of a kernel in three numbers, such as 21.6.0: what os.release() of Node says there.";

    [GeneratedRegex(
        @"^(?:0|[1-9][0-9]{0,5})\.(?:0|[1-9][0-9]{0,5})\.(?:0|[1-9][0-9]{0,5})\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex KernelForm();
}
