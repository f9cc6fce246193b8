using System.Buffers;
using System.Collections.Frozen;
using System.Text;

namespace UvRelease.Formats.Archives;

/// <summary>What a name of an archive may do to whoever unpacks it.</summary>
public static class EntryNames
{
    // NAME_MAX of Linux in bytes; NTFS and APFS have as many UTF-16 units or characters, which are never more.
    private const int LongestPart = 255;

    // MAX_PATH of Windows without the NUL: Explorer unpacks no longer path.
    private const int LongestPath = 259;
    private const int LongestShown = 120;
    private static readonly SearchValues<char> Wild = SearchValues.Create("*?|<>\"");

    // "Naming Files, Paths, and Namespaces" of Windows: devices, whatever extension follows.
    private static readonly FrozenSet<string> Devices = ((string[])["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"])
        .Concat(from name in (string[])["COM", "LPT"] from digit in "0123456789¹²³" select name + digit).ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>What is wrong with a name, as the rest of a sentence; null for a good one.</summary>
    public static string? Problem(string name)
    {
        string path = name.EndsWith('/') ? name[..^1] : name, shown = $"is '{Shown(name)}'";
        if (path.Length == 0)
            return "is empty";
        if (path.Length > LongestPath)
            return $"{shown} with {path.Length} characters, and Windows takes {LongestPath} in a path";
        if (name.Contains('\0', StringComparison.Ordinal))
            return $"{shown} and has a NUL in it";
        if (name.Any(char.IsControl))
            return $"{shown} and has control characters in it";
        if (path.EnumerateRunes().Any(rune => rune == Rune.ReplacementChar))
            return $"{shown} and has half of a surrogate pair in it, or a mark of characters that were lost";
        if (name.Contains('\\', StringComparison.Ordinal))
            return $"{shown} and has a backslash, which Windows takes for a folder's end";
        if (name.StartsWith('/'))
            return $"{shown}, an absolute path";
        if (name.Contains(':', StringComparison.Ordinal))
            return $"{shown} and has a colon, which names a drive or a stream on Windows";
        if (name.AsSpan().IndexOfAny(Wild) is >= 0 and var wild)
            return $"{shown} and has a {name[wild]}, which no name may have on Windows";
        return path == "-" ? $"{shown}, which programs such as sha256sum take for their standard input"
            : path.Split('/').Select(PartProblem).FirstOrDefault(problem => problem is not null) is { } wrong ? shown + wrong : null;
    }

    /// <summary>A name as messages have it: its beginning where it is long.</summary>
    public static string Shown(string name) => name.Length <= LongestShown ? name : name[..LongestShown] + "…";

    /// <summary>
    /// Finds names that are one file where case or Unicode forms don't count, that lead through what is no folder, or through a folder that is written in
    /// another way. Each name is folded once and compared with its neighbours in their order: time and memory are those of sorting.
    /// </summary>
    /// <param name="names">Good names and what they are.</param>
    /// <returns>The place of the later of two names, and what is wrong with it, as a sentence's rest.</returns>
    public static IEnumerable<(int Index, string Problem)> Collisions(IReadOnlyList<(string Name, ArchiveEntryKind Kind)> names)
    {
        // A folder's end before every other character: what is in a folder comes right behind it.
        (string Fold, int Index)[] sorted = [.. names.Select((name, index) => (FoldedName.Of(name.Name).Replace('/', '\u0001'), index))];
        Array.Sort(sorted, (one, other) => string.CompareOrdinal(one.Fold, other.Fold) is not 0 and var order ? order : one.Index - other.Index);
        for (int i = 1; i < sorted.Length; i++)
        {
            (string before, string fold) = (sorted[i - 1].Fold, sorted[i].Fold);
            (string Name, ArchiveEntryKind Kind) first = names[sorted[i - 1].Index], second = names[sorted[i].Index];
            int shared = before.AsSpan().CommonPrefixLength(fold);
            bool isBelow = shared == before.Length && shared < fold.Length && fold[shared] == '\u0001';
            int parts = fold.AsSpan(0, shared).Count('\u0001') + (isBelow ? 1 : 0);
            if (before == fold)
                yield return (sorted[i].Index, first.Name == second.Name ? $"'{Shown(second.Name)}' appears there a second time"
                    : $"'{Shown(second.Name)}' is one file with '{Shown(first.Name)}' where case or Unicode forms don't count");
            else if (isBelow && first.Kind != ArchiveEntryKind.Directory)
                yield return (sorted[i].Index,
                    $"'{Shown(second.Name)}' leads through '{Shown(first.Name)}', which is {(first.Kind == ArchiveEntryKind.Link ? "a link" : "a file")}");
            else if (Folder(first.Name, parts) is var folder && folder != Folder(second.Name, parts))
                yield return (Math.Max(sorted[i - 1].Index, sorted[i].Index),
                    $"'{Shown(second.Name)}' leads through '{Shown(folder)}', which is written in another way");
        }
    }

    // The first parts of a path.
    private static string Folder(string name, int parts)
    {
        int end = -1;
        for (; parts > 0 && end < name.Length; parts--)
            end = name.IndexOf('/', end + 1) is >= 0 and var slash ? slash : name.Length;
        return name[..Math.Max(0, end)];
    }

    private static string? PartProblem(string part) =>
        part is ".." ? ", which leads out of the folder"
        : part is "" or "." ? ", which has an empty part"
        : part[^1] is '.' or ' ' ? ", and Windows drops a dot or space at the end of a name"
        : Encoding.UTF8.GetByteCount(part) > LongestPart ? $", and a part of it has more than {LongestPart} bytes, which no file may have"
        : Devices.Contains(part.Split('.')[0].TrimEnd(' ')) ? $", and '{part}' is a device on Windows"
        : null;
}
