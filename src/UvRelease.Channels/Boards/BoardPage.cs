using System.Globalization;
using System.Net;
using System.Text;
using UvRelease.Channels.Logs;
using UvRelease.Releases.Identity;

namespace UvRelease.Channels.Boards;

/// <summary>
/// The release board: one page of HTML without scripts, fonts or images from elsewhere, for a telephone as well as a wall. Every text in it is escaped.
/// </summary>
public static class BoardPage
{
    internal const string Unread = "What is released here can't be read at the moment.";

    /// <summary>Writes the page.</summary>
    /// <param name="app">Id of the app.</param>
    /// <param name="channels">Its channels, most stable first.</param>
    public static string Write(string app, IReadOnlyList<BoardChannel> channels)
    {
        StringBuilder page = Open(app, "releases", $"What is released, and to whom.{Updated(channels)}");
        foreach (BoardChannel channel in channels)
            WriteChannel(page, channel);
        return Close(page);
    }

    /// <summary>Begins a page: all before its first section.</summary>
    internal static StringBuilder Open(string app, string title, string lead) => new StringBuilder()
        .Append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
        .Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
        .Append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n")
        .Append("<meta name=\"referrer\" content=\"no-referrer\">\n")
        .Append($"<title>{Html(app)}: {title}</title>\n<style>\n{BoardStyle.Text}</style>\n</head>\n<body>\n")
        .Append($"<header><h1>{Html(app)}</h1><p>{lead}</p></header>\n<main>\n");

    internal static string Close(StringBuilder page) => page.Append("</main>\n</body>\n</html>\n").ToString();

    private static void WriteChannel(StringBuilder page, BoardChannel channel)
    {
        page.Append($"<section aria-labelledby=\"channel-{Html(channel.Name)}\">\n");
        if (channel.Current is not { } release || channel.Entries.Count == 0)
        {
            page.Append($"<div class=\"head\"><h2 id=\"channel-{Html(channel.Name)}\">{Html(channel.Name)}</h2></div>\n")
                .Append($"<p class=\"nothing\">{(channel.IsUnread ? Unread : "Nothing is released here yet.")}</p>\n</section>\n");
            return;
        }

        ChannelStatus status = channel.Entries[0].Status;
        string kind = status.Halted ? "halted" : status.IsComplete ? "complete" : "rolling";
        string cohorts = status.Halted ? "" : Html(string.Join(", ", status.Current.Cohorts));
        string word = status.RolledBack ? "Rolled back" : status.Halted ? "Halted" : status.IsComplete ? "Everybody" : "Rolling out";
        page.Append($"<div class=\"head\"><h2 id=\"channel-{Html(channel.Name)}\">{Html(channel.Name)}</h2><span class=\"badge {kind}\">{word}</span></div>\n")
            .Append($"<p class=\"version\">{Html(status.Current.Version)}</p>\n")
            .Append(CultureInfo.InvariantCulture, $"<div class=\"bar {kind}\" aria-hidden=\"true\"><span style=\"width:{status.Offered}%\"></span></div>\n")
            .Append($"<p class=\"offer\">{Html(Offer(status))}</p>\n<dl>\n<dt>Since</dt><dd>{Time(status.Current.Since)}</dd>\n")
            .Append(cohorts.Length > 0 ? $"<dt>Always for</dt><dd>{cohorts}</dd>\n" : "")
            .Append(BoardDownloads.Updating(release) is { Length: > 0 } updating ? $"<dt>Updates itself</dt><dd>{updating}</dd>\n" : "")
            .Append($"<dt>Commit</dt><dd>{Commit(release.Commit, channel.Entries[0].Run)}</dd>\n")
            .Append($"<dt>Digest</dt><dd><code>{Html(status.Current.Digest[..16])}</code></dd>\n")
            .Append(BoardGrounds.OfRelease(channel.Entries))
            .Append("</dl>\n");
        // Nobody should install by hand what clients are kept from.
        if (!status.Halted)
            BoardDownloads.WriteLists(page, release);
        if (!status.IsComplete && channel.Fallback is { } last)
        {
            page.Append($"<details><summary>For everybody else: {Html(last.Version)}</summary>\n");
            BoardDownloads.WriteLists(page, last);
            page.Append("</details>\n");
        }

        WriteNotes(page, release);
        if (!status.Halted)
            BoardDownloads.WriteProofs(page, channel.Name, release);
        WriteHistory(page, channel.Entries);
        page.Append("</section>\n");
    }

    internal static void WriteNotes(StringBuilder page, Release release)
    {
        if (release.Notes is { } notes)
            page.Append($"<details open=\"\"><summary>What is new</summary>\n<pre dir=\"auto\">{Html(notes)}</pre></details>\n");
    }

    private static string Offer(ChannelStatus status)
    {
        if (status is { RolledBack: true, Fallback: { } instead })
            return $"Rolled back: whoever lacks it is offered {instead.Version}.";
        if (status.Halted)
            return "Offered to nobody: the release was halted." + (status.Fallback is { } last ? $" The last one for everybody was {last.Version}." : "");
        if (status.IsComplete)
            return "Offered to 100 % of clients.";
        string others = status is { Buckets: true, Fallback: { } fallback } ? $" The others get {fallback.Version}."
            : status.Offered == 0 ? "" : " The others keep the version that they have.";
        return $"Offered to {status.Offered} % of clients." + others;
    }

    // Strangers' words are in elements of their own direction, so that marks of right-to-left writing in them turn nothing else round.
    private static void WriteHistory(StringBuilder page, IReadOnlyList<LogEntry> entries)
    {
        page.Append("<details><summary>History</summary>\n<ol class=\"history\">\n");
        foreach (LogEntry entry in entries)
        {
            string actor = $"<bdi>{Html(entry.Actor)}</bdi>";
            bool isLinked = Uri.TryCreate(entry.Run, UriKind.Absolute, out Uri? uri) && uri.Scheme == "https";
            string run = isLinked ? $"<a href=\"{Html(uri!.AbsoluteUri)}\" rel=\"nofollow\">{actor}</a>" : actor;
            page.Append($"<li><strong>{Html(entry.Status.Current.Version)}</strong> {entry.Action.Word()} · {entry.Status.Offered} %")
                .Append(BoardGrounds.OfEntry(entry))
                .Append(entry.Reason is { } reason ? $"<span class=\"reason\"><bdi>{Html(reason)}</bdi></span>" : "")
                .Append($"<span class=\"by\">#{entry.Generation} · {Time(entry.At)} · {run}</span></li>\n");
        }

        page.Append("</ol></details>\n");
    }

    internal static string Updated(IReadOnlyList<BoardChannel> channels) =>
        channels.SelectMany(channel => channel.Entries).Select(entry => entry.At).Max(StringComparer.Ordinal) is { } at ? $" Updated {Time(at)}." : "";

    // A run's address on GitHub or an Enterprise Server begins with the repository's.
    private static string Commit(string commit, string? run)
    {
        string text = $"<code>{Html(commit[..12])}</code>";
        return Uri.TryCreate(run, UriKind.Absolute, out Uri? uri) && uri.Scheme == "https" && uri.AbsoluteUri.Split("/actions/runs/") is [var repository, _]
            ? $"<a href=\"{Html($"{repository}/commit/{commit}")}\" rel=\"nofollow\">{text}</a>"
            : text;
    }

    internal static string Time(string time) => $"<time datetime=\"{Html(time)}\">{Html($"{time[..10]} {time[11..16]} UTC")}</time>";

    internal static string Html(string text) => WebUtility.HtmlEncode(text);
}
