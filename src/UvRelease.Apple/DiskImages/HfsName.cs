using System.Text;
using UvRelease.Formats.Archives;

namespace UvRelease.Apple.DiskImages;

/// <summary>
/// Names as an HFS Plus volume has them (Technical Note TN1150, "Unicode Subtleties"): decomposed by the tables of Unicode 3.2, but for the ranges that Apple
/// leaves alone, and compared without case.
/// </summary>
internal static class HfsName
{
    /// <summary>UTF-16 units of the longest name.</summary>
    public const int Longest = 255;

    private static readonly Lazy<(char[] Folds, byte[] Classes)> Tables = new(MakeTables);

    /// <summary>The name on the volume. A colon becomes a slash, which macOS shows as a colon again; marks come in their canonical order.</summary>
    public static string Of(string name)
    {
        var text = new StringBuilder(name.Length + 8);
        foreach (Rune rune in name.EnumerateRunes())
        {
            if ((IsDecomposed(rune.Value) ? FoldedName.Decomposition(rune) : null) is { } parts)
                text.Append(parts);
            else
                text.Append(rune == new Rune(':') ? "/" : rune.ToString());
        }

        char[] units = text.ToString().ToCharArray();
        for (int start = 0; start < units.Length;)
        {
            int end = start;
            while (end < units.Length && Class(units[end]) != 0)
                end++;
            // Marks on different sides of a letter in the order of their classes, those of one side as they are.
            char[] sorted = [.. units[start..end].OrderBy(Class)];
            sorted.CopyTo(units, start);
            start = Math.Max(end, start) + 1;
        }

        return new string(units);
    }

    /// <summary>The name that macOS shows of one on a volume.</summary>
    public static string Shown(string name) => name.Replace('/', ':');

    /// <summary>Compares names of a volume: 0 for two that can't be in one folder.</summary>
    public static int Compare(string first, string second)
    {
        char[] folds = Tables.Value.Folds;
        for (int i = 0, j = 0; ;)
        {
            int one = Next(first, ref i, folds), other = Next(second, ref j, folds);
            if (one != other || one < 0)
                return one - other;
        }
    }

    // Ignored units count for nothing; −1 is the end.
    private static int Next(string name, ref int index, char[] folds)
    {
        while (index < name.Length)
        {
            if (folds[name[index++]] is not '\0' and var fold)
                return fold;
        }

        return -1;
    }

    // Symbols and compatibility ideographs are left alone, and what Unicode got after 3.2: Balinese, and all beyond 16 bits.
    private static bool IsDecomposed(int point) =>
        point is not ((>= 0x2000 and <= 0x2fff) or (>= 0xf900 and <= 0xfaff) or (>= 0x1b00 and <= 0x1b7f) or > 0xffff);

    private static byte Class(char unit) => Tables.Value.Classes[unit];

    private static (char[] Folds, byte[] Classes) MakeTables()
    {
        char[] folds = [.. Enumerable.Range(0, 0x10000).Select(unit => (char)unit)];
        ReadOnlySpan<int> rows = HfsTables.Folds;
        for (int i = 0; i < rows.Length; i += 4)
        {
            for (int unit = rows[i]; unit <= rows[i + 1]; unit += rows[i + 2])
                folds[unit] += (char)rows[i + 3];
        }

        foreach (int ignored in (ReadOnlySpan<int>)[.. Enumerable.Range(0x200c, 4), .. Enumerable.Range(0x202a, 5), .. Enumerable.Range(0x206a, 6), 0xfeff])
            folds[ignored] = '\0';
        folds[0] = '\uffff';
        byte[] classes = new byte[0x10000];
        rows = HfsTables.CombiningClasses;
        for (int i = 0; i < rows.Length; i += 3)
            classes.AsSpan(rows[i]..(rows[i + 1] + 1)).Fill((byte)rows[i + 2]);
        return (folds, classes);
    }
}
