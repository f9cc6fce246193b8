using System.Text;
using UvRelease.Releases;

namespace UvRelease.Changelog.Markdown;

/// <summary>
/// Several lines of a stranger's Markdown, made harmless: paragraphs, lists, fenced code and code spans stay what they are, headings become bold,
/// and nothing else is active.
/// </summary>
public static class UntrustedBlocks
{
    private const int DeepestIndent = 8, MostDigits = 4;

    /// <summary>Returns the lines, with a line end at the end; empty for an empty text.</summary>
    /// <param name="text">Markdown as written.</param>
    /// <param name="links">Which addresses may become links.</param>
    /// <param name="indent">What each line begins with, such as two spaces below a list's entry.</param>
    public static string Render(string text, LinkPolicy links, string indent = "")
    {
        var safe = new StringBuilder();
        string[] lines = text.ReplaceLineEndings("\n").Trim('\n').Split('\n');
        bool inList = false, blank = true;
        for (int i = 0; i < lines.Length; i++)
        {
            if (CodeFence.Open(lines[i]) is { } fence)
            {
                i = AppendCode(safe, lines, i, fence, indent, blank);
                (inList, blank) = (false, false);
                continue;
            }

            string line = lines[i].Trim();
            if (line.Length == 0)
            {
                if (!blank)
                    safe.Append('\n');
                blank = true;
                continue;
            }

            bool wasList = inList;
            int mark = MarkOfItem(line);
            inList = mark > 0 || (inList && !blank);
            int depth = mark > 0 && wasList ? Math.Min(DeepestIndent, lines[i].Length - lines[i].AsSpan().TrimStart(' ').Length) : 0;
            safe.Append(indent).Append(' ', depth);
            if (mark > 0)
                safe.Append(line, 0, mark).Append(' ');
            safe.Append(Line(line[mark..].TrimStart(), links)).Append('\n');
            blank = false;
        }

        string rendered = safe.ToString().TrimEnd('\n');
        return rendered.Length == 0 ? "" : rendered + "\n";
    }

    private static string Line(string text, LinkPolicy links)
    {
        if (!HeadingLine.TryRead(text, out HeadingLine heading))
            return UntrustedLine.Render(text, links);
        return heading.Text.Length == 0 ? "" : $"**{UntrustedLine.Render(heading.Text, links)}**";
    }

    private static int AppendCode(StringBuilder safe, string[] lines, int open, CodeFence fence, string indent, bool blank)
    {
        int end = open + 1;
        while (end < lines.Length && !fence.Closes(lines[end]))
            end++;
        string[] code = [.. lines[(open + 1)..end].Select(line => MarkdownText.Visible(fence.Dedent(line).Replace("\t", "    ", StringComparison.Ordinal)))];
        int longest = code.Select(line => CodeFence.LongestRun(line)).DefaultIfEmpty(0).Max();
        string marks = new('`', Math.Max(3, longest + 1));
        if (!blank && safe.Length > 0)
            safe.Append('\n');
        safe.Append(indent).Append(marks).Append(fence.Language).Append('\n');
        foreach (string line in code)
            safe.Append(line.Length == 0 ? "" : indent + line).Append('\n');
        safe.Append(indent).Append(marks).Append('\n');
        // The line that is read next may be directly below the fence.
        if (end + 1 < lines.Length && lines[end + 1].Trim().Length > 0)
            safe.Append('\n');
        return end;
    }

    // Length of the mark that a list item begins with (GFM §5.2); 0 for another line.
    private static int MarkOfItem(ReadOnlySpan<char> line)
    {
        int digits = line.IndexOfAnyExceptInRange('0', '9');
        int mark = digits is > 0 and <= MostDigits && line[digits] is '.' or ')' ? digits + 1 : line[0] is '-' or '*' or '+' ? 1 : 0;
        return mark > 0 && mark < line.Length && line[mark] is ' ' or '\t' ? mark : 0;
    }
}
