using System.Text;
using UvRelease.Releases;

namespace UvRelease.Changelog.Markdown;

/// <summary>
/// One line of a stranger's Markdown, made harmless: code spans stay code spans (nothing is active in them), addresses that the policy allows become
/// links, all else is escaped.
/// </summary>
public static class UntrustedLine
{
    private const int LongestAddress = 2_000;

    private static readonly AsciiSet NeverInAddress = new("<>[]()`\"|\\");
    private static readonly char[] EndsOfSentences = ['.', ',', ';', ':', '!', '?', ')', '*', '_', '\''];

    /// <summary>Returns the line; line ends become spaces, spaces at its ends go.</summary>
    public static string Render(string text, LinkPolicy links)
    {
        string line = text.ReplaceLineEndings(" ").Trim();
        if (!line.Contains('`', StringComparison.Ordinal) && !line.Contains("://", StringComparison.Ordinal))
            return MarkdownText.Inline(line);
        var safe = new StringBuilder(line.Length + 16);
        int done = 0;
        foreach ((int start, int length, int fence) in CodeSpans(line))
        {
            AppendProse(safe, line[done..start], links);
            safe.Append(MarkdownText.Code(SpanContent(line.Substring(start + fence, length - (2 * fence)))));
            done = start + length;
        }

        AppendProse(safe, line[done..], links);
        return safe.ToString();
    }

    /// <summary>Returns the text as a reader without Markdown sees it: code spans without their fences, nothing escaped, no control characters.</summary>
    public static string Plain(string text)
    {
        string line = text.ReplaceLineEndings(" ").Trim();
        var plain = new StringBuilder(line.Length);
        int done = 0;
        foreach ((int start, int length, int fence) in CodeSpans(line))
        {
            plain.Append(line, done, start - done).Append(SpanContent(line.Substring(start + fence, length - (2 * fence))));
            done = start + length;
        }

        return MarkdownText.Visible(plain.Append(line, done, line.Length - done).ToString());
    }

    // GFM §6.3: a run of backticks opens a span that the next run of the same length closes; without one it is text. The positions of runs are kept
    // by length, so that a line of unclosed runs is not searched to its end for each of them.
    private static IEnumerable<(int Start, int Length, int Fence)> CodeSpans(string line)
    {
        (int Start, int Length)[] runs = [.. Runs(line)];
        if (runs.Length < 2)
            yield break;
        Dictionary<int, Queue<int>> byLength = runs.Select((run, index) => (run.Length, index))
            .GroupBy(run => run.Length).ToDictionary(group => group.Key, group => new Queue<int>(group.Select(run => run.index)));
        for (int i = 0; i < runs.Length; i++)
        {
            Queue<int> same = byLength[runs[i].Length];
            while (same.TryPeek(out int first) && first <= i)
                same.Dequeue();
            if (!same.TryPeek(out int close))
                continue;
            yield return (runs[i].Start, runs[close].Start + runs[close].Length - runs[i].Start, runs[i].Length);
            i = close;
        }
    }

    private static IEnumerable<(int Start, int Length)> Runs(string line)
    {
        for (int i = line.IndexOf('`', StringComparison.Ordinal); i >= 0 && i < line.Length; i = line.IndexOf('`', i))
        {
            int start = i;
            while (i < line.Length && line[i] == '`')
                i++;
            yield return (start, i - start);
            if (i == line.Length)
                yield break;
        }
    }

    private static string SpanContent(string text) =>
        text.Length > 2 && text[0] == ' ' && text[^1] == ' ' && text.AsSpan().Trim(' ').Length > 0 ? text[1..^1] : text;

    private static void AppendProse(StringBuilder safe, string prose, LinkPolicy links)
    {
        int done = 0;
        for (int colon, from = 0; (colon = prose.IndexOf("://", from, StringComparison.Ordinal)) >= 0;)
        {
            ReadOnlySpan<char> before = prose.AsSpan(from, colon - from);
            int scheme = before.EndsWith("https") ? 5 : before.EndsWith("http") ? 4 : 0;
            ReadOnlySpan<char> rest = prose.AsSpan(colon + 3);
            int length = LengthOfAddress(rest);
            from = colon + 3 + length;
            string url = scheme == 0 || length == 0 ? "" : prose.Substring(colon - scheme, scheme + 3 + length).TrimEnd(EndsOfSentences);
            if (links.Target(url) is not { } target)
                continue;
            safe.Append(MarkdownText.Inline(prose[done..(colon - scheme)])).Append($"[{MarkdownText.Inline(url)}]({target})");
            done = colon - scheme + url.Length;
        }

        safe.Append(MarkdownText.Inline(prose[done..]));
    }

    private static int LengthOfAddress(ReadOnlySpan<char> text)
    {
        int length = 0;
        while (length < text.Length && length < LongestAddress && !char.IsWhiteSpace(text[length]) && !NeverInAddress.Contains(text[length]))
            length++;
        return length;
    }
}
