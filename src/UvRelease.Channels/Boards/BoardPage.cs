using System.Globalization;
using System.Net;
using System.Text;
using UvRelease.Channels.Logs;
using UvRelease.Channels.Sealing;
using UvRelease.Releases.Fragments;

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
        page.Append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
            .Append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n")
            .Append("<meta name=\"referrer\" content=\"no-referrer\">\n")
            .Append($"<title>{Html(app)}: releases</title>\n<style>\n{BoardStyle.Text}</style>\n</head>\n<body>\n<header><h1>{Html(app)}</h1><p>What is released, and to whom.</p></header>\n<main>\n");
        foreach (BoardChannel channel in channels)
            WriteChannel(page, channel);
        return page.Append("</main>\n</body>\n</html>\n").ToString();
    }

    private static void WriteChannel(StringBuilder page, BoardChannel channel)
    {
        page.Append($"<section aria-labelledby=\"channel-{Html(channel.Name)}\">\n<h2 id=\"channel-{Html(channel.Name)}\">{Html(channel.Name)}</h2>\n");
        if (channel.Current is not { } release || channel.Entries.Count == 0)
        {
            page.Append("<p class=\"nothing\">Nothing is released here yet.</p>\n</section>\n");
            return;
        }

        ChannelStanding standing = channel.Entries[0].Standing;
        string word = standing.Halted ? "halted" : standing.IsComplete ? "everybody" : $"{standing.Current.Percent} % of clients";
        string kind = standing.Halted ? "halted" : standing.IsComplete ? "complete" : "rolling";
        page.Append($"<p class=\"version\"><strong>{Html(standing.Current.Version)}</strong> <span class=\"badge {kind}\">{Html(word)}</span></p>\n")
            .Append(CultureInfo.InvariantCulture, $"<div class=\"bar {kind}\" role=\"img\" aria-label=\"Offered to {standing.Offered} percent\"><span style=\"width:{standing.Offered}%\"></span></div>\n")
            .Append($"<p class=\"facts\">since <time datetime=\"{Html(standing.Current.Since)}\">{Html(Minute(standing.Current.Since))}</time> · generation {channel.Entries[0].Generation}</p>\n")
            .Append(standing.Fallback is { } fallback && !standing.IsComplete ? $"<p class=\"facts\">the others get {Html(fallback.Version)}</p>\n" : "")
            .Append(standing.Current.Cohorts.Count > 0 ? $"<p class=\"facts\">always for {Html(string.Join(", ", standing.Current.Cohorts))}</p>\n" : "")
            .Append($"<p class=\"facts\">release <code>{Html(standing.Current.Digest[..16])}</code> · commit <code>{Html(release.Commit[..12])}</code></p>\n");
        WriteDownloads(page, release);
        if (release.Notes is { } notes)
            page.Append($"<details><summary>What is new</summary><pre>{Html(notes)}</pre></details>\n");
        WriteHistory(page, channel.Entries);
        page.Append("</section>\n");
    }

    private static void WriteDownloads(StringBuilder page, Release release)
    {
        page.Append("<ul class=\"downloads\">\n");
        foreach (IGrouping<ReleasePlatform, ReleaseFile> platform in release.Files.Where(file => file.Kind != ArtifactKind.Blockmap).GroupBy(file => file.Platform))
        {
            page.Append($"<li><h3>{PlatformTitles[(int)platform.Key]}</h3>\n<ul>\n");
            foreach (ReleaseFile file in platform)
            {
                string url = release.HostedUrl(file) ?? "../" + StorePaths.Artifact(release.Version, file.Platform, file.Arch, file.Name).Text;
                page.Append($"<li><a href=\"{Html(url)}\">{Html(file.Name)}</a> <span>{file.Arch.Word()} · {Size(file.Size)}</span></li>\n");
            }

            page.Append("</ul></li>\n");
        }

        page.Append("</ul>\n");
    }

    private static void WriteHistory(StringBuilder page, IReadOnlyList<LogEntry> entries)
    {
        page.Append($"<details{(entries.Count > 1 ? "" : " open=\"\"")}><summary>History</summary>\n<div class=\"scroll\"><table>\n<thead><tr><th scope=\"col\">#</th><th scope=\"col\">when</th><th scope=\"col\">what</th><th scope=\"col\">version</th><th scope=\"col\">offered</th><th scope=\"col\">by</th></tr></thead>\n<tbody>\n");
        foreach (LogEntry entry in entries)
        {
            string run = entry.Run is { } url && Uri.TryCreate(url, UriKind.Absolute, out Uri? uri) && uri.Scheme == "https" ? $"<a href=\"{Html(uri.AbsoluteUri)}\" rel=\"nofollow\">{Html(entry.Actor)}</a>" : Html(entry.Actor);
            page.Append($"<tr><td>{entry.Generation}</td><td><time datetime=\"{Html(entry.At)}\" title=\"{Html(entry.At)}\">{Html(entry.At[..10])}</time></td><td class=\"what\">{entry.Action.Word()}{(entry.Reason is { } reason ? $": {Html(reason)}" : "")}</td><td>{Html(entry.Standing.Current.Version)}</td><td>{entry.Standing.Offered} %</td><td>{run}</td></tr>\n");
        }

        page.Append("</tbody>\n</table></div></details>\n");
    }

    private static string Minute(string time) => time[..10] + " " + time[11..16];

    private static string Size(long bytes) => bytes < 1_000_000
        ? string.Create(CultureInfo.InvariantCulture, $"{Math.Max(1, bytes / 1000)} kB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / 1_000_000.0:0.0} MB");

    private static string Html(string text) => WebUtility.HtmlEncode(text);
}
