using System.Text;
using System.Text.RegularExpressions;
using UvRelease.Releases;

namespace UvRelease.Changelog.Markdown;

/// <summary>
/// Several lines of a stranger's Markdown, made harmless: paragraphs, lists, fenced code and code spans stay what they are, headings become bold,
/// and nothing else is active.
/// </summary>
public static partial class UntrustedBlocks
{
    private const int DeepestIndent = 8;

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
            Match item = ListItem().Match(lines[i]);
            inList = item.Success || (inList && !blank);
            string depth = item.Success && wasList ? new string(' ', Math.Min(DeepestIndent, item.Groups["indent"].Length)) : "";
            safe.Append(indent).Append(depth).Append(item.Success ? item.Groups["mark"].Value + " " : "");
            safe.Append(Line(item.Success ? item.Groups["text"].Value : line, links)).Append('\n');
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
        // The line that is read next may stand directly below the fence.
        if (end + 1 < lines.Length && lines[end + 1].Trim().Length > 0)
            safe.Append('\n');
        return end;
    }

    [GeneratedRegex(@"^(?<indent> *)(?<mark>[-*+]|[0-9]{1,4}[.)])[ \t]+(?<text>\S.*)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ListItem();
}
