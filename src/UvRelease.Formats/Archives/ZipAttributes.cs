using UvRelease.Posix;

namespace UvRelease.Formats.Archives;

/// <summary>
/// What the attributes of a central header say of kind and mode (APPNOTE §4.4.2, §4.4.15). MS-DOS's are in the lower half, those of stat(2) in the upper
/// one, and readers differ in when they obey which: attributes that two of them would take in two ways are refused.
/// </summary>
internal static class ZipAttributes
{
    private const int Dos = 0, Unix = 3, Ntfs = 10, Vfat = 14;
    private const uint ReadOnly = 1, VolumeLabel = 8, Folder = 0x10, Device = 0x40, ReparsePoint = 0x400;
    private const int OwnerWrite = 0x80, AllWrite = 0x92;

    /// <summary>Reads the attributes.</summary>
    /// <param name="host">System that the entry was made on.</param>
    /// <param name="attributes">The attributes.</param>
    /// <param name="isFolderName">True when the name ends with a slash.</param>
    /// <param name="problem">What is wrong with them, as the rest of a sentence; null for good ones.</param>
    /// <returns>Kind and permission bits: those of the archive, or 0755 and 0644 where the system has none.</returns>
    public static (ArchiveEntryKind Kind, int Mode) Read(int host, uint attributes, bool isFolderName, out string? problem)
    {
        int mode = (int)(attributes >> 16);
        ArchiveEntryKind kind = (mode & FileModes.Type) switch
        {
            FileModes.Directory => ArchiveEntryKind.Directory,
            FileModes.Link => ArchiveEntryKind.Link,
            FileModes.File => ArchiveEntryKind.File,
            _ => isFolderName ? ArchiveEntryKind.Directory : ArchiveEntryKind.File,
        };
        int bits = host == Unix ? mode & FileModes.Permissions
            : FileModes.Normalized(isFolderName) & ~((attributes & ReadOnly) != 0 && !isFolderName ? AllWrite : 0);
        problem = host is not (Dos or Unix or Ntfs or Vfat) ? $"are of the system {host}, and readers differ in what they take from them"
            : host != Unix && mode != 0 ? "have a mode of Unix, and the entry was not made there: some readers obey it and some do not"
            : (mode & FileModes.Type) is not (0 or FileModes.File or FileModes.Directory or FileModes.Link) ? "say that it is no file, folder or link"
            : (attributes & (VolumeLabel | Device | ReparsePoint)) != 0 ? "say that it is a disk's label, a device or a reparse point of Windows"
            : isFolderName && kind != ArchiveEntryKind.Directory ? "say that it is no folder, and its name does"
            : !isFolderName && (kind == ArchiveEntryKind.Directory || (attributes & Folder) != 0) ? "say that it is a folder, and its name does not"
            : host == Unix && (attributes & ReadOnly) != 0 && (mode & OwnerWrite) != 0 ? "say that it can only be read, and that its owner may write"
            : null;
        return (kind, bits);
    }
}
