using System.Text.RegularExpressions;
using UvRelease.Changelog.Markdown;
using UvRelease.Releases;

namespace UvRelease.Changelog.ChangelogFile;

/// <summary>
/// The definitions of links at the end of a Keep a Changelog (https://keepachangelog.com/en/1.1.0/): <c>[Unreleased]</c> compares the last release with what
/// came after it, so it moves along with each release.
/// </summary>
internal static partial class CompareLink
{
    private const int LongestLine = 1_000;

    /// <summary>Returns the file with the definition of <c>[Unreleased]</c> after a version, and that version's own where its heading needs one.</summary>
    /// <param name="file">The file, the section in it.</param>
    /// <param name="version">The release.</param>
    /// <param name="section">Its section; a heading <c>[1.1.0]</c> without an address is a reference to a definition.</param>
    internal static ForeignText Move(ForeignText file, SemanticVersion version, string section)
    {
        foreach (ForeignLine line in file.Lines)
        {
            if (!line.Active || !file.Span(line).Contains("/compare/", StringComparison.Ordinal)
                || file.Span(line).Length > LongestLine || Unreleased().Match(file[line]) is not { Success: true } link)
                continue;
            string since = link.Groups["since"].Value;
            if (Split(since) is not var (prefix, last) || last.CompareTo(version) >= 0)
                return file;
            string now = prefix + version;
            string moved = link.Groups["page"].Value + now + link.Groups["rest"].Value;
            string own = section.StartsWith($"## [{version}] ", StringComparison.Ordinal)
                && !file.Lines.Any(other => file.Span(other).TrimStart(' ').StartsWith($"[{version}]:", StringComparison.Ordinal))
                ? $"{file.LineEnd}[{version}]: {link.Groups["address"].Value}{since}{link.Groups["dots"].Value}{now}" : "";
            return ForeignText.Of(file.Text[..line.Start] + moved + own + file.Text[line.End..]);
        }

        return file;
    }

    // v1.0.0, app-v1.0.0, app%40v1.0.0: the version is what a tag ends with.
    private static (string Prefix, SemanticVersion Version)? Split(string tag)
    {
        for (int start = 0; start < tag.Length; start++)
        {
            if (char.IsAsciiDigit(tag[start]) && SemanticVersion.TryParse(tag.AsSpan(start)) is { } version)
                return (tag[..start], version);
        }

        return null;
    }

    [GeneratedRegex(
        @"^(?<page> {0,3}\[unreleased\]:[ \t]*<?(?<address>[^\s<>]+/compare/))(?<since>[^\s<>/]{1,200}?)(?<rest>(?<dots>\.{2,3})[^\s.<>][^\s<>]*>?[ \t]*)$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Unreleased();
}
