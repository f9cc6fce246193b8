using System.Security.Cryptography;
using System.Text;
using UvRelease.Channels.Feeds;
using UvRelease.Channels.Logs;
using UvRelease.Channels.Sealing;
using UvRelease.Releases;
using UvRelease.Releases.Identity;
using UvRelease.Stores;

namespace UvRelease.Channels.Moves;

/// <summary>What was brought up to the log.</summary>
/// <param name="Written">Keys that were written.</param>
/// <param name="Feeds">All feeds of the channel, those that most clients poll first.</param>
public sealed record ConvergenceReport(IReadOnlyList<string> Written, IReadOnlyList<Feed> Feeds)
{
    /// <summary>Served files that the store has not, or has with other bytes: each key with what is wrong. Found by <see cref="Reconciler"/>.</summary>
    public IReadOnlyList<string> Damaged { get; init; } = [];
}

/// <summary>Makes state and feeds say what the log says. Never takes anything back to an older generation, whoever runs at the same time.</summary>
internal sealed class ChannelConvergence(IStore store, SealedReleases releases, ClientView view, MoveSettings settings)
{
    private const int LongestDocument = 16 << 20;
    private const int MostTries = 20;

    /// <summary>Writes state and feeds of a log entry, then reads the feeds as clients do.</summary>
    /// <param name="log">The log.</param>
    /// <param name="head">Its newest entry.</param>
    /// <param name="before">The entry whose feeds are likely there, which saves reading each of them; null where nobody knows.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <param name="mayBeUnseen">True warns of feeds that are written, and that can't be seen at the public address yet.</param>
    /// <exception cref="ReleaseException">
    /// <see cref="Fault.Environment"/>: clients still see older feeds; what is written stays. <see cref="Fault.Refused"/>: they see newer ones than the
    /// log has.
    /// </exception>
    public async Task<ConvergenceReport> RunAsync(
        ChannelLog log, LogHead head, LogEntry? before, CancellationToken cancellationToken, bool mayBeUnseen = false)
    {
        LogEntry entry = head.Entry;
        IReadOnlyList<Feed> feeds = mayBeUnseen && entry.Status.Halted
            ? await HaltAsync(entry, cancellationToken) : await RenderAsync(entry, cancellationToken);
        var written = new List<string>();
        byte[] state = LogJson.WriteState(ChannelState.Of(head));
        StoreKey stateKey = StorePaths.State(entry.Channel);
        if (await AdvanceAsync(stateKey, entry.Generation, StoredDocument.Json(state, StoreContent.NoCache), state, StateGeneration, cancellationToken))
            written.Add(stateKey.Text);
        IReadOnlyDictionary<StoreKey, string> known = await KnownAsync(before, cancellationToken);
        var options = new ParallelOptions { MaxDegreeOfParallelism = settings.Parallelism, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(feeds, options, async (feed, token) =>
        {
            StoreContent content = StoredDocument.Yaml(feed.Bytes);
            bool isReplaced = known.TryGetValue(feed.Key, out string? etag) && await store.ReplaceAsync(feed.Key, content, etag, token) is PutResult.Written;
            if (!isReplaced && !await AdvanceAsync(feed.Key, entry.Generation, content, feed.Bytes, FeedGeneration, token))
                return;
            lock (written)
                written.Add(feed.Key.Text);
        });
        written.AddRange(await SignAsync(feeds, entry.Generation, options));
        int[] seen = new int[feeds.Count];
        string? unseen = null;
        await Parallel.ForAsync(0, feeds.Count, options, async (index, token) =>
        {
            try
            {
                await settings.VerifyAsync(async () => seen[index] = await VerifyAsync(feeds[index], entry.Generation, token));
            }
            catch (ReleaseException e) when (mayBeUnseen && e.Fault == Fault.Environment && view.Address(feeds[index].Key) is not null)
            {
                Interlocked.CompareExchange(ref unseen, e.Message, null);
            }
        });
        if (unseen is not null)
            settings.Warnings.Report($"The {entry.Action.Word()} is done, and nobody could see that at the public address. {unseen}");
        await CheckSeenAsync(log, entry, seen.Append(entry.Generation).Max(), cancellationToken);
        written.Sort(StringComparer.Ordinal);
        return new ConvergenceReport(written, feeds);
    }

    // After the feeds: who reads between a feed and its signature reads both again.
    private async Task<IReadOnlyList<string>> SignAsync(IReadOnlyList<Feed> feeds, int generation, ParallelOptions options)
    {
        var written = new List<string>();
        if (settings.Signer is not { } signer)
            return written;
        await Parallel.ForEachAsync(feeds, options, async (feed, token) =>
        {
            StoreKey key = StorePaths.FeedSignature(feed.Key);
            StoredDocument? stored = await StoredDocument.ReadDerivedAsync(store, key, LongestDocument, token);
            if (stored is not null && signer.Keeps(stored.Bytes, feed, generation))
                return;
            byte[] signature = signer.Sign(feed, generation);
            if (!await AdvanceAsync(key, generation, StoredDocument.Json(signature, StoreContent.NoCache), signature, FeedSigner.Generation, token))
                return;
            lock (written)
                written.Add(key.Text);
        });
        return written;
    }

    /// <summary>The feeds of a log entry; writes nothing.</summary>
    public async Task<ConvergenceReport> PlanAsync(LogEntry entry, CancellationToken cancellationToken) => new([], await RenderAsync(entry, cancellationToken));

    private async Task<IReadOnlyList<Feed>> RenderAsync(LogEntry entry, CancellationToken cancellationToken)
    {
        ChannelStatus status = entry.Status;
        Release current = await releases.ReadAsync(status.Current.Reference, cancellationToken);
        Release? fallback = status.ServedFallback is { } reference ? await releases.ReadAsync(reference, cancellationToken) : null;
        return FeedRenderer.Render(entry.Channel, entry.Generation, status, current, fallback, settings.LegacyFeeds);
    }

    // A halt waits for nobody who puts a lost release back.
    private async Task<IReadOnlyList<Feed>> HaltAsync(LogEntry entry, CancellationToken cancellationToken)
    {
        try
        {
            return await RenderAsync(entry, cancellationToken);
        }
        catch (ReleaseException e) when (e.Fault is Fault.Refused or Fault.Input)
        {
            IReadOnlyList<Feed> feeds = await new StandingFeeds(store, settings).HaltedAsync(entry.Channel, entry.Generation, cancellationToken);
            settings.Warnings.Report(
                $"{e.Message} The halt is done: the {feeds.Count} feeds of {entry.Channel} that are there offer nothing to anybody. "
                + "Run 'reconcile' once that is mended; it makes them anew.");
            return feeds;
        }
    }

    // Feeds that hold exactly what an older entry says, with their ETags: one listing in place of a request for each.
    private async Task<IReadOnlyDictionary<StoreKey, string>> KnownAsync(LogEntry? before, CancellationToken cancellationToken)
    {
        var known = new Dictionary<StoreKey, string>();
        if (before is null)
            return known;
        try
        {
            Dictionary<StoreKey, string> expected = (await RenderAsync(before, cancellationToken)).ToDictionary(feed => feed.Key, feed => Md5(feed.Bytes));
            await foreach (ListedObject listed in store.ListAsync(StorePaths.FeedPrefix(before.Channel), cancellationToken))
            {
                if (listed is { ETag: { } etag, Md5: { } md5 } && expected.TryGetValue(listed.Key, out string? same) && md5 == same)
                    known[listed.Key] = etag;
            }
        }
        catch (ReleaseException)
        {
            // Then each is read.
        }

        return known;
    }

#pragma warning disable CA5351 // What servers tell in listings; it recognises, and keeps nobody out.
    private static string Md5(byte[] bytes) => Convert.ToHexStringLower(MD5.HashData(bytes));
#pragma warning restore CA5351

    // The generation guard: what is newer stays, what is older or not ours is replaced, and only if nobody did so meanwhile.
    private async Task<bool> AdvanceAsync(
        StoreKey key,
        int generation,
        StoreContent content,
        byte[] bytes,
        Func<ReadOnlyMemory<byte>, int?> generationOf,
        CancellationToken cancellationToken)
    {
        for (int attempt = 0; attempt < MostTries; attempt++)
        {
            StoredDocument? stored = await StoredDocument.ReadDerivedAsync(store, key, LongestDocument, cancellationToken);
            if (stored is not null && (generationOf(stored.Bytes) > generation || stored.Bytes.Span.SequenceEqual(bytes)))
                return false;
            if (await store.ReplaceAsync(key, content, stored?.ETag, cancellationToken) is PutResult.Written)
                return true;
        }

        throw new ReleaseException(
            Fault.Environment,
            $"{key} could not be written in {MostTries} tries, because others kept changing it. The log has the change: run 'reconcile'.");
    }

    // The generation that clients see: higher than the entry's where somebody has committed another one since.
    private async Task<int> VerifyAsync(Feed feed, int generation, CancellationToken cancellationToken)
    {
        DateTimeOffset end = settings.Time.GetUtcNow() + settings.VisibleWithin;
        for (TimeSpan pause = TimeSpan.FromMilliseconds(200); ; pause = pause < TimeSpan.FromSeconds(5) ? pause * 2 : pause)
        {
            byte[]? seen = await view.ReadAsync(feed.Key, cancellationToken);
            int? seenGeneration = seen is null ? null : FeedGeneration(seen);
            if (seenGeneration > generation)
                return seenGeneration.Value;
            if (seen is not null && feed.Bytes.AsSpan().SequenceEqual(seen))
                return generation;
            if (settings.Time.GetUtcNow() + pause >= end)
            {
                string place = view.Address(feed.Key)?.AbsoluteUri ?? feed.Key.Text;
                string what = seen is null ? "nothing" : seenGeneration is null ? "something else" : $"generation {seenGeneration}";
                throw new ReleaseException(
                    Fault.Environment,
                    $"The feeds of generation {generation} are written, and clients still see {what} at {place}. "
                    + "Purge the CDN's cache of feeds/, let it drop the query string, then run again.");
            }

            await Task.Delay(pause, settings.Time, cancellationToken);
        }
    }

    // Feeds follow the log: a newer feed without its entry is what remains of a log that was cut off.
    private static async Task CheckSeenAsync(ChannelLog log, LogEntry entry, int newest, CancellationToken cancellationToken)
    {
        if (newest > entry.Generation && await log.ReadAsync(newest, cancellationToken) is null)
        {
            throw new ReleaseException(
                Fault.Refused,
                $"Clients of {entry.Channel} see feeds of generation {newest}, and its log ends at {entry.Generation}: entries were lost. "
                + "Put them back from a backup; until then the feeds stay as they are.");
        }
    }

    private static int? FeedGeneration(ReadOnlyMemory<byte> bytes) => FeedText.Generation(Encoding.UTF8.GetString(bytes.Span));

    private static int? StateGeneration(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            return LogJson.ReadState(bytes, "state.json").Generation;
        }
        catch (ReleaseException)
        {
            return null;
        }
    }
}
