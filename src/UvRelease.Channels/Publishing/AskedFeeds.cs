using UvRelease.Channels.Feeds;
using UvRelease.Channels.Sealing;
using UvRelease.Releases;
using UvRelease.Releases.Artifacts;
using UvRelease.Stores;

namespace UvRelease.Channels.Publishing;

/// <summary>Whether the apps of a release look for updates where publish writes feeds: one that looks elsewhere never finds the next version.</summary>
public static class AskedFeeds
{
    /// <summary>Compares. A folder without a public address is served under one that nobody knows here, and is not compared.</summary>
    /// <param name="release">The release.</param>
    /// <param name="store">The store, by the address that clients read.</param>
    /// <param name="channels">Channels that there are: the same files go through all of them.</param>
    /// <param name="configuration">What feeds are written.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Refused"/>: an app looks elsewhere.</exception>
    public static void Check(SealedRelease release, IStore store, IReadOnlyList<string> channels, PublishConfiguration configuration)
    {
        if (store.PublicUrl(StorePaths.Board).IsFile)
            return;
        (string Channel, string Url)[] feeds = [.. channels.Select(channel => (channel, FolderOf(store, channel)))];
        foreach (IGrouping<AppUpdates, Leg> asked in release.Asked.GroupBy(one => one.Updates, one => one.Leg))
        {
            if (Problem(asked.Key, feeds, configuration) is not { } problem)
                continue;
            string root = feeds[0].Url[..^$"feeds/{feeds[0].Channel}/".Length].TrimEnd('/');
            throw new ReleaseException(
                Fault.Refused,
                $"The apps of {string.Join(", ", asked)} look for updates {asked.Key}, {problem}. The feeds are at "
                + $"{string.Join(", ", feeds.Select(feed => feed.Url))}. Set publish.public-url of the configuration to {root} and build again; "
                + "if clients read the store at another address, such as a CDN's, give that one to both.");
        }
    }

    private static string? Problem(AppUpdates asked, (string Channel, string Url)[] feeds, PublishConfiguration configuration)
    {
        if (asked is not { Provider: "generic", Url: { } text } || !Uri.TryCreate(text, UriKind.Absolute, out Uri? address))
            return "where publish writes nothing";
        string url = address.AbsoluteUri.TrimEnd('/') + "/", root = feeds[0].Url[..^$"feeds/{feeds[0].Channel}/".Length];
        string[] known = [.. feeds.Select(feed => feed.Channel)];
        (string? channel, string? below) = feeds.FirstOrDefault(feed => url.StartsWith(feed.Url, StringComparison.Ordinal));
        if (channel is null)
        {
            return configuration.LegacyPlaces(known).Any(place => url == root + (place.Path.Length == 0 ? "" : place.Path + "/")
                && (asked.Channel is null or FeedNames.Default ? place.IsDefault : asked.Channel == place.Channel))
                ? null
                : "where publish writes nothing";
        }

        string group = url[below!.Length..].TrimEnd('/');
        bool isBucket = group is [>= '0' and <= '9', >= '0' and <= '9'];
        if (isBucket && !configuration.FallbackFeeds)
            return "the feeds of a bucket, which are written with publish.fallback-feeds alone";
        if (group.Contains('/', StringComparison.Ordinal))
            return "where publish writes nothing";
        string[] names = isBucket ? [FeedNames.Default] : [FeedNames.Default, channel];
        return names.Contains(asked.Channel ?? FeedNames.Default, StringComparer.Ordinal)
            ? null
            : $"whose feeds are named {string.Join("….yml and ", names)}….yml";
    }

    private static string FolderOf(IStore store, string channel)
    {
        string url = store.PublicUrl(StorePaths.Feed(channel, null, "latest.yml")).AbsoluteUri;
        return url[..(url.LastIndexOf('/') + 1)];
    }
}
