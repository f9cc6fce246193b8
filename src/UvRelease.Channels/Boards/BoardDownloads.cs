using System.Globalization;
using System.Net;
using System.Text;
using UvRelease.Channels.Feeds;
using UvRelease.Releases.Artifacts;
using UvRelease.Releases.Identity;

namespace UvRelease.Channels.Boards;

/// <summary>What the board says of a release's files: how to get them, and how to know that they are the right ones.</summary>
internal static class BoardDownloads
{
    private static readonly string[] PlatformTitles = ["Linux", "Windows", "macOS"];

    /// <summary>Writes a list for each platform.</summary>
    public static void WriteLists(StringBuilder page, Release release)
    {
        IReadOnlyList<Leg> byHand = FeedRenderer.WithoutFeed(release);
        foreach (IGrouping<ReleasePlatform, ReleaseFile> platform in Files(release).GroupBy(file => file.Platform))
        {
            page.Append($"<h3>{PlatformTitles[(int)platform.Key]}</h3>\n");
            if (byHand.Where(leg => leg.Platform == platform.Key).Select(leg => leg.Arch.Word()).ToArray() is { Length: > 0 } arches)
                page.Append($"<p>No automatic updates for {string.Join(", ", arches)}: get new versions here.</p>\n");
            page.Append($"<ul class=\"downloads\">\n");
            ILookup<string, ReleaseFile> named = platform.ToLookup(ProductName.Of);
            foreach (ReleaseFile file in platform)
            {
                string url = release.HostedUrl(file) ?? "../" + StorePaths.Artifact(release.Version, file.Platform, file.Arch, file.Name).Text;
                string product = ProductName.Of(file), more = named[product].Count() > 1 ? $"{file.Name} · " : "";
                page.Append($"<li><a href=\"{Html(url)}\"><span class=\"file\">{Html(product)}</span> ")
                    .Append($"<span class=\"size\">{Html(more)}{Size(file.Size)}</span></a></li>\n");
            }

            page.Append("</ul>\n");
        }
    }

    /// <summary>Writes checksums and the addresses of the feeds.</summary>
    public static void WriteProofs(StringBuilder page, string channel, Release release)
    {
        page.Append("<details><summary>Checksums and feeds</summary>\n<ul class=\"history\">\n");
        foreach (ReleaseFile file in Files(release))
            page.Append($"<li>{Html(file.Name)}<span class=\"by\">SHA-256 <code>{Html(file.Sha256)}</code></span></li>\n");
        foreach ((ReleasePlatform platform, ReleaseArch arch, _) in FeedRenderer.Groups(release))
        {
            string feed = $"{channel}/{FeedNames.File(FeedNames.Default, platform, arch)}";
            page.Append($"<li>Feed of {PlatformTitles[(int)platform]}<span class=\"by\"><a href=\"{Html(feed)}\">feeds/{Html(feed)}</a></span></li>\n");
        }

        page.Append("</ul></details>\n");
    }

    /// <summary>Platforms whose apps update themselves.</summary>
    public static string Updating(Release release) =>
        string.Join(", ", FeedRenderer.Groups(release).Select(group => PlatformTitles[(int)group.Platform]).Distinct(StringComparer.Ordinal));

    private static IEnumerable<ReleaseFile> Files(Release release) => release.Files.Where(file => file.Kind != ArtifactKind.Blockmap);

    private static string Size(long bytes) => bytes < 1_000_000
        ? string.Create(CultureInfo.InvariantCulture, $"{Math.Max(1, bytes / 1000)} kB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / 1_000_000.0:0.0} MB");

    private static string Html(string text) => WebUtility.HtmlEncode(text);
}
