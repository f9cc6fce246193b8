using UvRelease.Formats.Archives;
using UvRelease.Posix;
using UvRelease.Releases;

namespace UvRelease.Apple.DiskImages;

/// <summary>A file, folder or link on its way into a volume.</summary>
/// <param name="name">Its name on the volume.</param>
/// <param name="parent">The folder that it is in; null for the root.</param>
/// <param name="entry">What it is made from.</param>
internal sealed class HfsItem(string name, HfsItem? parent, ArchiveEntry entry)
{
    /// <summary>The number of the root, and of the folder that it is said to be in (TN1150, "Catalog File").</summary>
    public const uint RootId = 2, RootParentId = 1;

    /// <summary>Number of the first item below the root; what is below is the file system's own.</summary>
    public const uint FirstId = 16;

    /// <summary>Its name on the volume.</summary>
    public string Name => name;

    /// <summary>The folder that it is in; null for the root.</summary>
    public HfsItem? Parent => parent;

    /// <summary>What it is made from.</summary>
    public ArchiveEntry Entry => entry;

    /// <summary>Number of the item on the volume.</summary>
    public uint Id { get; private set; } = RootId;

    /// <summary>Number of the folder that it is in.</summary>
    public uint ParentId => parent?.Id ?? RootParentId;

    /// <summary>True for a folder.</summary>
    public bool IsFolder => entry.Kind == ArchiveEntryKind.Directory;

    /// <summary>Items in a folder.</summary>
    public uint Valence { get; private set; }

    /// <summary>Bytes of a file, or of a link's target.</summary>
    public long Size { get; private init; }

    /// <summary>Where its bytes begin, in blocks; it has them in one piece.</summary>
    public uint FirstBlock { get; set; }

    /// <summary>Numbers the items of a volume: the root, then the others in the order of the names they came with.</summary>
    /// <param name="volumeName">Name of the volume.</param>
    /// <param name="entries">What goes onto it.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: a name can't be on a volume, or lacks its folder.</exception>
    public static IReadOnlyList<HfsItem> Of(string volumeName, IEnumerable<ArchiveEntry> entries)
    {
        var items = new List<HfsItem> { new(NameOf(volumeName, volumeName), null, new ArchiveEntry("", ArchiveEntryKind.Directory, FileModes.Executable)) };
        var folders = new Dictionary<string, HfsItem>(StringComparer.Ordinal) { [""] = items[0] };
        uint next = FirstId;
        foreach (ArchiveEntry entry in ArchiveTree.Sorted(entries))
        {
            int slash = entry.Name.LastIndexOf('/');
            if (!folders.TryGetValue(slash < 0 ? "" : entry.Name[..slash], out HfsItem? parent))
                throw new ReleaseException(Fault.Input, $"'{entry.Name}' is in no folder of the disk image. Add the folder as an entry.");
            var item = new HfsItem(NameOf(entry.Name[(slash + 1)..], entry.Name), parent, entry) { Id = next++, Size = SizeOf(entry) };
            parent.Valence++;
            items.Add(item);
            if (item.IsFolder)
                folders.Add(entry.Name, item);
        }

        return items;
    }

    private static string NameOf(string name, string path)
    {
        // The beginning is what Finder and others keep the attributes of a file in, where a disk has no place for them.
        if (name.StartsWith("._", StringComparison.Ordinal))
            throw new ReleaseException(Fault.Input,
                $"'{path}' keeps a resource fork or attributes beside a file (AppleDouble). Remove it: 'find . -name \"._*\" -delete'.")
            { File = path };
        string onVolume = HfsName.Of(name);
        return onVolume.Length is > 0 and <= HfsName.Longest ? onVolume
            : throw new ReleaseException(Fault.Input,
                $"'{path}' has a name of {onVolume.Length} UTF-16 units, decomposed, and HFS Plus takes 1 to {HfsName.Longest}. Give it a shorter one.")
            { File = path };
    }

    private static long SizeOf(ArchiveEntry entry) => entry switch
    {
        { Kind: ArchiveEntryKind.Directory } => 0,
        { Kind: ArchiveEntryKind.File, Source: { } path } => FileStatus.Of(path).Size,
        { Kind: ArchiveEntryKind.File } => entry.Content.Length,
        _ => ArchiveTree.Bytes(entry.Target).Length,
    };
}
