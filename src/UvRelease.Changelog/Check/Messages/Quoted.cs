using UvRelease.Releases;

namespace UvRelease.Changelog.Check.Messages;

/// <summary>What a stranger wrote, inside a sentence of ours: one line, cut short, nothing invisible or reordering in it.</summary>
internal static class Quoted
{
    private const int Longest = 100;

    /// <summary>Cuts a text and sets it in single quotes.</summary>
    public static string Text(string text) => $"'{Short(text, Longest)}'";

    /// <summary>Cuts a text.</summary>
    public static string Short(string text, int longest)
    {
        string line = MarkdownText.Visible(text.Length <= longest ? text : text[..longest]).Trim();
        if (text.Length <= longest)
            return line;
        return (line.Length > 0 && char.IsHighSurrogate(line[^1]) ? line[..^1] : line) + "…";
    }
}
