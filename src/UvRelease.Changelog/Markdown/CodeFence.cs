using UvRelease.Releases;

namespace UvRelease.Changelog.Markdown;

/// <summary>The opening line of a fenced code block (GFM §4.5).</summary>
/// <param name="Mark">Backtick or tilde.</param>
/// <param name="Length">How many of them.</param>
/// <param name="Indent">Spaces before them.</param>
/// <param name="Language">First word of the info string where it is a plain name; empty otherwise.</param>
internal sealed record CodeFence(char Mark, int Length, int Indent, string Language)
{
    private const int LongestLanguage = 20;

    private static readonly AsciiSet OfLanguage = new("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+#.-");

    /// <summary>Reads an opening line; null when it opens none. Any indentation is taken: fences occur below list items too.</summary>
    internal static CodeFence? Open(string line)
    {
        ReadOnlySpan<char> start = line.AsSpan().TrimStart(' ');
        if (!start.StartsWith("```") && !start.StartsWith("~~~"))
            return null;
        int length = start.IndexOfAnyExcept(start[0]);
        length = length < 0 ? start.Length : length;
        ReadOnlySpan<char> info = start[length..].Trim();
        if (start[0] == '`' && info.Contains('`'))
            return null;
        int end = info.IndexOf(' ');
        ReadOnlySpan<char> language = end < 0 ? info : info[..end];
        bool named = language.Length is > 0 and <= LongestLanguage && char.IsAsciiLetter(language[0]) && OfLanguage.ContainsAll(language);
        return new CodeFence(start[0], length, line.Length - start.Length, named ? language.ToString() : "");
    }

    /// <summary>True for the line that ends the block.</summary>
    internal bool Closes(string line)
    {
        ReadOnlySpan<char> text = line.AsSpan().Trim();
        return text.Length >= Length && text.IndexOfAnyExcept(Mark) < 0;
    }

    /// <summary>Takes the fence's own indentation off a line of code.</summary>
    internal string Dedent(string line)
    {
        int spaces = 0;
        while (spaces < Indent && spaces < line.Length && line[spaces] == ' ')
            spaces++;
        return line[spaces..];
    }

    /// <summary>Length of the longest run of backticks.</summary>
    internal static int LongestRun(string text)
    {
        int longest = 0, run = 0;
        foreach (char c in text)
            longest = Math.Max(longest, run = c == '`' ? run + 1 : 0);
        return longest;
    }
}
