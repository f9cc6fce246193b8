using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using UvRelease.Releases.Identity;

namespace UvRelease.Channels.Feeds;

/// <summary>One file that clients poll, before it is a text.</summary>
/// <param name="Release">The release that it offers.</param>
/// <param name="Files">Its files in the order that the client goes through them, with their addresses.</param>
/// <param name="Date">When the channel began to offer it (UTC).</param>
/// <param name="StagingPercentage">Share of clients that is offered it; null for everybody.</param>
/// <param name="MinimumSystemVersion">Oldest kernel that is offered it; null for any.</param>
/// <param name="Generation">Log entry that the feed was made from.</param>
/// <param name="ReleaseDigest">Digest of the release.</param>
internal sealed record FeedContent(
    Release Release,
    IReadOnlyList<(ReleaseFile File, string Url)> Files,
    string Date,
    int? StagingPercentage,
    string? MinimumSystemVersion,
    int Generation,
    string ReleaseDigest);

/// <summary>Writes feeds as YAML that js-yaml reads back exactly: texts in double quotes, nothing left to guess.</summary>
internal static partial class FeedText
{
    /// <summary>Writes a feed.</summary>
    public static string Write(FeedContent feed)
    {
        var text = new StringBuilder();
        text.Append("version: ").Append(Quoted(feed.Release.Version)).Append("\nfiles:\n");
        foreach ((ReleaseFile file, string url) in feed.Files)
        {
            text.Append("  - url: ").Append(Quoted(url)).Append("\n    sha512: ").Append(Quoted(file.Sha512));
            text.Append(CultureInfo.InvariantCulture, $"\n    size: {file.Size}\n");
            if (file.Blockmap is { Form: Releases.Artifacts.BlockmapForm.Embedded } map)
                text.Append(CultureInfo.InvariantCulture, $"    blockMapSize: {map.Size}\n");
        }

        if (feed.Release.Notes is { } notes)
            text.Append("releaseNotes: ").Append(Quoted(notes)).Append('\n');
        text.Append("releaseDate: ").Append(Quoted(feed.Date)).Append('\n');
        if (feed.StagingPercentage is { } percent)
            text.Append(CultureInfo.InvariantCulture, $"stagingPercentage: {percent}\n");
        if (feed.MinimumSystemVersion is { } system)
            text.Append("minimumSystemVersion: ").Append(Quoted(system)).Append('\n');
        text.Append(CultureInfo.InvariantCulture, $"uvRelease:\n  generation: {feed.Generation}\n  releaseDigest: ");
        text.Append(Quoted(feed.ReleaseDigest)).Append('\n');
        return text.ToString();
    }

    /// <summary>Generation that a feed was made from; null for a text that no version of uv-release wrote.</summary>
    public static int? Generation(string text)
    {
        Match match = GenerationForm().Match(text);
        ReadOnlySpan<char> number = match.Groups["generation"].ValueSpan;
        return match.Success && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int generation) ? generation : null;
    }

    // YAML 1.2 §5.7 (escapes) and §7.3.1 (double-quoted): what a reader might take for a line end or can't print is escaped.
    private static string Quoted(string text)
    {
        var quoted = new StringBuilder(text.Length + 2).Append('"');
        foreach (Rune rune in text.EnumerateRunes())
        {
            switch (rune.Value)
            {
                case '"':
                    quoted.Append("\\\"");
                    break;
                case '\\':
                    quoted.Append("\\\\");
                    break;
                case '\n':
                    quoted.Append("\\n");
                    break;
                case '\t':
                    quoted.Append("\\t");
                    break;
                case < 0x20 or (>= 0x7f and <= 0x9f) or 0x2028 or 0x2029 or 0xfeff or 0xfffe or 0xffff:
                    quoted.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}");
                    break;
                default:
                    quoted.Append(rune.ToString());
                    break;
            }
        }

        return quoted.Append('"').ToString();
    }

    [GeneratedRegex(
        @"^uvRelease:\n  generation: (?<generation>[0-9]{1,10})\n",
        RegexOptions.CultureInvariant | RegexOptions.Multiline | RegexOptions.NonBacktracking)]
    private static partial Regex GenerationForm();
}
