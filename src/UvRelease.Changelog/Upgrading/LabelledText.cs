using UvRelease.Changelog.Markdown;

namespace UvRelease.Changelog.Upgrading;

/// <summary>
/// A text whose parts are named by headings (<c>### Before</c>) or labels (<c>Before:</c>, <c>**Before:**</c>) at the beginning of a line. Two blocks of
/// code with nothing but empty lines between are before and after, where no label says otherwise. Never throws: text without a name is the preface.
/// </summary>
/// <param name="Preface">What comes before the first name; empty for nothing.</param>
/// <param name="Parts">Texts by name; a name that occurs twice has both texts.</param>
public sealed record LabelledText(string Preface, IReadOnlyDictionary<NotePart, string> Parts)
{
    private const int LongestText = 64 * 1024, LongestName = 32, WidestIndent = 3;

    /// <summary>Reads a text; what is longer than 64 KiB is cut off.</summary>
    public static LabelledText Parse(string text)
    {
        string[] lines = (text.Length <= LongestText ? text : text[..LongestText]).ReplaceLineEndings("\n").Split('\n');
        var parts = new Dictionary<NotePart, List<string>>();
        List<string> preface = [], current = preface;
        CodeFence? fence = null;
        foreach (string line in lines)
        {
            if (fence is not null)
            {
                fence = fence.Closes(line) ? null : fence;
                current.Add(line);
                continue;
            }

            fence = CodeFence.Open(line);
            if (fence is null && Label(line) is var (part, rest))
            {
                if (!parts.TryGetValue(part, out List<string>? known))
                    parts[part] = known = [];
                current = known;
                current.Add(rest);
                continue;
            }

            current.Add(line);
        }

        var named = new Dictionary<NotePart, string>();
        foreach ((NotePart part, List<string> said) in parts)
        {
            if (Trimmed(said) is { Length: > 0 } content)
                named[part] = content;
        }

        if (!parts.ContainsKey(NotePart.Before) && !parts.ContainsKey(NotePart.After))
            TakePair(preface, named);
        return new LabelledText(Trimmed(preface), named);
    }

    private static (NotePart Part, string Text)? Label(string line)
    {
        if (HeadingLine.TryRead(line, out HeadingLine heading))
            return NoteParts.ByName.TryGetValue(heading.Name, out NotePart named) ? (named, "") : null;
        ReadOnlySpan<char> text = line.AsSpan().TrimStart(' ');
        if (line.Length - text.Length > WidestIndent)
            return null;
        bool bold = text.StartsWith("**");
        text = bold ? text[2..] : text;
        int colon = text.IndexOf(':');
        if (colon is < 1 or > LongestName)
            return null;
        ReadOnlySpan<char> name = text[..colon], rest = text[(colon + 1)..];
        if (bold && !TakeMarks(ref name, ref rest))
            return null;
        if (!bold && !rest.IsEmpty && rest[0] is not (' ' or '\t'))
            return null;
        return NoteParts.ByName.TryGetValue(name.Trim().ToString(), out NotePart part) ? (part, rest.Trim().ToString()) : null;
    }

    // **Before:** or **Before**:
    private static bool TakeMarks(ref ReadOnlySpan<char> name, ref ReadOnlySpan<char> rest)
    {
        if (name.EndsWith("**"))
            name = name[..^2];
        else if (rest.StartsWith("**"))
            rest = rest[2..];
        else
            return false;
        return true;
    }

    private static string Trimmed(IEnumerable<string> lines) => string.Join('\n', lines).Trim('\n', ' ', '\t');

    // The first two blocks of code that follow each other.
    private static void TakePair(List<string> lines, Dictionary<NotePart, string> parts)
    {
        var blocks = new List<(int Start, int End)>();
        for (int i = 0; i < lines.Count; i++)
        {
            if (CodeFence.Open(lines[i]) is not { } fence)
                continue;
            int end = lines.FindIndex(i + 1, fence.Closes);
            if (end < 0)
                return;
            blocks.Add((i, end));
            i = end;
        }

        for (int i = 1; i < blocks.Count; i++)
        {
            (int start, int end) = blocks[i];
            (int before, int beforeEnd) = blocks[i - 1];
            if (lines.Take(start).Skip(beforeEnd + 1).Any(line => line.Trim().Length > 0))
                continue;
            parts[NotePart.Before] = Trimmed(lines.GetRange(before, beforeEnd - before + 1));
            parts[NotePart.After] = Trimmed(lines.GetRange(start, end - start + 1));
            lines.RemoveRange(before, end - before + 1);
            return;
        }
    }
}
