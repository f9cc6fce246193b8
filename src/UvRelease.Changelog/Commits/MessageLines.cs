namespace UvRelease.Changelog.Commits;

/// <summary>Walks the lines of a message. They end in LF, CR LF or CR; each is given without its end.</summary>
/// <param name="text">The message.</param>
internal ref struct MessageLines(ReadOnlySpan<char> text)
{
    private readonly ReadOnlySpan<char> text = text;
    private int next;
    private bool backticksUnclosed;
    private bool tildesUnclosed;
    private QuotedText quoted;

    /// <summary>Where the line begins.</summary>
    public int Start { get; private set; }

    /// <summary>Where the line ends, its line end left out.</summary>
    public int End { get; private set; }

    /// <summary>Number of the line, from 1.</summary>
    public int Number { get; private set; }

    /// <summary>Characters looked at so far, those of a search for the end of a fence included: what is linear, grows with the text.</summary>
    public long Visited { get; private set; }

    /// <summary>The line.</summary>
    public readonly ReadOnlySpan<char> Current => text[Start..End];

    /// <summary>True when the line holds nothing but white space.</summary>
    public readonly bool IsBlank => Current.IsWhiteSpace();

    /// <summary>Goes to the next line.</summary>
    /// <returns>False after the last one.</returns>
    public bool MoveNext()
    {
        if (next < 0)
            return false;
        Start = next;
        Number++;
        int length = text[Start..].IndexOfAny('\n', '\r');
        End = length < 0 ? text.Length : Start + length;
        Visited += End - Start + 1;
        if (length < 0)
            next = -1;
        else
            next = text[End] == '\r' && End + 1 < text.Length && text[End + 1] == '\n' ? End + 2 : End + 1;
        return true;
    }

    /// <summary>
    /// Goes to the last line of what is quoted from here on: a fenced block, a block quote, an HTML comment, what details and blockquote elements hold, and
    /// in the message of a dependency's update the section with its release notes. What somebody quotes is not what he says.
    /// </summary>
    /// <returns>False, and nothing moves, when nothing quoted begins here.</returns>
    public bool SkipQuoted()
    {
        ReadOnlySpan<char> line = Current.TrimStart(' ');
        if (line.IsEmpty)
            return false;
        switch (line[0])
        {
            case '`' or '~':
                return SkipFence();
            case '>':
                return true;
            case '<' or '#':
            case var _ when QuotedText.IsHeading(line):
                int end = quoted.EndOf(text, Start, out int visited);
                Visited += visited;
                while (end > End && MoveNext())
                {
                }

                return end >= 0;
            default:
                return false;
        }
    }

    /// <summary>
    /// Goes to the last line of the fenced block that this line opens (CommonMark §4.5). A fence that nobody closes is none, for it would hide all
    /// that follows;
    /// that is found out once for each kind of fence, so that a thousand of them cost no more than one.
    /// </summary>
    /// <returns>False, and nothing moves, when no block begins here.</returns>
    private bool SkipFence()
    {
        ReadOnlySpan<char> line = Current.TrimStart(' ');
        char mark = line.IsEmpty ? '\0' : line[0];
        if ((mark == '`' ? backticksUnclosed : mark != '~' || tildesUnclosed) || MarkLength(line, mark) < 3)
            return false;
        int opened = MarkLength(line, mark);
        if (mark == '`' && line[opened..].Contains(mark))
            return false;
        MessageLines ahead = this;
        while (ahead.MoveNext())
        {
            ReadOnlySpan<char> closing = ahead.Current.Trim();
            if (closing.Length >= opened && MarkLength(closing, mark) == closing.Length)
            {
                this = ahead;
                return true;
            }
        }

        Visited = ahead.Visited;
        if (mark == '`')
            backticksUnclosed = true;
        else
            tildesUnclosed = true;
        return false;
    }

    private static int MarkLength(ReadOnlySpan<char> line, char mark)
    {
        int other = line.IndexOfAnyExcept(mark);
        return other < 0 ? line.Length : other;
    }
}
