using System.Globalization;
using System.Net;
using System.Text;
using UvRelease.Channels.Feeds;
using UvRelease.Channels.Logs;
using UvRelease.Releases.Artifacts;
using UvRelease.Releases.Identity;

namespace UvRelease.Channels.Boards;

/// <summary>
/// The release board: one page of HTML without scripts, fonts or images from elsewhere, for a telephone as well as a wall. Every text in it is escaped.
/// </summary>
public static class BoardPage
{
    private static readonly string[] PlatformTitles = ["Linux", "Windows", "macOS"];

    /// <summary>Writes the page.</summary>
    /// <param name="app">Id of the app.</param>
    /// <param name="channels">Its channels, most stable first.</param>
    public static string Write(string app, IReadOnlyList<BoardChannel> channels)
    {
        var page = new StringBuilder();
        page.Append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
            .Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
            .Append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n")
            .Append("<meta name=\"referrer\" content=\"no-referrer\">\n")
            .Append($"<title>{Html(app)}: releases</title>\n<style>\n{BoardStyle.Text}</style>\n</head>\n<body>\n")
            .Append($"<header><h1>{Html(app)}</h1><p>What is released, and to whom.</p></header>\n<main>\n");
        foreach (BoardChannel channel in channels)
            WriteChannel(page, channel);
        return page.Append("</main>\n</body>\n</html>\n").ToString();
    }

    private static void WriteChannel(StringBuilder page, BoardChannel channel)
    {
        page.Append($"<section aria-labelledby=\"channel-{Html(channel.Name)}\">\n");
        if (channel.Current is not { } release || channel.Entries.Count == 0)
        {
            page.Append($"<div class=\"head\"><h2 id=\"channel-{Html(channel.Name)}\">{Html(channel.Name)}</h2></div>\n")
                .Append("<p class=\"nothing\">Nothing is released here yet.</p>\n</section>\n");
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
            .Append($"<dt>Commit</dt><dd><code>{Html(release.Commit[..12])}</code></dd>\n")
            .Append($"<dt>Digest</dt><dd><code>{Html(status.Current.Digest[..16])}</code></dd>\n</dl>\n");
        // Nobody should install by hand what clients are kept from.
        if (!status.Halted)
            WriteDownloads(page, release);
        if (release.Notes is { } notes)
            page.Append($"<details><summary>What is new</summary>\n<pre dir=\"auto\">{Html(notes)}</pre></details>\n");
        WriteHistory(page, channel.Entries);
        page.Append("</section>\n");
    }

    private static string Offer(ChannelStatus status)
    {
        if (status is { RolledBack: true, Fallback: { } instead })
            return $"Rolled back: whoever lacks it is offered {instead.Version}.";
        if (status.Halted)
            return "Offered to nobody: the release was halted." + (status.Fallback is { } last ? $" The last one for everybody was {last.Version}." : "");
        if (status.IsComplete)
            return "Offered to 100 % of clients.";
        string others = status is { Buckets: true, Fallback: { } fallback } ? $" The others get {fallback.Version}." : "";
        return $"Offered to {status.Offered} % of clients." + others;
    }

    private static void WriteDownloads(StringBuilder page, Release release)
    {
        IEnumerable<ReleaseFile> files = release.Files.Where(file => file.Kind != ArtifactKind.Blockmap);
        IReadOnlyList<Leg> byHand = FeedRenderer.WithoutFeed(release);
        foreach (IGrouping<ReleasePlatform, ReleaseFile> platform in files.GroupBy(file => file.Platform))
        {
            page.Append($"<h3>{PlatformTitles[(int)platform.Key]}</h3>\n");
            if (byHand.Where(leg => leg.Platform == platform.Key).Select(leg => leg.Arch.Word()).ToArray() is { Length: > 0 } arches)
                page.Append($"<p>No automatic updates for {string.Join(", ", arches)}: get new versions here.</p>\n");
            page.Append($"<ul class=\"downloads\">\n");
            foreach (ReleaseFile file in platform)
            {
                string url = release.HostedUrl(file) ?? "../" + StorePaths.Artifact(release.Version, file.Platform, file.Arch, file.Name).Text;
                page.Append($"<li><a href=\"{Html(url)}\"><span class=\"file\">{Html(file.Name)}</span> ")
                    .Append($"<span class=\"size\">{file.Arch.Word()} · {Size(file.Size)}</span></a></li>\n");
            }

            page.Append("</ul>\n");
        }
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
                .Append(Grounds(entry.Grounds))
                .Append(entry.Reason is { } reason ? $"<span class=\"reason\"><bdi>{Html(reason)}</bdi></span>" : "")
                .Append($"<span class=\"by\">#{entry.Generation} · {Time(entry.At)} · {run}</span></li>\n");
        }

        page.Append("</ol></details>\n");
    }

    private static string Grounds(LogGrounds? grounds)
    {
        if (grounds is null)
            return "";
        string from = grounds.From is { } channel ? $"from {Html(channel)}. " : "";
        string approvers = grounds.Approvers.Count > 0 ? $"Approved by <bdi>{Html(string.Join(", ", grounds.Approvers))}</bdi>. " : "";
        IEnumerable<string> waived = grounds.Gates.Where(gate => gate.Waiver is not null)
            .Select(gate => $"{Html(gate.Gate)} was waived by <bdi>{Html(gate.Waiver!.Actor)}</bdi>: <bdi>{Html(gate.Waiver.Reason)}</bdi>. ");
        string passed = string.Join(", ", grounds.Gates.Where(gate => gate.Waiver is null).Select(gate => Html(gate.Gate)));
        string gates = (passed.Length > 0 ? $"Gates: {passed}. " : "") + string.Concat(waived);
        string text = $"{from}{(grounds.Emergency ? "Emergency. " : "")}{approvers}{gates}".TrimEnd();
        return text.Length == 0 ? "" : $"<span class=\"reason\">{text}</span>";
    }

    private static string Time(string time) => $"<time datetime=\"{Html(time)}\">{Html($"{time[..10]} {time[11..16]} UTC")}</time>";

    private static string Size(long bytes) => bytes < 1_000_000
        ? string.Create(CultureInfo.InvariantCulture, $"{Math.Max(1, bytes / 1000)} kB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / 1_000_000.0:0.0} MB");

    private static string Html(string text) => WebUtility.HtmlEncode(text);
}
