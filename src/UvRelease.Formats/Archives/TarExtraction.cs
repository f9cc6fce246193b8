using System.Formats.Tar;
using UvRelease.Posix;
using UvRelease.Releases;

namespace UvRelease.Formats.Archives;

/// <summary>Unpacks a foreign tar archive into a folder of its own.</summary>
public static class TarExtraction
{
    private const int MostEntries = 200_000;

    /// <summary>
    /// Unpacks everything. Files are made new and links come last, so that nothing is written through what an archive brought. Permission bits are kept, the
    /// bits that lend a user's or group's rights are not.
    /// </summary>
    /// <param name="archive">The archive, not compressed.</param>
    /// <param name="name">What errors call it.</param>
    /// <param name="folder">A folder that doesn't exist yet.</param>
    /// <param name="cancellationToken">Stops; what is unpacked stays for the caller to remove.</param>
    /// <returns>Time of the newest entry; null where nothing is in it.</returns>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: it is no whole archive. <see cref="Fault.Refused"/>: it writes elsewhere, leads out by
    /// links, or has what is no file, folder or link.</exception>
    public static DateTimeOffset? Run(Stream archive, string name, string folder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        var folders = new List<(string Path, int Mode)>();
        var links = new List<(string Name, string Target)>();
        DateTimeOffset? newest = null;
        int count = 0;
        try
        {
            using var tar = new TarReader(archive, leaveOpen: true);
            while (tar.GetNextEntry() is { } entry)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (entry.EntryType == TarEntryType.GlobalExtendedAttributes)
                    continue;
                string path = Checked(entry.Name, name), full = Path.Combine(folder, path);
                if (++count > MostEntries)
                    throw new ReleaseException(Fault.Refused, $"{name} has more than {MostEntries} entries. Build it anew.");
                newest = newest is { } standing && standing >= entry.ModificationTime ? newest : entry.ModificationTime;
                int mode = (int)entry.Mode & FileModes.Access;
                switch (entry.EntryType)
                {
                    case TarEntryType.Directory:
                        Directory.CreateDirectory(full);
                        folders.Add((full, mode));
                        break;
                    case TarEntryType.SymbolicLink:
                        links.Add((path, entry.LinkName));
                        break;
                    case TarEntryType.RegularFile or TarEntryType.V7RegularFile:
                        if (Path.Exists(full))
                            throw Elsewhere(name, path, "is there twice");
                        Write(entry, full, mode);
                        break;
                    default:
                        throw Elsewhere(name, path, $"is a {entry.EntryType}, and none of file, folder and link");
                }
            }
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw new ReleaseException(Fault.Input, $"{name} is no tar archive that can be read: {e.Message} Build it anew.", e) { File = name };
        }

        Link(folder, name, links);
        foreach ((string path, int mode) in folders.OrderByDescending(one => one.Path.Length))
            FileStatus.SetMode(path, mode | FileModes.OwnerAccess);
        return newest;
    }

    private static void Link(string folder, string name, List<(string Name, string Target)> links)
    {
        var targets = new LinkTargets();
        foreach ((string link, string target) in links)
            targets.Add(link, target);
        if (targets.Problem() is var (wrong, problem))
            throw new ReleaseException(Fault.Refused, $"{name}: the link '{EntryNames.Shown(wrong)}' {problem}. Build it anew.");
        foreach ((string link, string target) in links.OrderBy(one => one.Name, StringComparer.Ordinal))
        {
            string path = Path.Combine(folder, link);
            if (Path.Exists(path))
                throw Elsewhere(name, link, "is there twice");
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.CreateSymbolicLink(path, target);
        }
    }

    private static void Write(TarEntry entry, string path, int mode)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using (var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0))
            entry.DataStream?.CopyTo(file);
        FileStatus.SetMode(path, mode);
    }

    private static string Checked(string entry, string name)
    {
        string path = entry.StartsWith("./", StringComparison.Ordinal) ? entry[2..] : entry;
        path = path.EndsWith('/') ? path[..^1] : path;
        if (path.Split('/').Any(part => part is "" or "." or ".."))
            throw Elsewhere(name, entry, "is outside of it");
        return path.Any(char.IsControl) || path.Contains('\ufffd', StringComparison.Ordinal)
            ? throw Elsewhere(name, entry, "has a name that is no text") : path;
    }

    private static ReleaseException Elsewhere(string name, string entry, string problem) =>
        new(Fault.Refused, $"{name} has an entry '{EntryNames.Shown(entry)}' that {problem}. Build it anew.");
}
