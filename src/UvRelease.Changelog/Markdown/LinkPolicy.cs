using UvRelease.Changelog.Configuration;
using UvRelease.Releases;

namespace UvRelease.Changelog.Markdown;

/// <summary>Which addresses may become links: those below the repository's page and below a configured tracker. All others stay text.</summary>
public sealed class LinkPolicy
{
    private const int ShortId = 8;
    private static readonly AsciiSet HexadecimalDigits = new("0123456789abcdef");
    private readonly string[] prefixes;
    private readonly string? page;

    /// <summary>Makes a policy.</summary>
    /// <param name="repositoryPage">Address of the repository's page; null for none.</param>
    /// <param name="trackers">Configured trackers.</param>
    public LinkPolicy(Uri? repositoryPage, IReadOnlyList<TrackerRule> trackers)
    {
        RepositoryPage = repositoryPage?.AbsoluteUri.TrimEnd('/');
        string[] pages = RepositoryPage is null ? [] : [RepositoryPage + "/"];
        prefixes = [.. pages, .. trackers.Select(tracker => tracker.Url[..tracker.Url.IndexOf('{', StringComparison.Ordinal)])];
        page = Target(RepositoryPage);
    }

    /// <summary>Address of the repository's page without a slash at its end; null for none.</summary>
    public string? RepositoryPage { get; }

    /// <summary>Returns the address in the form that is safe as the target of a Markdown link; null when it must not be a link.</summary>
    public string? Target(string? url)
    {
        if (url is null || !Uri.TryCreate(url, UriKind.Absolute, out Uri? uri) || uri.Scheme is not ("https" or "http") || uri.UserInfo.Length > 0)
            return null;
        string canonical = uri.AbsoluteUri;
        bool allowed = canonical == RepositoryPage || Array.Exists(prefixes, prefix => canonical.StartsWith(prefix, StringComparison.Ordinal));
        // Browsers read an encoded dot as a dot: such a path could climb out of its prefix.
        if (!allowed || canonical.Contains("%2e", StringComparison.OrdinalIgnoreCase) || canonical.Contains("%5c", StringComparison.OrdinalIgnoreCase))
            return null;
        return canonical.Replace("(", "%28", StringComparison.Ordinal).Replace(")", "%29", StringComparison.Ordinal)
            .Replace("<", "%3C", StringComparison.Ordinal).Replace(">", "%3E", StringComparison.Ordinal).Replace("&", "&amp;", StringComparison.Ordinal);
    }

    /// <summary>Returns a link, or the text alone where the address is not allowed. The text is escaped here.</summary>
    public string Link(string text, string? url) => Target(url) is { } target ? $"[{Label(text)}]({target})" : MarkdownText.Inline(text);

    /// <summary>Returns a link to a commit under its short id. Ids and numbers need no look at their address: a long history has many.</summary>
    public string Commit(string id)
    {
        string shown = id[..Math.Min(ShortId, id.Length)];
        return page is not null && HexadecimalDigits.ContainsAll(id) ? $"[{shown}]({page}/commit/{id})" : MarkdownText.Inline(shown);
    }

    // npm's marked, which apps show notes with, drops backslashes inside a link and reads what they held back; entities it leaves alone.
    // A number stays as GitHub writes it: inside a link it refers to nothing else.
    private static string Label(string text) => text.Length is > 1 and < 12 && text[0] == '#' && text.AsSpan(1).IndexOfAnyExceptInRange('0', '9') < 0
        ? text
        : MarkdownText.Inline(text).Replace("\\[", "&#91;", StringComparison.Ordinal).Replace("\\]", "&#93;", StringComparison.Ordinal);

    /// <summary>Returns a link to a pull request under its number.</summary>
    public string PullRequest(int number) => page is not null ? $"[#{number}]({page}/pull/{number})" : MarkdownText.Inline($"#{number}");
}
