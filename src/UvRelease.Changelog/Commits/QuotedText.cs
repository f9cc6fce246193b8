using System.Text;

namespace UvRelease.Changelog.Commits;

/// <summary>Finds the ends of quoted text that HTML or a heading begins. What nobody closes is none, for it would hide all that follows.</summary>
internal struct QuotedText
{
    private static readonly string[] Elements = ["details", "blockquote"];
    private static readonly string[] Headings =
    [
        "release notes", "changelog", "change log", "what's changed", "commits", "maintainer changes", "install script changes", "upgrade guide",
        "vulnerabilities fixed", "github vulnerability alerts", "security advisories",
    ];

    private const int LowestLevel = 6;

    private bool commentUnclosed;
    private bool elementsUnclosed;
    private bool? isUpdate;

    /// <summary>Where the last line of the quoted text ends that begins in a line.</summary>
    /// <param name="text">The message.</param>
    /// <param name="start">Where the line begins.</param>
    /// <param name="visited">How many characters were looked at.</param>
    /// <returns>-1 where nothing quoted begins.</returns>
    public int EndOf(ReadOnlySpan<char> text, int start, out int visited)
    {
        visited = 0;
        ReadOnlySpan<char> line = text[start..].TrimStart(' ');
        if (line[0] == '#' || IsHeading(text[start..LineEnd(text, start)]))
            return (isUpdate ??= IsUpdate(text)) ? Section(text, start, ref visited) : -1;
        if (line.StartsWith("<!--", StringComparison.Ordinal) && !commentUnclosed)
        {
            int close = text[start..].IndexOf("-->", StringComparison.Ordinal);
            visited = close < 0 ? text.Length - start : close;
            commentUnclosed = close < 0;
            return close < 0 ? -1 : LineEnd(text, start + close);
        }

        foreach (string element in Elements)
        {
            if (!elementsUnclosed && line[1..].StartsWith(element, StringComparison.OrdinalIgnoreCase))
                return Element(text, start, element, ref visited);
        }

        return -1;
    }

    /// <summary>True for a heading without marks, or in bold: some bots write them so.</summary>
    public static bool IsHeading(ReadOnlySpan<char> line) => line.Length < 40 && Names(Words(line));

    /// <summary>A text without what is quoted in it; the same object where nothing is.</summary>
    public static string Without(string text)
    {
        if (text.AsSpan().IndexOfAny("<>`~") < 0 && !text.Contains("\n#", StringComparison.Ordinal) && !IsUpdate(text))
            return text;
        StringBuilder? own = null;
        var lines = new MessageLines(text);
        int kept = 0;
        while (lines.MoveNext())
        {
            int start = lines.Start;
            if (!lines.SkipQuoted())
                continue;
            (own ??= new StringBuilder()).Append(text.AsSpan(kept, start - kept));
            kept = lines.End;
        }

        return own is null ? text : own.Append(text.AsSpan(kept)).ToString();
    }

    // Elements may be nested. Where one is not closed, the last one that is ends what is quoted.
    private int Element(ReadOnlySpan<char> text, int start, string element, ref int visited)
    {
        int depth = 0, last = -1, at = start;
        while (at < text.Length && text[at..].IndexOf('<') is >= 0 and int found)
        {
            at += found + 1;
            bool closes = at < text.Length && text[at] == '/';
            if (!text[(closes ? at + 1 : at)..].StartsWith(element, StringComparison.OrdinalIgnoreCase))
                continue;
            depth += closes ? -1 : 1;
            if (closes)
                last = at;
            if (depth == 0)
                break;
        }

        visited = (depth == 0 ? last : text.Length) - start;
        elementsUnclosed = last < 0;
        return last < 0 ? -1 : LineEnd(text, last);
    }

    // Until a heading that is not below this one, or a thematic break.
    private int Section(ReadOnlySpan<char> text, int start, ref int visited)
    {
        int end = LineEnd(text, start);
        ReadOnlySpan<char> heading = text[start..end].Trim();
        int level = heading[0] == '#' ? heading.IndexOfAnyExcept('#') : LowestLevel;
        if (level is < 1 or > LowestLevel || !Names(Words(heading.TrimStart('#'))))
            return -1;
        while (end < text.Length)
        {
            int next = end + 1, nextEnd = LineEnd(text, next);
            ReadOnlySpan<char> line = text[next..nextEnd].Trim();
            int marks = line.IndexOfAnyExcept('#');
            // Each version of a release has a heading, often of the same level.
            if (marks > 0 && marks <= level && line[marks] == ' ' && line.IndexOfAnyInRange('0', '9') < 0)
                break;
            if (line.Length >= 3 && line.IndexOfAnyExcept('-') < 0)
                break;
            visited += nextEnd - next + 1;
            end = nextEnd;
            if (line is ['<', ..] && EndOf(text, next, out int more) is > 0 and int inner)
            {
                visited += more;
                end = Math.Max(end, inner);
            }
        }

        return end;
    }

    private static int LineEnd(ReadOnlySpan<char> text, int at)
    {
        if (at >= text.Length)
            return text.Length;
        int length = text[at..].IndexOfAny('\n', '\r');
        return length < 0 ? text.Length : at + length;
    }

    // chore(deps): …, build(deps-dev): …, Bump x from 1 to 2, Update dependency x to v2.
    private static bool IsUpdate(ReadOnlySpan<char> text)
    {
        ReadOnlySpan<char> subject = text.TrimStart();
        subject = subject[..LineEnd(subject, 0)];
        bool typed = HeaderLine.TryRead(subject, out HeaderLine header);
        if (typed && header.Scope.Contains("dep", StringComparison.OrdinalIgnoreCase))
            return true;
        ReadOnlySpan<char> told = typed ? header.Description : subject;
        return told.StartsWith("bump ", StringComparison.OrdinalIgnoreCase) || told.StartsWith("update ", StringComparison.OrdinalIgnoreCase)
            || told.StartsWith("upgrade ", StringComparison.OrdinalIgnoreCase);
    }

    private static ReadOnlySpan<char> Words(ReadOnlySpan<char> line) => line.Trim(" \t*_:");

    private static bool Names(ReadOnlySpan<char> words)
    {
        foreach (string heading in Headings)
        {
            if (words.Equals(heading, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }
}
