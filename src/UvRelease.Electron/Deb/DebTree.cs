using UvRelease.Formats.Archives;
using UvRelease.Posix;
using UvRelease.Releases;

namespace UvRelease.Electron.Deb;

/// <summary>What a package installs, as entries of an archive.</summary>
internal static class DebTree
{
    /// <summary>
    /// Lists everything that is installed, every folder above it included, sorted by name. Modes are 0755 and 0644: what needs more, such as
    /// chrome-sandbox, gets it from the script that runs after installing, which knows the machine.
    /// </summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: a source is missing, or two come to the same place.</exception>
    public static IReadOnlyList<ArchiveEntry> Read(IReadOnlyList<DebContent> contents)
    {
        var entries = new Dictionary<string, ArchiveEntry>(StringComparer.Ordinal);
        foreach (DebContent content in contents)
        {
            string place = Place(content.Destination);
            foreach (ArchiveEntry entry in Directory.Exists(content.Source) ? ArchiveTree.Read(content.Source, place, ArchiveModes.Normalized)
                : [File(content, place)])
                Add(entries, entry);
        }

        foreach (string name in entries.Keys.ToArray())
        {
            for (int slash = name.LastIndexOf('/'); slash > 0; slash = name.LastIndexOf('/', slash - 1))
                Add(entries, new ArchiveEntry(name[..slash], ArchiveEntryKind.Directory, FileModes.Executable));
        }

        return ArchiveTree.Sorted(entries.Values);
    }

    private static ArchiveEntry File(DebContent content, string place)
    {
        if (!System.IO.File.Exists(content.Source))
            throw new ReleaseException(Fault.Input, $"There is no file or folder '{content.Source}' that could be installed as '{content.Destination}'.");
        // The project's own link says which file it means; archives follow none.
        string source = new FileInfo(content.Source).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? content.Source;
        return new ArchiveEntry(place, ArchiveEntryKind.File, FileModes.Plain) { Source = source };
    }

    private static void Add(Dictionary<string, ArchiveEntry> entries, ArchiveEntry entry)
    {
        if (!entries.TryAdd(entry.Name, entry) && (entry.Kind, entries[entry.Name].Kind) != (ArchiveEntryKind.Directory, ArchiveEntryKind.Directory))
            throw new ReleaseException(Fault.Input, $"Two files would be installed as '/{entry.Name}'. Remove one of the two mappings.");
    }

    private static string Place(string destination)
    {
        string place = destination.Trim('/');
        if (!destination.StartsWith('/') || place.Length == 0 || place.Split('/').Any(part => part is "" or "." or ".."))
            throw new ReleaseException(Fault.Input, $"'{destination}' is no place to install something to: it must be an absolute path without '..'.");
        return place;
    }
}
