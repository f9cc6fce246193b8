using System.Text;
using UvRelease.Posix;
using UvRelease.Releases;

namespace UvRelease.Formats.Archives;

/// <summary>How permission bits of files come into an archive.</summary>
public enum ArchiveModes
{
    /// <summary>As they are on disk.</summary>
    Kept,

    /// <summary>0755 for folders and whatever its owner may run, 0644 for the rest: the umask of the machine has no say.</summary>
    Normalized,
}

/// <summary>Lists a folder as entries of an archive. Links are entries of their own and never followed.</summary>
public static class ArchiveTree
{
    private static readonly EnumerationOptions Everything =
        new() { AttributesToSkip = FileAttributes.None, RecurseSubdirectories = false, IgnoreInaccessible = false };
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Lists everything below a folder, sorted by name (ordinal).</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="prefix">Folder of the archive that the entries are in, such as <c>Sample.app</c>; it becomes an entry itself. Empty for none.</param>
    /// <param name="modes">How permission bits come into the archive.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: something is no file, folder or link, or has a name that archives can't hold.</exception>
    public static IReadOnlyList<ArchiveEntry> Read(string folder, string prefix = "", ArchiveModes modes = ArchiveModes.Kept)
    {
        var entries = new List<ArchiveEntry>();
        if (prefix.Length > 0)
            entries.Add(Entry(folder, prefix, modes));
        Add(folder, prefix, modes, entries);
        return Sorted(entries);
    }

    /// <summary>Sorts entries by name (ordinal), a folder before what is in it.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: a name is there twice, or can't be written.</exception>
    public static IReadOnlyList<ArchiveEntry> Sorted(IEnumerable<ArchiveEntry> entries)
    {
        ArchiveEntry[] sorted = [.. entries.OrderBy(WrittenName, StringComparer.Ordinal)];
        for (int i = 0; i < sorted.Length; i++)
        {
            CheckName(sorted[i].Name);
            if (i > 0 && sorted[i].Name == sorted[i - 1].Name)
                throw new ReleaseException(Fault.Input, $"'{sorted[i].Name}' would stand in the archive twice. Remove one.");
        }

        return sorted;
    }

    /// <summary>The name as zip and tar have it: a folder's ends with a slash.</summary>
    public static string WrittenName(ArchiveEntry entry) => entry.Kind == ArchiveEntryKind.Directory ? entry.Name + "/" : entry.Name;

    /// <summary>Bytes of a name or target.</summary>
    public static byte[] Bytes(string text) => StrictUtf8.GetBytes(text);

    private static void Add(string folder, string prefix, ArchiveModes modes, List<ArchiveEntry> entries)
    {
        foreach (FileSystemInfo item in new DirectoryInfo(folder).EnumerateFileSystemInfos("*", Everything))
        {
            ArchiveEntry entry = Entry(item.FullName, prefix.Length == 0 ? item.Name : $"{prefix}/{item.Name}", modes);
            entries.Add(entry);
            if (entry.Kind == ArchiveEntryKind.Directory)
                Add(item.FullName, entry.Name, modes, entries);
        }
    }

    private static ArchiveEntry Entry(string path, string name, ArchiveModes modes)
    {
        CheckName(name);
        FileStatus status = FileStatus.Of(path);
        int mode = modes == ArchiveModes.Kept ? status.Mode : FileModes.Normalized(status.Type == FileType.Directory || status.IsExecutable);
        return status.Type switch
        {
            FileType.File => new ArchiveEntry(name, ArchiveEntryKind.File, mode) { Source = path },
            FileType.Directory => new ArchiveEntry(name, ArchiveEntryKind.Directory, mode),
            FileType.Link => new ArchiveEntry(name, ArchiveEntryKind.Link, FileModes.Access) { Target = new FileInfo(path).LinkTarget ?? "" },
            _ => throw new ReleaseException(Fault.Input, $"'{name}' is a pipe, socket or device, which archives here don't hold. Remove it."),
        };
    }

    private static void CheckName(string name)
    {
        bool wrong = name.Length == 0 || name.Contains('\0', StringComparison.Ordinal) || name.Contains('\\', StringComparison.Ordinal)
            || name.Split('/').Any(part => part is "" or "." or "..");
        try
        {
            wrong |= StrictUtf8.GetByteCount(name) > 4000;
        }
        catch (EncoderFallbackException)
        {
            wrong = true;
        }

        // File systems hand names that are no UTF-8 over with marks of replacement in them.
        if (wrong || name.Contains('\ufffd', StringComparison.Ordinal))
            throw new ReleaseException(Fault.Input,
                $"'{name}' is no name for an entry of an archive: names are UTF-8 of at most 4000 bytes without backslashes and '..'. Rename it.");
    }
}
