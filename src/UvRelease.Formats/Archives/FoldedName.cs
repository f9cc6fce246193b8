using System.Globalization;
using System.Text;

namespace UvRelease.Formats.Archives;

/// <summary>
/// What file systems that fold case (Windows, macOS) or normalise Unicode (macOS) make of a name: two names with one fold are one file there. The
/// framework's own normalisation does nothing without ICU, and its upper case keeps every letter one letter: decompositions (UAX #15) and full case
/// foldings (ß is ss, ﬁ is fi) come from tables.
/// </summary>
public static class FoldedName
{
    private const int HangulBase = 0xac00, HangulCount = 11172, LeadBase = 0x1100, VowelBase = 0x1161, TrailBase = 0x11a7, VowelCount = 21, TrailCount = 28;

    private static readonly Lazy<Dictionary<int, string>> Decompositions = new(() => ReadTable("decompositions.txt"));
    private static readonly Lazy<Dictionary<int, string>> Foldings = new(() => ReadTable("foldings.txt"));

    /// <summary>The fold of a name; equal for names that differ in case or normalisation form only.</summary>
    public static string Of(string name) =>
        Ascii.IsValid(name) ? name.ToUpperInvariant() : Sorted(Decomposed(Folded(Decomposed(name)).ToUpperInvariant()));

    /// <summary>The full canonical decomposition of a character; null for one that has none.</summary>
    public static string? Decomposition(Rune rune)
    {
        int index = rune.Value - HangulBase;
        if (index is < 0 or >= HangulCount)
            return Decompositions.Value.GetValueOrDefault(rune.Value);
        string letters = $"{(char)(LeadBase + index / (VowelCount * TrailCount))}{(char)(VowelBase + index % (VowelCount * TrailCount) / TrailCount)}";
        return index % TrailCount == 0 ? letters : letters + (char)(TrailBase + index % TrailCount);
    }

    private static string Decomposed(string name) => Replaced(name, Decomposition);

    private static string Folded(string name) => Replaced(name, rune => Foldings.Value.GetValueOrDefault(rune.Value));

    private static string Replaced(string text, Func<Rune, string?> parts)
    {
        var replaced = new StringBuilder(text.Length + 8);
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (parts(rune) is { } found)
                replaced.Append(found);
            else
                Append(replaced, rune);
        }

        return replaced.ToString();
    }

    // Marks on one letter in any order: stricter than the canonical order, which keeps that of marks on the same side.
    private static string Sorted(string text)
    {
        Rune[] runes = [.. text.EnumerateRunes()];
        for (int start = 0; start < runes.Length;)
        {
            int end = start;
            while (end < runes.Length && IsMark(runes[end]))
                end++;
            Array.Sort(runes, start, end - start);
            start = Math.Max(end, start) + 1;
        }

        var sorted = new StringBuilder(text.Length);
        foreach (Rune rune in runes)
            Append(sorted, rune);
        return sorted.ToString();
    }

    private static void Append(StringBuilder text, Rune rune)
    {
        Span<char> units = stackalloc char[2];
        text.Append(units[..rune.EncodeToUtf16(units)]);
    }

    private static bool IsMark(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;

    private static Dictionary<int, string> ReadTable(string name)
    {
        using Stream stream = typeof(FoldedName).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        var table = new Dictionary<int, string>();
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('#'))
                continue;
            int[] points = [.. line.Split(' ').Select(text => int.Parse(text, NumberStyles.AllowHexSpecifier))];
            table[points[0]] = string.Concat(points.Skip(1).Select(point => new Rune(point)));
        }

        return table;
    }
}
