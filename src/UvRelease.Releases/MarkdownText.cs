using System.Text;

namespace UvRelease.Releases;

/// <summary>Makes text of strangers harmless in Markdown: no link, image, HTML, mention, heading or table can come out of it.</summary>
public static class MarkdownText
{
    // A word joiner (U+2060) after @ or # keeps GitHub from making a mention or a reference of it and is invisible.
    private const char WordJoiner = '\u2060';

    // Most texts are nothing but these, and are spared the copy.
    private static readonly AsciiSet Harmless = new("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 .,;-+()'\"/?=%");

    /// <summary>Escapes one line of text (GitHub Flavored Markdown §2.4 backslash escapes, §6.2 entities); line ends become spaces.</summary>
    public static string Inline(string text)
    {
        int block = BlockMark(text);
        if (block < 0 && Harmless.ContainsAll(text) && !text.Contains("www", StringComparison.OrdinalIgnoreCase))
            return text;
        var escaped = new StringBuilder(text.Length + 16);
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (i == block)
                escaped.Append('\\').Append(c);
            else if (c is '&')
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
            else
                escaped.Append(Visible(text, i));
        }

        return escaped.ToString();
    }

    /// <summary>Escapes text for a cell of a table.</summary>
    public static string Cell(string text) => Inline(text);

    /// <summary>Sets one line of text as a code span whose fence is longer than any run of backticks in it (GFM §6.3); an empty one stays empty.</summary>
    public static string Code(string text)
    {
        string line = Visible(text.ReplaceLineEndings(" "));
        if (line.Length == 0)
            return "";
        int longest = 0, run = 0;
        foreach (char c in line)
            longest = Math.Max(longest, run = c == '`' ? run + 1 : 0);
        string fence = new('`', longest + 1);
        // A space at both ends is taken away by the reader, unless there is nothing else.
        bool loses = line.StartsWith(' ') && line.EndsWith(' ') && line.AsSpan().IndexOfAnyExcept(' ') >= 0;
        string padding = loses || line.StartsWith('`') || line.EndsWith('`') ? " " : "";
        return fence + padding + line + padding + fence;
    }

    /// <summary>
    /// Makes visible what a reader can't see, or what reorders what he sees: control characters, bidirectional controls and halves of surrogate pairs become
    /// U+FFFD; line ends and tabs become spaces. For plain text and for code, which is never escaped.
    /// </summary>
    public static string Visible(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (Visible(text, i) != text[i])
                return string.Create(text.Length, text, static (visible, text) =>
                {
                    for (int i = 0; i < visible.Length; i++)
                        visible[i] = Visible(text, i);
                });
        }

        return text;
    }

    // What makes a list, a heading's underline or a table's second row of a line when it comes first: - + = : and 1. or 1) (GFM §4.3, §4.10, §5.2).
    private static int BlockMark(string text)
    {
        int first = text.AsSpan().IndexOfAnyExcept(" \t\r\n");
        int mark = first;
        while (mark >= 0 && mark < text.Length && char.IsAsciiDigit(text[mark]))
            mark++;
        bool marks = mark >= 0 && mark < text.Length && (mark == first ? "-+=:" : ".)").Contains(text[mark], StringComparison.Ordinal);
        return marks ? mark : -1;
    }

    private static char Visible(string text, int i) => text[i] switch
    {
        '\n' or '\r' or '\t' or '\u2028' or '\u2029' => ' ',
        var c when char.IsControl(c) || IsBidirectionalControl(c) || IsHalf(text, i) => '\ufffd',
        var c => c,
    };

    private static bool IsHalf(string text, int i) => char.IsHighSurrogate(text[i])
        ? i + 1 == text.Length || !char.IsLowSurrogate(text[i + 1])
        : char.IsLowSurrogate(text[i]) && (i == 0 || !char.IsHighSurrogate(text[i - 1]));

    // GFM §6.9 makes links of bare http://, https://, ftp:// and www. texts, and GitHub of mailto: and xmpp:.
    private static bool IsLinkStart(string text, int colon) =>
        text.AsSpan(colon).StartsWith("://") || text.AsSpan(0, colon).EndsWith("mailto", StringComparison.OrdinalIgnoreCase)
        || text.AsSpan(0, colon).EndsWith("xmpp", StringComparison.OrdinalIgnoreCase);

    // Trojan Source (CVE-2021-42574): these reorder what a reader sees.
    private static bool IsBidirectionalControl(char c) => c is >= '\u202a' and <= '\u202e' or >= '\u2066' and <= '\u2069' or '\u200e' or '\u200f' or '\u061c';
}
