using System.Text.RegularExpressions;

namespace UvRelease.Releases.Configuration;

/// <summary>What the words of the configuration may look like. Each method returns what is wrong with one, or null.</summary>
internal static partial class Words
{
    internal static string? Type(string text) => TypeForm().IsMatch(text)
        ? null
        : "must be a commit type: lower-case letters, digits and hyphens, a letter first, at most 40.";

    internal static string? Scope(string text) => ScopeForm().IsMatch(text)
        ? null
        : "must be a scope: 1 to 60 characters without brackets, colons and spaces at its ends.";

    internal static string? Id(string text) => TypeForm().IsMatch(text)
        ? null
        : "must be an id: lower-case letters, digits and hyphens, a letter first, at most 40.";

    internal static string? Channel(string text) => TypeForm().IsMatch(text)
        ? null
        : "must be a channel name: lower-case letters, digits and hyphens, a letter first, at most 40.";

    internal static string? Title(string text) => TitleForm().IsMatch(text) ? null : "must be a title: one line of 1 to 100 characters, no spaces at its ends.";

    internal static string? Label(string text) => TitleForm().IsMatch(text) ? null : "must be a name: one line of 1 to 100 characters, no spaces at its ends.";

    internal static string? Path(string text) => PathForm().IsMatch(text) && !text.Split('/').Contains("..", StringComparer.Ordinal)
        ? null
        : "must be a path inside the repository: relative, without '..' and backslashes, not starting with ':', '!' or '-'.";

    internal static string? ContentPattern(string text) => ContentPatternForm().IsMatch(text)
        ? null
        : "must be a file's name with '*' in place of what varies, such as *.pem, or a folder's name with a slash behind it, such as secrets/.";

    internal static string? TagPattern(string text) => TagPatternForm().IsMatch(text)
        ? null
        : "must be a tag's name with exactly one '*' in place of the version, such as v* or desktop-v*.";

    // NonBacktracking: a team's pattern meets a stranger's title, and its time must stay linear.
    internal static string? Pattern(string text)
    {
        try
        {
            _ = new Regex(text, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
            return null;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return "is no regular expression that can be used here (no look-around, no back-references, no atomic groups). " + e.Message;
        }
    }

    [GeneratedRegex(@"^[a-z][a-z0-9-]{0,39}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TypeForm();

    [GeneratedRegex(@"^[^\s()\[\]{}:](?:[^()\[\]{}:\r\n]{0,58}[^\s()\[\]{}:])?\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ScopeForm();

    [GeneratedRegex(@"^[^\s\x00-\x1f](?:[^\x00-\x1f\r\n]{0,98}[^\s\x00-\x1f])?\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TitleForm();

    [GeneratedRegex(@"^[^/\\\x00-\x1f?]{1,100}/?\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ContentPatternForm();

    [GeneratedRegex(@"^[^\s/\\:!\x00-\x1f-][^\\\x00-\x1f]*\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PathForm();

    // git check-ref-format's forbidden characters, without its rarer rules: git has the last word on a tag.
    [GeneratedRegex(@"^[^\s~^:?*\[\\\x00-\x1f-][^\s~^:?*\[\\\x00-\x1f]*\*[^\s~^:?*\[\\\x00-\x1f]*\z|^\*[^\s~^:?*\[\\\x00-\x1f]*\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TagPatternForm();
}
