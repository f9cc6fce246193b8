using System.Globalization;
using UvRelease.Releases;
using UvRelease.Releases.Json;
using UvRelease.Stores;

namespace UvRelease.Channels.Logs;

/// <summary>Reads the log of a channel in a store. Only the commit loop adds to one.</summary>
/// <param name="store">The store of the app.</param>
/// <param name="app">Id of the app: a log of another app is refused.</param>
/// <param name="channel">Name of the channel.</param>
public sealed class ChannelLog(IStore store, string app, string channel)
{
    private const int LongestDocument = 1 << 20;

    /// <summary>Finds the newest entry; null where the channel has none yet.</summary>
    /// <exception cref="ReleaseException">
    /// <see cref="Fault.Refused"/>: an entry is not the one that its successor or the state names (the log was tampered with, or belongs to another app).
    /// </exception>
    public async Task<LogHead?> HeadAsync(CancellationToken cancellationToken)
    {
        LogHead? head = null;
        if (await StateAsync(store, channel, cancellationToken) is { } state)
        {
            head = await ReadAsync(state.Generation, cancellationToken)
                ?? throw Broken(state.Generation, "is missing, and state.json names it");
            if (head.Hash != state.EntryHash)
                throw Broken(state.Generation, $"has the hash {head.Hash}, and state.json names {state.EntryHash}");
        }
        else if (await NewestListedAsync(cancellationToken) is { } listed)
        {
            head = await ReadAsync(listed, cancellationToken);
        }

        // The state may be behind by what was committed just now, or by a publisher that died after its commit.
        while (await ReadAsync((head?.Entry.Generation ?? 0) + 1, cancellationToken) is { } next)
        {
            if (next.Entry.PrevHash != head?.Hash)
                throw Broken(next.Entry.Generation, $"follows an entry with the hash {next.Entry.PrevHash}, and the one before it has {head?.Hash}");
            head = next;
        }

        return head;
    }

    /// <summary>Reads every entry below a newest one and holds its hash against what its successor names.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Refused"/>: an entry is missing, or another one than was written.</exception>
    public async Task VerifyAsync(LogHead newest, int parallelism, CancellationToken cancellationToken)
    {
        var entries = new LogHead?[newest.Entry.Generation];
        entries[^1] = newest;
        var options = new ParallelOptions { MaxDegreeOfParallelism = parallelism, CancellationToken = cancellationToken };
        await Parallel.ForAsync(1, newest.Entry.Generation, options, async (generation, token) => entries[generation - 1] = await ReadAsync(generation, token));
        for (int at = entries.Length - 1; at > 0; at--)
        {
            LogHead before = entries[at - 1] ?? throw Broken(at, "is missing, and entries that came after it are there");
            if (before.Hash != entries[at]!.Entry.PrevHash)
                throw Broken(at, $"has the hash {before.Hash}, and the entry after it names {entries[at]!.Entry.PrevHash}");
        }
    }

    /// <summary>Reads an entry; null when there is none yet.</summary>
    public async Task<LogHead?> ReadAsync(int generation, CancellationToken cancellationToken)
    {
        StoreKey key = StorePaths.LogEntry(channel, generation);
        if (await StoredDocument.ReadAsync(store, key, LongestDocument, cancellationToken) is not { } document)
            return null;
        LogEntry entry = LogJson.ReadEntry(document.Bytes, key.Text);
        if (entry.Generation != generation || entry.Channel != channel)
            throw Broken(generation, $"says that it is entry {entry.Generation} of {entry.Channel}");
        return entry.App == app
            ? new LogHead(entry, CanonicalJson.Digest(document.Bytes.Span))
            : throw new ReleaseException(
                Fault.Refused,
                $"The store holds the channel {channel} of the app '{entry.App}', and this is '{app}'. Each app has a store, or a prefix of one, to itself: "
                + "correct 'store' or 'app'.");
    }

    /// <summary>Looks for the newest entry that is wanted, from a newest one back to the last that may still be looked at.</summary>
    public async Task<LogHead?> FindAsync(
        LogHead newest, Func<LogEntry, bool> isWanted, Func<LogEntry, bool> mayLookAt, CancellationToken cancellationToken)
    {
        for (LogHead? head = newest; head is not null && mayLookAt(head.Entry); head = await BeforeAsync(head, cancellationToken))
        {
            if (isWanted(head.Entry))
                return head;
        }

        return null;
    }

    /// <summary>The app that a channel's log is of, by its first entry; null for a channel without a log.</summary>
    public static async Task<string?> AppAsync(IStore store, string channel, CancellationToken cancellationToken)
    {
        StoreKey first = StorePaths.LogEntry(channel, 1);
        return await StoredDocument.ReadAsync(store, first, LongestDocument, cancellationToken) is { } document
            ? LogJson.ReadEntry(document.Bytes, first.Text).App
            : null;
    }

    /// <summary>The app that a channel is of although its log is damaged: by its first entry, else by its state; null where nobody can say.</summary>
    internal static async Task<string?> AppOfDamagedAsync(IStore store, string channel, CancellationToken cancellationToken)
    {
        try
        {
            if (await AppAsync(store, channel, cancellationToken) is { } app)
                return app;
        }
        catch (ReleaseException e) when (e.Fault == Fault.Input)
        {
            // Then the state may say it.
        }

        return (await StateAsync(store, channel, cancellationToken))?.App;
    }

    /// <summary>Reads up to so many entries, newest first.</summary>
    public async Task<IReadOnlyList<LogEntry>> HistoryAsync(LogHead newest, int most, CancellationToken cancellationToken)
    {
        var entries = new List<LogEntry>();
        for (LogHead? head = newest; head is not null && entries.Count < most; head = await BeforeAsync(head, cancellationToken))
            entries.Add(head.Entry);
        return entries;
    }

    /// <summary>Makes sure that a channel without entries never had any: clients poll no feed of it.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Refused"/>: they do, so the log was lost.</exception>
    public async Task CheckUnusedAsync(CancellationToken cancellationToken)
    {
        await foreach (ListedObject feed in store.ListAsync(StorePaths.FeedPrefix(channel), cancellationToken))
        {
            // A publisher that came first may have been faster than the listing.
            if (await ReadAsync(1, cancellationToken) is null)
            {
                throw new ReleaseException(
                    Fault.Refused,
                    $"{channel} has the feed {feed.Key} and no log: the log was lost, or the feed was put there by hand. "
                    + $"Put the log back from a backup, or remove feeds/{channel}/ if no client polls it.");
            }

            return;
        }
    }

    /// <summary>Makes sure that no other channel of the store is another app's.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Refused"/>: one is.</exception>
    public async Task CheckStoreAsync(CancellationToken cancellationToken)
    {
        var channels = new HashSet<string>(StringComparer.Ordinal);
        await foreach (ListedObject listed in store.ListAsync(StorePaths.Channels, cancellationToken))
        {
            string[] parts = listed.Key.Text.Split('/');
            if (parts is [_, var other, "log", _] && other != channel && DocumentForms.Name(other) is null && channels.Add(other))
                await new ChannelLog(store, app, other).ReadAsync(1, cancellationToken);
        }
    }

    private async Task<LogHead?> BeforeAsync(LogHead head, CancellationToken cancellationToken) =>
        head.Entry.Generation > 1 ? await ReadAsync(head.Entry.Generation - 1, cancellationToken) : null;

    // What can't be read is as good as none: the state is a cache.
    private static async Task<ChannelState?> StateAsync(IStore store, string channel, CancellationToken cancellationToken)
    {
        StoreKey key = StorePaths.State(channel);
        if (await StoredDocument.ReadDerivedAsync(store, key, LongestDocument, cancellationToken) is not { } document)
            return null;
        try
        {
            return LogJson.ReadState(document.Bytes, key.Text);
        }
        catch (ReleaseException)
        {
            return null;
        }
    }

    private async Task<int?> NewestListedAsync(CancellationToken cancellationToken)
    {
        int newest = 0;
        string prefix = StorePaths.LogPrefix(channel);
        await foreach (ListedObject entry in store.ListAsync(prefix, cancellationToken))
        {
            string name = entry.Key.Text[prefix.Length..];
            bool isEntry = name.Length == 13 && name.EndsWith(".json", StringComparison.Ordinal);
            if (isEntry && int.TryParse(name.AsSpan(0, 8), NumberStyles.None, CultureInfo.InvariantCulture, out int generation))
                newest = Math.Max(newest, generation);
        }

        return newest == 0 ? null : newest;
    }

    private ReleaseException Broken(int generation, string problem) => new(Fault.Refused,
        $"The log of {channel} is not whole: {StorePaths.LogEntry(channel, generation)} {problem}. Somebody changed the store by hand; "
        + "put the entry back from a backup before anything is published.");
}
