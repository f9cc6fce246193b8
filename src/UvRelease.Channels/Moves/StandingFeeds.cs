using System.Text;
using UvRelease.Channels.Feeds;
using UvRelease.Channels.Logs;
using UvRelease.Releases;
using UvRelease.Releases.Artifacts;
using UvRelease.Stores;

namespace UvRelease.Channels.Moves;

/// <summary>
/// The feeds of a channel that are in the store, for a halt that can't make them anew: what they are made from is missing or damaged. They offer what they
/// offered to nobody; whoever gets another release by them gets nothing either, until reconcile makes them again.
/// </summary>
internal sealed class StandingFeeds(IStore store, MoveSettings settings)
{
    private const int LongestDocument = 16 << 20;

    /// <summary>The feeds as they are, but at 0 %.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="generation">Generation that they get; null keeps their own.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async Task<IReadOnlyList<Feed>> HaltedAsync(string channel, int? generation, CancellationToken cancellationToken)
    {
        var feeds = new List<Feed>();
        foreach (StoreKey key in await KeysAsync(channel, cancellationToken))
        {
            if (await ReadAsync(key, cancellationToken) is { } stored && FeedText.Halted(Encoding.UTF8.GetString(stored.Bytes.Span), generation) is { } text)
                feeds.Add(new Feed(key, text, Platform(key)));
        }

        return feeds;
    }

    /// <summary>Writes 0 % into the feeds of a channel whose log can't be read, which can have no entry of that.</summary>
    /// <param name="app">Id of the app.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="problem">Why the log can't be read.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>The error that the halt ends with all the same.</returns>
    public async Task<ReleaseException> StopAsync(string app, string channel, ReleaseException problem, CancellationToken cancellationToken)
    {
        if (await ChannelLog.AppOfDamagedAsync(store, channel, cancellationToken) != app)
            return problem;
        int stopped = 0;
        foreach (Feed feed in await HaltedAsync(channel, generation: null, cancellationToken))
        {
            StoredDocument? stored = await ReadAsync(feed.Key, cancellationToken);
            bool isThere = stored is not null && stored.Bytes.Span.SequenceEqual(feed.Bytes);
            if (isThere || await store.ReplaceAsync(feed.Key, StoredDocument.Yaml(feed.Bytes), stored?.ETag, cancellationToken) is PutResult.Written)
                stopped++;
        }

        return new ReleaseException(
            problem.Fault,
            $"{problem.Message} The log can't have the halt. All the same, {stopped} feeds of {channel} offer nothing to anybody from now on. "
            + "Mend the log, then halt once more before anything else: what runs first, 'reconcile' too, would offer the release again.",
            problem);
    }

    private Task<StoredDocument?> ReadAsync(StoreKey key, CancellationToken cancellationToken) =>
        StoredDocument.ReadDerivedAsync(store, key, LongestDocument, cancellationToken);

    private async Task<IReadOnlyList<StoreKey>> KeysAsync(string channel, CancellationToken cancellationToken)
    {
        var keys = new List<StoreKey>();
        await foreach (ListedObject listed in store.ListAsync(StorePaths.FeedPrefix(channel), cancellationToken))
        {
            if (listed.Key.Text.EndsWith(".yml", StringComparison.Ordinal))
                keys.Add(listed.Key);
        }

        keys.AddRange(
            from place in settings.LegacyFeeds
            where place.Channel == channel
            from name in place.IsDefault ? (string[])[FeedNames.Default, channel] : [channel]
            from platform in Enum.GetValues<ReleasePlatform>()
            from arch in Enum.GetValues<ReleaseArch>()
            select place.Key(name, platform, arch));
        return [.. keys.Distinct()];
    }

    private static ReleasePlatform Platform(StoreKey key) =>
        key.Text.EndsWith("-mac.yml", StringComparison.Ordinal) ? ReleasePlatform.Mac
        : key.Text.Contains("-linux", StringComparison.Ordinal) ? ReleasePlatform.Linux : ReleasePlatform.Win;
}
