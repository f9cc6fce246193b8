using System.Text.RegularExpressions;

namespace UvRelease.Changelog.Markdown;

/// <summary>The opening line of a fenced code block (GFM §4.5).</summary>
/// <param name="Mark">Backtick or tilde.</param>
/// <param name="Length">How many of them.</param>
/// <param name="Indent">Spaces before them.</param>
/// <param name="Language">First word of the info string where it is a plain name; empty otherwise.</param>
internal sealed partial record CodeFence(char Mark, int Length, int Indent, string Language)
{
    /// <summary>Reads an opening line; null when it opens none. Any indentation is taken: fences stand below list items too.</summary>
    internal static CodeFence? Open(string line)
    {
        ReadOnlySpan<char> start = line.AsSpan().TrimStart(' ');
        if (!start.StartsWith("```") && !start.StartsWith("~~~"))
            return null;
        Match open = Opening().Match(line);
        if (!open.Success)
            return null;
        string marks = open.Groups["marks"].Value, info = open.Groups["info"].Value.Trim();
        if (marks[0] == '`' && info.Contains('`', StringComparison.Ordinal))
            return null;
        string language = info.Split(' ', 2)[0];
        return new CodeFence(marks[0], marks.Length, open.Groups["indent"].Length, LanguageName().IsMatch(language) ? language : "");
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

    [GeneratedRegex(@"^(?<indent> *)(?<marks>`{3,}|~{3,})(?<info>.*)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Opening();

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9+#.-]{0,19}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LanguageName();
}
