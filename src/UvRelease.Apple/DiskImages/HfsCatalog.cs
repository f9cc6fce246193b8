using UvRelease.Formats;
using UvRelease.Formats.Archives;
using UvRelease.Posix;
using UvRelease.Releases;

namespace UvRelease.Apple.DiskImages;

/// <summary>Writes the catalog of a volume: for each item a record under its folder and name, and a thread under its number (TN1150, "Catalog File").</summary>
/// <param name="time">Of all items.</param>
/// <param name="rootFlags">What Finder is told of the root.</param>
internal sealed class HfsCatalog(uint time, int rootFlags)
{
    /// <summary>Bytes of a node, as newfs_hfs makes them.</summary>
    public const int NodeSize = 8192;

    /// <summary>Bytes of the longest key.</summary>
    public const int LongestKey = 6 + 2 * HfsName.Longest;

    /// <summary>Attributes of the tree: long keys, and as long as they are in indexes.</summary>
    public const uint TreeAttributes = 6;

    private const int FolderRecord = 1, FileRecord = 2, FolderThread = 3, FileThread = 4, FolderSize = 88, FileSize = 248;
    private const int HasThread = 2;

    // root:admin, as in packages; a mounted image shows its reader as the owner anyway.
    private const uint Owner = 0, Group = 80;

    /// <summary>Writes the tree.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: two names are one on a volume.</exception>
    public byte[] Write(IReadOnlyList<HfsItem> items)
    {
        var records = new List<(byte[] Key, byte[] Data)>(2 * items.Count);
        HfsItem? last = null;
        // Everything in a folder comes after the folder's thread, which has no name.
        foreach ((uint parent, string name, HfsItem item) in items.Select(item => (item.ParentId, item.Name, item))
            .Concat(items.Select(item => (item.Id, "", item))).Order(Comparer<(uint Parent, string Name, HfsItem Item)>.Create(Compare)))
        {
            if (name.Length > 0 && last?.ParentId == parent && HfsName.Compare(last.Name, name) == 0)
                throw new ReleaseException(Fault.Input,
                    $"'{item.Entry.Name}' and '{last.Entry.Name}' are one name on a Mac, where neither case nor Unicode forms count. Rename one.");
            last = name.Length > 0 ? item : last;
            records.Add((Key(parent, name), name.Length == 0 ? Thread(item) : item.IsFolder ? Folder(item) : File(item)));
        }

        return new HfsTree(NodeSize, LongestKey, TreeAttributes).Write(records);
    }

    private static int Compare((uint Parent, string Name, HfsItem Item) one, (uint Parent, string Name, HfsItem Item) other) =>
        one.Parent != other.Parent ? one.Parent.CompareTo(other.Parent)
        : HfsName.Compare(one.Name, other.Name) is not 0 and var order ? order : one.Item.Id.CompareTo(other.Item.Id);

    private static byte[] Key(uint parent, string name)
    {
        byte[] key = new byte[2 + 6 + 2 * name.Length];
        var fields = new BigEndianWriter(key);
        fields.U16(key.Length - 2);
        fields.U32(parent);
        Name(ref fields, name);
        return key;
    }

    private static byte[] Thread(HfsItem item)
    {
        byte[] record = new byte[10 + 2 * item.Name.Length];
        var fields = new BigEndianWriter(record);
        fields.U16(item.IsFolder ? FolderThread : FileThread);
        fields.U16(0);
        fields.U32(item.ParentId);
        Name(ref fields, item.Name);
        return record;
    }

    private static void Name(ref BigEndianWriter fields, string name)
    {
        fields.U16(name.Length);
        foreach (char unit in name)
            fields.U16(unit);
    }

    private byte[] Folder(HfsItem item)
    {
        byte[] record = new byte[FolderSize];
        var fields = new BigEndianWriter(record);
        fields.U16(FolderRecord);
        fields.U16(0);
        fields.U32(item.Valence);
        Common(ref fields, item, FileModes.Directory);
        fields.Skip(8); // window
        fields.U16(item.Parent is null ? rootFlags : 0);
        return record;
    }

    private byte[] File(HfsItem item)
    {
        byte[] record = new byte[FileSize];
        var fields = new BigEndianWriter(record);
        bool link = item.Entry.Kind == ArchiveEntryKind.Link;
        fields.U16(FileRecord);
        fields.U16(HasThread);
        fields.U32(0);
        Common(ref fields, item, link ? FileModes.Link : FileModes.File);
        // The type and creator of links.
        fields.Bytes(link ? "slnkrhap"u8 : "\0\0\0\0\0\0\0\0"u8);
        fields.Skip(8 + 16 + 4 + 4); // rest of Finder's information, text encoding, reserved
        HfsVolume.Fork(ref fields, item.Size, item.FirstBlock);
        return record;
    }

    private void Common(ref BigEndianWriter fields, HfsItem item, int type)
    {
        fields.U32(item.Id);
        for (int i = 0; i < 4; i++)
            fields.U32(time); // made, changed, attributes changed, read
        fields.U32(0); // saved
        fields.U32(Owner);
        fields.U32(Group);
        fields.U16(0); // flags
        fields.U16(type | item.Entry.Mode);
        fields.U32(0);
    }
}
