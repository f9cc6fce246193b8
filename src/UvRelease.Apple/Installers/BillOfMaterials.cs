using UvRelease.Formats;
using UvRelease.Formats.Archives;

namespace UvRelease.Apple.Installers;

/// <summary>Writes what a package installs as mkbom does, for Installer and lsbom.</summary>
internal static class BillOfMaterials
{
    private const int NodeSize = 4096, LinkedNodeSize = 64, VersionNodeSize = 128, PathInfoSize = 31;

    /// <summary>Writes the bill of items that were read.</summary>
    /// <param name="root">The place that they are below.</param>
    /// <param name="time">Time of everything, in seconds since 1970.</param>
    public static byte[] Write(InstallerItem root, uint time)
    {
        var store = new BomStore();
        InstallerItem[] items = [.. root.All()];
        Dictionary<InstallerItem, uint> numbers = items.Index().ToDictionary(item => item.Item, item => (uint)item.Index + 1);
        uint information = store.Add(Information(items));
        var paths = new List<(uint Value, uint Key)>();
        var infos = new List<(uint Info, long Size)>();
        AddPath(root, 0);
        // Children of one folder together, and folders by their numbers.
        foreach (InstallerItem folder in items)
        {
            foreach (InstallerItem child in folder.Children)
                AddPath(child, numbers[folder]);
        }

        // No file is there under two names: an empty tree for each.
        var linked = new List<(uint Value, uint Key)>();
        foreach ((uint info, _) in infos)
            linked.Add((store.Add(store.AddTree([], LinkedNodeSize)), store.Add(info)));
        List<(uint Value, uint Key)> large = [.. infos.Where(pair => pair.Size > uint.MaxValue)
            .Select(pair => (store.Add((uint)(pair.Size >> 32), (uint)pair.Size), store.Add(pair.Info)))];
        byte[] versions = new byte[13];
        var fields = new BigEndianWriter(versions);
        fields.U32(1);
        fields.U32(store.AddTree([], VersionNodeSize));
        return store.Write(
        [
            ("BomInfo", information), ("Paths", store.AddTree(paths, NodeSize)), ("HLIndex", store.AddTree(linked, NodeSize)), ("VIndex", store.Add(versions)),
            ("Size64", store.AddTree(large, NodeSize)),
        ]);

        void AddPath(InstallerItem item, uint parent)
        {
            uint info = store.Add(PathInfo(item, time));
            infos.Add((info, item.Size));
            paths.Add((store.Add(numbers[item], info), store.Add(PathKey(item, parent))));
        }
    }

    // Bytes of programs by their processors, and of all other files under none.
    private static byte[] Information(InstallerItem[] items)
    {
        var sizes = new SortedDictionary<uint, long> { [0] = items.Where(item => !item.IsRoot && item.Slices.Count == 0).Sum(item => item.Size) };
        foreach ((uint processor, long size) in items.SelectMany(item => item.Slices))
            sizes[processor] = sizes.GetValueOrDefault(processor) + size;
        byte[] information = new byte[12 + 16 * sizes.Count];
        var fields = new BigEndianWriter(information);
        fields.U32(1);
        fields.U32((uint)items.Length + 1);
        fields.U32((uint)sizes.Count);
        foreach ((uint processor, long size) in sizes)
        {
            fields.U32(processor);
            fields.U32(0);
            fields.U32((uint)size);
            fields.U32(0);
        }

        return information;
    }

    private static byte[] PathKey(InstallerItem item, uint parent)
    {
        byte[] name = ArchiveTree.Bytes(item.Name), key = new byte[4 + name.Length + 1];
        var fields = new BigEndianWriter(key);
        fields.U32(parent);
        fields.Bytes(name);
        return key;
    }

    private static byte[] PathInfo(InstallerItem item, uint time)
    {
        (byte kind, int rest) = item.Entry.Kind switch { ArchiveEntryKind.Directory => ((byte)2, 0), ArchiveEntryKind.Link => ((byte)3, 8), _ => ((byte)1, 4) };
        byte[] target = item.Entry.Kind == ArchiveEntryKind.Link ? [.. ArchiveTree.Bytes(item.Entry.Target), 0] : [];
        byte[] info = new byte[PathInfoSize + target.Length + rest];
        var fields = new BigEndianWriter(info);
        fields.U8(kind);
        fields.U8(1);
        fields.U16(item.IsRoot ? 1 : 0xf);
        fields.U16(item.IsRoot ? 0 : item.Mode);
        fields.U32(InstallerItem.Owner);
        fields.U32(InstallerItem.Group);
        fields.U32(item.IsRoot ? 0 : time);
        fields.U32(item.IsRoot ? 0 : (uint)item.Size);
        fields.U8(1);
        fields.U32(item.IsRoot ? 0 : item.Checksum);
        fields.U32((uint)target.Length);
        fields.Bytes(target);
        return info;
    }
}
