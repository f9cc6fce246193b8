using System.Formats.Tar;
using UvRelease.Formats.Archives;
using UvRelease.Posix;
using TarWriter = System.Formats.Tar.TarWriter;

namespace UvRelease.Electron.Deb;

/// <summary>
/// Writes the tar members of a package. dpkg reads ustar and GNU's long names but refuses pax records (deb(5)), so it can't be the writer of
/// <c>Archives</c>, which puts names that aren't ASCII into those.
/// </summary>
internal static class DebTar
{
    /// <summary>Writes entries in their order, below <c>./</c> as dpkg-deb does, for root.</summary>
    public static void Write(Stream output, IEnumerable<ArchiveEntry> entries, DateTimeOffset time,
        IProgress<long>? progress, CancellationToken cancellationToken)
    {
        using var tar = new TarWriter(output, TarEntryFormat.Gnu, leaveOpen: true);
        tar.WriteEntry(Entry(TarEntryType.Directory, "./", FileModes.Executable, time));
        foreach (ArchiveEntry entry in entries)
        {
            cancellationToken.ThrowIfCancellationRequested();
            string name = "./" + ArchiveTree.WrittenName(entry);
            switch (entry.Kind)
            {
                case ArchiveEntryKind.Directory:
                    tar.WriteEntry(Entry(TarEntryType.Directory, name, entry.Mode, time));
                    break;
                case ArchiveEntryKind.Link:
                    GnuTarEntry link = Entry(TarEntryType.SymbolicLink, name, FileModes.Access, time);
                    link.LinkName = entry.Target;
                    tar.WriteEntry(link);
                    break;
                default:
                    WriteFile(tar, Entry(TarEntryType.RegularFile, name, entry.Mode, time), entry);
                    progress?.Report(entry.Source is null ? entry.Content.Length : new FileInfo(entry.Source).Length);
                    break;
            }
        }
    }

    private static void WriteFile(TarWriter tar, GnuTarEntry header, ArchiveEntry entry)
    {
        using Stream content = entry.Source is null ? new MemoryStream(entry.Content.ToArray())
            : new FileStream(entry.Source, FileMode.Open, FileAccess.Read, FileShare.Read, 0, FileOptions.SequentialScan);
        header.DataStream = content;
        tar.WriteEntry(header);
    }

    private static GnuTarEntry Entry(TarEntryType type, string name, int mode, DateTimeOffset time) => new(type, name)
    {
        Mode = (UnixFileMode)mode,
        ModificationTime = time,
        AccessTime = default,
        ChangeTime = default,
        Uid = 0,
        Gid = 0,
        UserName = "root",
        GroupName = "root",
    };
}
