using UvRelease.Posix;
using UvRelease.Releases;

namespace UvRelease.Formats.Archives;

/// <summary>Unpacks a checked zip into a folder of its own.</summary>
public static class ZipExtraction
{
    /// <summary>
    /// Unpacks everything. Files are made new, so that nothing is written through what is there; links come last, so that nothing is written through
    /// them. Permission bits are kept, the bits that lend a user's or group's rights are not.
    /// </summary>
    /// <param name="zip">The zip.</param>
    /// <param name="folder">A folder that doesn't exist yet, or is empty.</param>
    /// <param name="unpacked">Gets each file's bytes while they are written, so that they can be hashed without being read again; null for
    /// nobody.</param>
    /// <param name="cancellationToken">Stops; what is unpacked stays for the caller to remove.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: the folder is not empty. <see cref="Fault.Refused"/>: a content is not what its
    /// header says.</exception>
    public static void Run(ZipReader zip, string folder, Action<ZipEntry, ReadOnlySpan<byte>>? unpacked, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        if (Directory.EnumerateFileSystemEntries(folder).Any())
            throw new ReleaseException(Fault.Input, $"The folder '{folder}' is not empty. Name one that is, or that doesn't exist.");
        foreach (ZipEntry entry in zip.Entries.Where(entry => entry.Kind == ArchiveEntryKind.Directory))
            Directory.CreateDirectory(At(folder, entry));
        foreach (ZipEntry entry in zip.Entries.Where(entry => entry.Kind == ArchiveEntryKind.File))
        {
            string path = At(folder, entry);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using (var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0))
            {
                zip.Unpack(entry, bytes =>
                {
                    file.Write(bytes);
                    unpacked?.Invoke(entry, bytes);
                }, cancellationToken);
            }

            FileStatus.SetMode(path, entry.Mode & FileModes.Access);
        }

        foreach (ZipEntry entry in zip.Entries.Where(entry => entry.Kind == ArchiveEntryKind.Link))
        {
            string path = At(folder, entry);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.CreateSymbolicLink(path, entry.Target);
        }

        // Last, and the deepest first: a folder may forbid writing into it.
        foreach (ZipEntry entry in zip.Entries.Where(entry => entry.Kind == ArchiveEntryKind.Directory).OrderByDescending(entry => entry.Name.Length))
            FileStatus.SetMode(At(folder, entry), (entry.Mode & FileModes.Access) | FileModes.OwnerAccess);
    }

    private static string At(string folder, ZipEntry entry) => Path.Combine(folder, entry.Name);
}
