using System.Text;
using UvRelease.Channels.Logs;
using UvRelease.Channels.Sealing;
using UvRelease.Releases;
using UvRelease.Releases.Identity;
using UvRelease.Stores;

namespace UvRelease.Channels.Boards;

/// <summary>Keeps the board, and the page of downloads, in step with the logs of all channels.</summary>
/// <param name="store">The store of the app.</param>
/// <param name="app">Id of the app.</param>
/// <param name="channels">All channels, least stable first.</param>
public sealed class ReleaseBoard(IStore store, string app, IReadOnlyList<string> channels)
{
    private const int HistoryRows = 20;
    private const int LongestDocument = 16 << 20;
    private const int MostTries = 5;

    /// <summary>Writes both anew from the logs. Losing to another writer is no error: what it wrote is as new.</summary>
    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        await WriteAsync(StorePaths.Board, board => BoardPage.Write(app, board), cancellationToken);
        await WriteAsync(StorePaths.Downloads, board => DownloadPage.Write(app, board), cancellationToken);
    }

    private async Task WriteAsync(StoreKey key, Func<IReadOnlyList<BoardChannel>, string> write, CancellationToken cancellationToken)
    {
        for (int attempt = 0; attempt < MostTries; attempt++)
        {
            // Read before the logs are: whoever replaces it meanwhile knew at least as much.
            StoredDocument? stored = await StoredDocument.ReadDerivedAsync(store, key, LongestDocument, cancellationToken);
            byte[] page = Encoding.UTF8.GetBytes(write(await ReadAsync(cancellationToken)));
            if (stored is not null && stored.Bytes.Span.SequenceEqual(page))
                return;
            var content = new StoreContent.Bytes(page) { ContentType = "text/html; charset=utf-8", CacheControl = StoreContent.NoCache };
            if (await store.ReplaceAsync(key, content, stored?.ETag, cancellationToken) is PutResult.Written)
                return;
        }
    }

    /// <summary>Reads the channels as the board shows them: most stable first.</summary>
    public async Task<IReadOnlyList<BoardChannel>> ReadAsync(CancellationToken cancellationToken)
    {
        var releases = new SealedReleases(store);
        var board = new List<BoardChannel>();
        foreach (string channel in channels.Reverse())
        {
            try
            {
                board.Add(await ReadAsync(channel, releases, cancellationToken));
            }
            catch (ReleaseException e) when (e.Fault is Fault.Refused or Fault.Input)
            {
                // A damaged channel hides no other one.
                board.Add(new BoardChannel(channel, [], null) { IsUnread = true });
            }
        }

        return board;
    }

    private async Task<BoardChannel> ReadAsync(string channel, SealedReleases releases, CancellationToken cancellationToken)
    {
        var log = new ChannelLog(store, app, channel);
        LogHead? head = await log.HeadAsync(cancellationToken);
        IReadOnlyList<LogEntry> entries = head is null ? [] : await log.HistoryAsync(head, HistoryRows, cancellationToken);
        Release? current = head is null ? null : await releases.ReadAsync(head.Entry.Status.Current.Reference, cancellationToken);
        Release? fallback = head?.Entry.Status.Fallback is { } last ? await releases.ReadAsync(last, cancellationToken) : null;
        return new BoardChannel(channel, entries, current) { Fallback = fallback };
    }
}
