using System.Collections.Frozen;

namespace UvRelease.Formats.Archives;

/// <summary>What a name of an archive may do to whoever unpacks it.</summary>
public static class EntryNames
{
    // "Naming Files, Paths, and Namespaces" of Windows: devices, whatever extension follows.
    private static readonly FrozenSet<string> Devices = ((string[])["CON", "PRN", "AUX", "NUL"])
        .Concat(from name in (string[])["COM", "LPT"] from digit in "0123456789¹²³" select name + digit).ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>What is wrong with a name, as the rest of a sentence; null for a good one.</summary>
    public static string? Problem(string name)
    {
        string path = name.EndsWith('/') ? name[..^1] : name;
        return path.Length == 0 ? "is empty"
            : path.Length > 4000 ? "is longer than 4000 characters"
            : name.Contains('\0', StringComparison.Ordinal) ? "has a NUL in it"
            : name.Any(char.IsControl) ? "has control characters in it"
            : name.Contains('\\', StringComparison.Ordinal) ? $"is '{name}' and has a backslash, which Windows takes for a folder's end"
            : name.StartsWith('/') ? $"is '{name}', an absolute path"
            : name.Contains(':', StringComparison.Ordinal) ? $"is '{name}' and has a colon, which names a drive or a stream on Windows"
            : path.Split('/').Any(part => part is "..") ? $"is '{name}', which leads out of the folder"
            : path.Split('/').Any(part => part is "" or ".") ? $"is '{name}', which has an empty part"
            : path.Split('/').Any(part => part[^1] is '.' or ' ') ? $"is '{name}', and Windows drops a dot or space at the end of a name"
            : path.Split('/').FirstOrDefault(part => Devices.Contains(part.Split('.')[0].TrimEnd(' '))) is { } device
                ? $"is '{name}', and '{device}' is a device on Windows"
            : null;
    }

    /// <summary>Checks that names are good and that no two of them are one file somewhere.</summary>
    /// <exception cref="Releases.ReleaseException">One is not, or two are.</exception>
    public static void Check(CheckedReader input, IReadOnlyList<ZipEntry> entries)
    {
        var seen = new Dictionary<string, ZipEntry>(entries.Count, StringComparer.Ordinal);
        foreach (ZipEntry entry in entries)
        {
            long at = entry.CentralOffset + ZipFormat.CentralHeaderSize;
            if (Problem(entry.Name) is { } problem)
                throw input.Bad(at, "the name", problem);
            if (seen.TryGetValue(FoldedName.Of(entry.Name), out ZipEntry? other))
                throw input.Bad(at, "the name", other.Name == entry.Name ? $"'{entry.Name}' appears there a second time"
                    : $"'{entry.Name}' is one file with '{other.Name}' where case or Unicode forms don't count");
            seen.Add(FoldedName.Of(entry.Name), entry);
        }

        foreach (ZipEntry entry in entries)
            CheckParents(input, entry, seen);
    }

    private static void CheckParents(CheckedReader input, ZipEntry entry, Dictionary<string, ZipEntry> seen)
    {
        for (int slash = entry.Name.LastIndexOf('/'); slash > 0; slash = entry.Name.LastIndexOf('/', slash - 1))
        {
            string parent = entry.Name[..slash];
            if (!seen.TryGetValue(FoldedName.Of(parent), out ZipEntry? above))
                continue;
            long at = entry.CentralOffset + ZipFormat.CentralHeaderSize;
            if (above.Kind != ArchiveEntryKind.Directory)
                throw input.Bad(at, "the name",
                    $"'{entry.Name}' leads through '{above.Name}', which is {(above.Kind == ArchiveEntryKind.Link ? "a link" : "a file")}");
            if (above.Name != parent)
                throw input.Bad(at, "the name", $"'{entry.Name}' leads through '{above.Name}', which is written in another way");
            return;
        }
    }
}
