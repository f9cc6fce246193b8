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

/// <summary>
/// Writes feeds as YAML that js-yaml reads back exactly. What scripts read line by line (version, address, digest) is plain as electron-builder writes it
/// where no reader can take it for something else; other texts are in double quotes.
/// </summary>
internal static partial class FeedText
{
    /// <summary>Writes a feed.</summary>
    public static string Write(FeedContent feed)
    {
        var text = new StringBuilder();
        text.Append("version: ").Append(Scalar(feed.Release.Version)).Append("\nfiles:\n");
        foreach ((ReleaseFile file, string url) in feed.Files)
        {
            text.Append("  - url: ").Append(Scalar(url)).Append("\n    sha512: ").Append(Scalar(file.Sha512));
            text.Append(CultureInfo.InvariantCulture, $"\n    size: {file.Size}\n");
            if (file.Blockmap is { Form: Releases.Artifacts.BlockmapForm.Embedded } map)
                text.Append(CultureInfo.InvariantCulture, $"    blockMapSize: {map.Size}\n");
            if (file.AdminRights)
                text.Append("    isAdminRightsRequired: true\n");
        }

        // Of the first file once more, which clients before electron-updater 4 and scripts read.
        if (feed.Files is [var (main, path), ..])
            text.Append("path: ").Append(Scalar(path)).Append("\nsha512: ").Append(Scalar(main.Sha512)).Append('\n');
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

    /// <summary>A feed of ours at 0 %, offering what it offered; null for a text that no version of uv-release wrote.</summary>
    /// <param name="text">The feed.</param>
    /// <param name="generation">Generation that it gets; null keeps its own.</param>
    public static string? Halted(string text, int? generation)
    {
        if (Generation(text) is not { } own)
            return null;
        string without = ShareForm().Replace(text, "");
        return GenerationForm().Replace(
            without, string.Create(CultureInfo.InvariantCulture, $"stagingPercentage: 0\nuvRelease:\n  generation: {generation ?? own}\n"), 1);
    }

    private static string Scalar(string text) => Plain().IsMatch(text) ? text : Quoted(text);

    // A version of three numbers, base64 that is filled up, a path or address: no number, date or truth value of any YAML looks like one of these.
    [GeneratedRegex(
        @"^(?:[0-9]+\.[0-9]+\.[0-9]+(?:[+-][0-9A-Za-z.+-]+)?|[A-Za-z0-9+/]{2,}={1,2}|"
            + @"(?:https?://|\.\./|artifacts/)[A-Za-z0-9._/+=~%@&()?:-]*[A-Za-z0-9_/+=~%@&()])\z",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Plain();

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

    [GeneratedRegex(@"^stagingPercentage: [0-9]{1,3}\n", RegexOptions.CultureInvariant | RegexOptions.Multiline | RegexOptions.NonBacktracking)]
    private static partial Regex ShareForm();
}
