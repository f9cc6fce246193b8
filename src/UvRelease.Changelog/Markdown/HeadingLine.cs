namespace UvRelease.Changelog.Markdown;

/// <summary>An ATX heading (CommonMark §4.2), read by hand: a pattern for it would try each white space of a hostile line in several ways.</summary>
internal readonly record struct HeadingLine(int Level, string Text)
{
    private const int DeepestLevel = 6, WidestIndent = 3;

    /// <summary>Reads a line.</summary>
    /// <param name="line">The line, without its end.</param>
    /// <param name="heading">The heading; the closing #s and the white space around its text are left out.</param>
    /// <returns>False when it is none.</returns>
    public static bool TryRead(ReadOnlySpan<char> line, out HeadingLine heading)
    {
        heading = default;
        ReadOnlySpan<char> rest = line.TrimStart(' ');
        int level = rest.IndexOfAnyExcept('#');
        level = level < 0 ? rest.Length : level;
        if (line.Length - rest.Length > WidestIndent || level is 0 or > DeepestLevel)
            return false;
        rest = rest[level..];
        if (!rest.IsEmpty && rest[0] is not (' ' or '\t'))
            return false;
        ReadOnlySpan<char> text = rest.Trim(" \t"), open = text.TrimEnd('#');
        if (open.IsEmpty || open[^1] is ' ' or '\t')
            text = open.TrimEnd(" \t");
        heading = new HeadingLine(level, text.ToString());
        return true;
    }

    /// <summary>Its text as the name of a section: a colon at the end is no part of it.</summary>
    public string Name => Text is [.. var name, ':'] ? name.TrimEnd() : Text;
}
