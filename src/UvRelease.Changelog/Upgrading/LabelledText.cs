using System.Text.RegularExpressions;
using UvRelease.Changelog.Markdown;

namespace UvRelease.Changelog.Upgrading;

/// <summary>
/// A text whose parts are named by headings (<c>### Before</c>) or labels (<c>Before:</c>, <c>**Before:**</c>) at the beginning of a line. Two blocks of
/// code with nothing but empty lines between are before and after, where no label says otherwise. Never throws: text without a name is the preface.
/// </summary>
/// <param name="Preface">What stands before the first name; empty for nothing.</param>
/// <param name="Parts">Texts by name; a name that stands twice has both texts.</param>
public sealed partial record LabelledText(string Preface, IReadOnlyDictionary<NotePart, string> Parts)
{
    private const int LongestText = 64 * 1024;

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

        var named = parts.ToDictionary(part => part.Key, part => Trimmed(part.Value));
        if (!named.ContainsKey(NotePart.Before) && !named.ContainsKey(NotePart.After))
            TakePair(preface, named);
        foreach (NotePart part in named.Keys.Where(part => named[part].Length == 0).ToArray())
            named.Remove(part);
        return new LabelledText(Trimmed(preface), named);
    }

    private static (NotePart Part, string Text)? Label(string line)
    {
        Match match = Heading().Match(line) is { Success: true } heading ? heading : Bold().Match(line) is { Success: true } bold ? bold : Plain().Match(line);
        return match.Success && NoteParts.ByName.TryGetValue(match.Groups["name"].Value.Trim(), out NotePart part) ? (part, match.Groups["rest"].Value.Trim()) : null;
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

    [GeneratedRegex(@"^ {0,3}#{1,6}[ \t]+(?<name>[A-Za-z ]{1,30}?):?[ \t]*#*(?<rest>)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Heading();

    [GeneratedRegex(@"^ {0,3}\*\*(?<name>[A-Za-z ]{1,30}?)(?::\*\*|\*\*:)(?<rest>.*)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Bold();

    [GeneratedRegex(@"^ {0,3}(?<name>[A-Za-z ]{1,30}?):(?<rest>(?:[ \t].*)?)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Plain();
}
