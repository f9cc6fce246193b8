using System.Text;
using UvRelease.Channels.Logs;
using static UvRelease.Channels.Boards.BoardPage;

namespace UvRelease.Channels.Boards;

/// <summary>
/// The page of downloads: for each channel but the least stable what anybody may install now, what is new in it and its checksums. Who released it,
/// why, gates, cohorts and halts are the team's: they are on the board alone.
/// </summary>
public static class DownloadPage
{
    /// <summary>Writes the page.</summary>
    /// <param name="app">Id of the app.</param>
    /// <param name="channels">Its channels, most stable first; the last one is the least stable, and shown only where it is the one there is.</param>
    public static string Write(string app, IReadOnlyList<BoardChannel> channels)
    {
        BoardChannel[] shown = [.. channels.Take(Math.Max(1, channels.Count - 1))];
        StringBuilder page = Open(app, "downloads", $"What you can install.{Updated(shown)}");
        foreach (BoardChannel channel in shown)
            WriteChannel(page, channel);
        return Close(page);
    }

    private static void WriteChannel(StringBuilder page, BoardChannel channel)
    {
        ChannelStatus? status = channel.Entries.Count == 0 ? null : channel.Entries[0].Status;
        string id = $"channel-{Html(channel.Name)}";
        page.Append($"<section aria-labelledby=\"{id}\">\n<div class=\"head\"><h2 id=\"{id}\">{Html(channel.Name)}</h2></div>\n");
        // A share of clients tries a release first, by update; by hand everybody gets what everybody may have.
        if ((status is { IsComplete: true } ? channel.Current : channel.Fallback) is { } release)
        {
            page.Append($"<p class=\"version\">{Html(release.Version)}</p>\n");
            if (BoardDownloads.Updating(release) is { Length: > 0 } updating)
                page.Append($"<dl>\n<dt>Updates itself</dt><dd>{updating}</dd>\n</dl>\n");
            BoardDownloads.WriteLists(page, release);
            WriteNotes(page, release);
            BoardDownloads.WriteProofs(page, channel.Name, release);
        }
        else
        {
            page.Append($"<p class=\"nothing\">{(channel.IsUnread ? Unread : "Nothing can be installed from here yet.")}</p>\n");
        }

        page.Append("</section>\n");
    }
}
