namespace UvRelease.Changelog.Commits;

/// <summary>Pieces of a message.</summary>
internal static class MessageText
{
    /// <summary>A piece without blank lines before it and white space after it, line ends as LF; its first line keeps its indentation.</summary>
    public static string Of(string message, int start, int end)
    {
        ReadOnlySpan<char> text = message.AsSpan(start, end - start).TrimEnd();
        int first = text.Length - text.TrimStart().Length;
        int lineEnd = text[..first].LastIndexOfAny('\n', '\r');
        string piece = text[(lineEnd + 1)..].ToString();
        return piece.Contains('\r', StringComparison.Ordinal) ? piece.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n') : piece;
    }

    /// <summary>
    /// Finds where the footers begin that end the last paragraph and may be glued to a body (CC-8): nothing but footers and their folded lines
    /// follows.
    /// </summary>
    /// <param name="message">The message.</param>
    /// <param name="floor">Where the subject ends.</param>
    /// <param name="visited">How many characters were looked at.</param>
    /// <returns>The place; past the end when there are none.</returns>
    public static int RunOfFooters(string message, int floor, out long visited)
    {
        ReadOnlySpan<char> text = message.AsSpan().TrimEnd();
        int run = int.MaxValue;
        visited = 0;
        while (text.Length > floor)
        {
            int start = Math.Max(text.LastIndexOfAny('\n', '\r') + 1, floor);
            ReadOnlySpan<char> last = text[start..];
            visited += last.Length + 1;
            if (FooterLine.TryRead(last, out _) || FooterLine.TryReadBreaking(last, out _))
                run = start;
            else if (last.IsWhiteSpace() || !(last[0] is ' ' or '\t' || FooterLine.IsCherryPick(last)))
                break;
            bool pair = start >= 2 && text[start - 1] == '\n' && text[start - 2] == '\r';
            text = text[..Math.Max(start - (pair ? 2 : 1), 0)];
        }

        return run;
    }
}
