using System.Text;

namespace UvRelease.Releases;

/// <summary>Makes text of strangers harmless in Markdown: no link, image, HTML, mention, heading or table can come out of it.</summary>
public static class MarkdownText
{
    // A word joiner (U+2060) after @ or # keeps GitHub from making a mention or a reference of it and is invisible.
    private const char WordJoiner = '\u2060';

    /// <summary>Escapes one line of text (GitHub Flavored Markdown §2.4 backslash escapes, §6.2 entities); line ends become spaces.</summary>
    public static string Inline(string text)
    {
        var escaped = new StringBuilder(text.Length + 16);
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c is '&')
                escaped.Append("&amp;");
            else if (c is '<')
                escaped.Append("&lt;");
            else if (c is '>')
                escaped.Append("&gt;");
            else if (c is '@' or '#')
                escaped.Append(c).Append(WordJoiner);
            else if (c is '\\' or '`' or '*' or '_' or '{' or '}' or '[' or ']' or '|' or '~' or '$' or '!')
                escaped.Append('\\').Append(c);
            else if (c is ':' && IsLinkStart(text, i))
                escaped.Append("&#58;");
            else if (c is '.' && text.AsSpan(0, i).EndsWith("www", StringComparison.OrdinalIgnoreCase))
                escaped.Append(WordJoiner).Append(c);
            else if (IsBidirectionalControl(c) || (char.IsControl(c) && c is not ('\n' or '\r' or '\t')))
                escaped.Append('\ufffd');
            else
                escaped.Append(c is '\n' or '\r' or '\t' ? ' ' : c);
        }

        return escaped.ToString();
    }

    /// <summary>Escapes text for a cell of a table.</summary>
    public static string Cell(string text) => Inline(text);

    /// <summary>Sets text as a code span whose fence is longer than any run of backticks in it (GFM §6.3).</summary>
    public static string Code(string text)
    {
        string line = text.ReplaceLineEndings(" ");
        int longest = 0, run = 0;
        foreach (char c in line)
            longest = Math.Max(longest, run = c == '`' ? run + 1 : 0);
        string fence = new('`', longest + 1);
        string padding = line.StartsWith('`') || line.EndsWith('`') ? " " : "";
        return fence + padding + line + padding + fence;
    }

    // GFM §6.9 makes links of bare http://, https://, ftp:// and www. texts, and GitHub of mailto: and xmpp:.
    private static bool IsLinkStart(string text, int colon) =>
        text.AsSpan(colon).StartsWith("://") || text.AsSpan(0, colon).EndsWith("mailto", StringComparison.OrdinalIgnoreCase)
        || text.AsSpan(0, colon).EndsWith("xmpp", StringComparison.OrdinalIgnoreCase);

    // Trojan Source (CVE-2021-42574): these reorder what a reader sees.
    private static bool IsBidirectionalControl(char c) => c is >= '\u202a' and <= '\u202e' or >= '\u2066' and <= '\u2069';
}
