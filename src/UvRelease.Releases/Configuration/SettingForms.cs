using System.Text.RegularExpressions;

namespace UvRelease.Releases.Configuration;

/// <summary>What settings may look like. Each method says what is wrong with a text, as the rest of a sentence; null when it is right.</summary>
public static partial class SettingForms
{
    /// <summary>Of a commit type.</summary>
    public static string? Type(string text) => TypeForm().IsMatch(text)
        ? null
        : "must be a commit type: lower-case letters, digits and hyphens, a letter first, at most 40.";

    /// <summary>Of a scope of commits.</summary>
    public static string? Scope(string text) => ScopeForm().IsMatch(text)
        ? null
        : "must be a scope: 1 to 60 characters without brackets, colons and spaces at its ends.";

    /// <summary>Of an id.</summary>
    public static string? Id(string text) => TypeForm().IsMatch(text)
        ? null
        : "must be an id: lower-case letters, digits and hyphens, a letter first, at most 40.";

    /// <summary>Of the name of a channel.</summary>
    public static string? Channel(string text) =>
        !TypeForm().IsMatch(text) ? "must be a channel name: lower-case letters, digits and hyphens, a letter first, at most 40."
        : text.StartsWith("latest-", StringComparison.Ordinal)
            ? "must be another channel name: latest-mac.yml, latest-linux.yml and the like are feeds that clients of every channel poll."
        : null;

    /// <summary>Of a title.</summary>
    public static string? Title(string text) => TitleForm().IsMatch(text) ? null : "must be a title: one line of 1 to 100 characters, no spaces at its ends.";

    /// <summary>Of a name.</summary>
    public static string? Label(string text) => TitleForm().IsMatch(text) ? null : "must be a name: one line of 1 to 100 characters, no spaces at its ends.";

    /// <summary>Of a path inside the repository.</summary>
    public static string? Path(string text) => PathForm().IsMatch(text) && !text.Split('/').Contains("..", StringComparer.Ordinal)
        ? null
        : "must be a path inside the repository: relative, without '..' and backslashes, not starting with ':', '!' or '-'.";

    /// <summary>Of a pattern of files or folders.</summary>
    public static string? ContentPattern(string text) => ContentPatternForm().IsMatch(text)
        ? null
        : "must be a file's name with '*' in place of what varies, such as *.pem, or a folder's name with a slash behind it, such as secrets/.";

    /// <summary>Of a pattern of version tags.</summary>
    public static string? TagPattern(string text) => TagPatternForm().IsMatch(text)
        ? null
        : "must be a tag's name with exactly one '*' in place of the version, such as v* or desktop-v*.";

    /// <summary>Of an address that clients poll.</summary>
    public static string? WebAddress(string text) =>
        !text.Any(char.IsWhiteSpace) && Uri.TryCreate(text, UriKind.Absolute, out Uri? uri)
            && uri.Scheme is "https" or "http" && uri.UserInfo.Length == 0 && uri.Query.Length == 0 && uri.Fragment.Length == 0
            ? null
            : "must be an address of https (or http) without user, query and fragment.";

    /// <summary>Of a regular expression.</summary>
    // NonBacktracking: a team's pattern meets a stranger's title, and its time must stay linear.
    public static string? Pattern(string text)
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
    [GeneratedRegex(@"^[^\s~^:?*\[\\\x00-\x1f-][^\s~^:?*\[\\\x00-\x1f]*\*[^\s~^:?*\[\\\x00-\x1f]*\z|^\*[^\s~^:?*\[\\\x00-\x1f]*\z",
        RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TagPatternForm();
}
