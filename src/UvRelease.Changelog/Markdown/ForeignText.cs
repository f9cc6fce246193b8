using System.Text;

namespace UvRelease.Changelog.Markdown;

/// <summary>
/// A Markdown file that people write too. Each byte is one character (Latin-1), so that whatever is not ours comes out as it went in: byte order
/// mark, line ends of both kinds, bytes that are no UTF-8. What is looked for in it is ASCII.
/// </summary>
internal sealed class ForeignText
{
    // No pattern is held against more of a line than this.
    private const int LongestHeading = 4_000;

    private ForeignText(string text)
    {
        Text = text;
        Lines = Split(text);
        int windows = Lines.Count(line => line.Next - line.End == 2), unix = Lines.Count(line => line.Next - line.End == 1 && text[line.End] == '\n');
        LineEnd = windows > unix ? "\r\n" : "\n";
    }

    internal string Text { get; }

    internal IReadOnlyList<ForeignLine> Lines { get; }

    /// <summary>The line end that most lines have.</summary>
    internal string LineEnd { get; }

    internal static ForeignText Of(ReadOnlySpan<byte> bytes) => new(Encoding.Latin1.GetString(bytes));

    internal static ForeignText Of(string text) => new(text);

    /// <summary>Text of ours in the form of this file: its line end, one character for each byte of UTF-8.</summary>
    internal string Own(string text) =>
        Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\n").Replace("\n", LineEnd, StringComparison.Ordinal)));

    internal byte[] ToBytes() => Encoding.Latin1.GetBytes(Text);

    /// <summary>A line's text.</summary>
    internal string this[ForeignLine line] => Text[line.Start..line.End];

    /// <summary>
    /// The beginning of a line, as far as a heading, a definition of a link or a marker goes. A heading that is underlined (setext) comes as one with #s.
    /// </summary>
    internal string Heading(ForeignLine line)
    {
        string text = Text[line.Start..Math.Min(line.End, line.Start + LongestHeading)];
        return line.Underlined == 0 ? text : $"{new string('#', line.Underlined)} {text.TrimStart(' ')}";
    }

    /// <summary>A line's text, without a copy.</summary>
    internal ReadOnlySpan<char> Span(ForeignLine line) => Text.AsSpan(line.Start, line.End - line.Start);

    // Lines inside fenced code and comments of several lines are marked: what looks like a heading or a marker of ours there is an example. A fence or
    // comment that nothing closes is taken for text, for it would hide the markers of all the rest.
    private static ForeignLine[] Split(string text)
    {
        ForeignLine[] lines = [.. Bare(text)];
        (int Backticks, int Tildes, bool Comment)[] closing = Closing(text, lines);
        CodeFence? fence = null;
        bool comment = false;
        for (int i = 0; i < lines.Length; i++)
        {
            string line = text[lines[i].Start..lines[i].End];
            bool active = fence is null && !comment;
            if (fence is not null)
            {
                fence = fence.Closes(line) ? null : fence;
            }
            else if (comment)
            {
                comment = !line.Contains("-->", StringComparison.Ordinal);
            }
            else if (CodeFence.Open(line) is { } open && (open.Mark == '`' ? closing[i].Backticks : closing[i].Tildes) >= open.Length)
            {
                (fence, active) = (open, false);
            }
            else
            {
                comment = line.AsSpan().TrimStart(' ').StartsWith("<!--") && !line.Contains("-->", StringComparison.Ordinal) && closing[i].Comment;
            }

            lines[i] = lines[i] with { Active = active };
        }

        for (int i = 0; i + 1 < lines.Length; i++)
            lines[i] = lines[i] with { Underlined = UnderlineOf(text, lines, i) };
        return lines;
    }

    // A paragraph of one line with a line of = or - below it (CommonMark §4.3). One of several lines is no heading that anybody writes in a changelog,
    // and front matter ends with dashes too.
    private static int UnderlineOf(string text, ForeignLine[] lines, int i)
    {
        ReadOnlySpan<char> line = Of(lines[i]), below = Of(lines[i + 1]).TrimEnd(" \t");
        if (!lines[i].Active || !lines[i + 1].Active || below.IsEmpty || below.TrimStart(' ').TrimEnd(below[^1]).Length > 0 || below[^1] is not ('=' or '-')
            || line.Trim().IsEmpty || IsIndented(line) || IsIndented(below) || line.TrimStart(' ')[0] is '#' or '>' or '-' or '*' or '+' or '=' or '<' or '|'
            || (i > 0 && lines[i - 1].Active && !Of(lines[i - 1]).Trim().IsEmpty && Of(lines[i - 1]).TrimStart(' ')[0] != '#' && !EndsHeading(i - 1)))
            return 0;
        return below[^1] == '=' ? 1 : 2;

        ReadOnlySpan<char> Of(ForeignLine one) => text.AsSpan(one.Start, one.End - one.Start);
        bool EndsHeading(int at) => at > 0 && lines[at - 1].Underlined > 0;
        static bool IsIndented(ReadOnlySpan<char> one) => one[0] == '\t' || one.StartsWith("    ");
    }

    private static IEnumerable<ForeignLine> Bare(string text)
    {
        for (int start = text.StartsWith("ï»¿", StringComparison.Ordinal) ? 3 : 0, number = 1; start < text.Length; number++)
        {
            int end = text.AsSpan(start).IndexOfAny('\r', '\n') is >= 0 and var length ? start + length : text.Length;
            int next = end == text.Length ? end : text.AsSpan(end).StartsWith("\r\n") ? end + 2 : end + 1;
            yield return new ForeignLine(number, start, end, next, Active: true);
            start = next;
        }
    }

    private static bool IsMarker(ReadOnlySpan<char> line) => line.StartsWith("<!-- uv-release:") || line.StartsWith("<!-- /uv-release:");

    // For each line: how long a fence can be closed by a line below it, and whether a comment can.
    private static (int Backticks, int Tildes, bool Comment)[] Closing(string text, ForeignLine[] lines)
    {
        var closing = new (int Backticks, int Tildes, bool Comment)[lines.Length];
        (int Backticks, int Tildes, bool Comment) below = (0, 0, false);
        for (int i = lines.Length - 1; i >= 0; i--)
        {
            closing[i] = below;
            ReadOnlySpan<char> line = text.AsSpan(lines[i].Start, lines[i].End - lines[i].Start);
            ReadOnlySpan<char> trimmed = line.Trim();
            if (trimmed.Length > 0 && trimmed.IndexOfAnyExcept('`') < 0)
                below.Backticks = Math.Max(below.Backticks, trimmed.Length);
            else if (trimmed.Length > 0 && trimmed.IndexOfAnyExcept('~') < 0)
                below.Tildes = Math.Max(below.Tildes, trimmed.Length);
            // Our markers are comments of one line: one that is open above them was left open.
            below.Comment = !IsMarker(trimmed) && (below.Comment || line.Contains("-->", StringComparison.Ordinal));
        }

        return closing;
    }
}

/// <summary>A line of a file.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Start">Where its text begins.</param>
/// <param name="End">Where its text ends.</param>
/// <param name="Next">Where the next line begins.</param>
/// <param name="Active">False inside code and comments.</param>
/// <param name="Underlined">Level of a heading that the line below makes of it; 0 for none.</param>
internal readonly record struct ForeignLine(int Number, int Start, int End, int Next, bool Active, int Underlined = 0);
