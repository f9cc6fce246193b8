using System.Text;
using UvRelease.Formats;
using UvRelease.Formats.Archives;
using UvRelease.Posix;
using UvRelease.Releases;

namespace UvRelease.Apple.DiskImages;

/// <summary>A file, folder or link of a volume.</summary>
/// <param name="Path">Its path on the volume, as macOS shows it.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Mode">Its permission bits.</param>
/// <param name="Size">Bytes of a file, or of a link's target.</param>
public sealed record VolumeFile(string Path, ArchiveEntryKind Kind, int Mode, long Size)
{
    /// <summary>Where a link leads.</summary>
    public string Target { get; init; } = "";

    /// <summary>Where its bytes are.</summary>
    internal IReadOnlyList<(long Offset, long Length)> Extents { get; init; } = [];
}

/// <summary>Reads a volume of HFS Plus (TN1150). Every length is checked before it is trusted.</summary>
internal sealed class HfsReader
{
    private const int Header = 1024, ForkSize = 80, ForkExtents = 8, MostParts = 1000, LongestTarget = 4096;
    private const int FolderRecord = 1, FileRecord = 2;

    private readonly CheckedReader volume;
    private readonly uint blockSize;
    private readonly uint totalBlocks;
    private readonly Dictionary<(uint File, uint Start), (long Offset, long Length)[]> furtherExtents = [];

    /// <summary>Reads the header and the catalog.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: it is no volume of HFS Plus, or says what can't be.</exception>
    public HfsReader(CheckedReader volume)
    {
        this.volume = volume;
        ReadOnlySpan<byte> mark = volume.At(Header, 2, "the volume's mark");
        if (!mark.SequenceEqual("H+"u8) && !mark.SequenceEqual("HX"u8))
            throw volume.Bad(Header, "the volume's mark", "is not 'H+' or 'HX'; other file systems are not read");
        (blockSize, totalBlocks) = (volume.U32BigEndian(Header + 40, "the size of blocks"), volume.U32BigEndian(Header + 44, "the count of blocks"));
        if (blockSize < 512 || (blockSize & (blockSize - 1)) != 0 || totalBlocks > volume.Length / blockSize)
            throw volume.Bad(Header + 40, "the volume", $"is said to have {totalBlocks} blocks of {blockSize} bytes, and has {volume.Length} bytes");
        CheckedReader further = CheckedReader.Of(Fork(volume, Header + 192, 3), $"{volume.Name}, further extents", DiskImage.Kind);
        if (further.Length > 0)
            ReadFurtherExtents(further);
        CheckedReader catalog = CheckedReader.Of(Fork(volume, Header + 272, 4), $"{volume.Name}, catalog", DiskImage.Kind);
        Files = Read(catalog);
    }

    /// <summary>Everything on the volume, sorted by path.</summary>
    public IReadOnlyList<VolumeFile> Files { get; }

    /// <summary>The bytes of a file.</summary>
    public Stream Open(VolumeFile file) => new HfsForkStream(volume, file.Extents, file.Size);

    private void ReadFurtherExtents(CheckedReader tree)
    {
        foreach (HfsTreeReader.Leaf leaf in HfsTreeReader.Leaves(tree))
        {
            if (leaf.Node.At(leaf.Key, 1, "a fork's kind")[0] == 0)
                furtherExtents[(leaf.Node.U32BigEndian(leaf.Key + 2, "a file's number"), leaf.Node.U32BigEndian(leaf.Key + 6, "a first block"))] =
                    [.. Extents(leaf.Node, leaf.Data)];
        }
    }

    private IEnumerable<(long Offset, long Length)> Extents(CheckedReader reader, int at)
    {
        for (int i = 0; i < ForkExtents; i++)
        {
            uint start = reader.U32BigEndian(at + 8 * i, "a first block"), count = reader.U32BigEndian(at + 8 * i + 4, "a count of blocks");
            if (count == 0)
                yield break;
            if (start > totalBlocks || count > totalBlocks - start)
                throw reader.Bad(at + 8 * i, "an extent", $"has {count} blocks from {start}, and the volume has {totalBlocks}");
            yield return (start * (long)blockSize, count * (long)blockSize);
        }
    }

    private HfsForkStream Fork(CheckedReader reader, int at, uint file)
    {
        reader.At(at, ForkSize, "a fork");
        long size = reader.U63BigEndian(at, 8, "a fork's size");
        List<(long Offset, long Length)> extents = [.. Extents(reader, at + 16)];
        long there = extents.Sum(extent => extent.Length);
        while (there < size && extents.Count < totalBlocks && furtherExtents.TryGetValue((file, (uint)(there / blockSize)), out (long, long Length)[]? more))
        {
            extents.AddRange(more);
            there += more.Sum(extent => extent.Length);
            if (more.Length == 0)
                break;
        }

        return there >= size ? new HfsForkStream(volume, extents, size)
            : throw reader.Bad(at, "a fork's size", $"is {size}, and its extents have {there} bytes");
    }

    private List<VolumeFile> Read(CheckedReader catalog)
    {
        var folders = new Dictionary<uint, (uint Parent, string Name)>();
        var found = new List<(uint Parent, string Name, VolumeFile File)>();
        foreach ((CheckedReader node, int key, int keyLength, int data) in HfsTreeReader.Leaves(catalog))
        {
            int kind = node.U16BigEndian(data, "a record's kind");
            if (kind is not (FolderRecord or FileRecord))
                continue;
            (uint parent, int length) = (node.U32BigEndian(key, "a folder's number"), node.U16BigEndian(key + 4, "a name's length"));
            if (length > HfsName.Longest || 6 + 2 * length > keyLength)
                throw node.Bad(key + 4, "a name's length", $"is {length}, and the key has {keyLength} bytes");
            string name = HfsName.Shown(Encoding.BigEndianUnicode.GetString(node.Bytes(key + 6, 2 * length, "a name")));
            uint id = node.U32BigEndian(data + 8, "a number");
            if (kind == FolderRecord)
                folders[id] = (parent, name);
            if (parent != HfsItem.RootParentId)
                found.Add((parent, name, File(node, data, id, kind)));
        }

        List<VolumeFile> files = [.. found.Select(item => item.File with { Path = Path(catalog, folders, item.Parent, item.Name) })];
        files.Sort((one, other) => string.CompareOrdinal(one.Path, other.Path));
        return files;
    }

    private VolumeFile File(CheckedReader node, int data, uint id, int kind)
    {
        int mode = node.U16BigEndian(data + 42, "a mode");
        if (kind == FolderRecord)
            return new VolumeFile("", ArchiveEntryKind.Directory, mode & FileModes.Permissions, 0);
        HfsForkStream fork = Fork(node, data + 88, id);
        var file = new VolumeFile("", ArchiveEntryKind.File, mode & FileModes.Permissions, fork.Length) { Extents = fork.Extents };
        if ((mode & FileModes.Type) != FileModes.Link)
            return file;
        if (fork.Length > LongestTarget)
            throw node.Bad(data + 88, "a link's target", $"has {fork.Length} bytes, and {LongestTarget} are the most");
        byte[] target = new byte[fork.Length];
        fork.ReadExactly(target);
        return file with { Kind = ArchiveEntryKind.Link, Target = Encoding.UTF8.GetString(target) };
    }

    private static string Path(CheckedReader catalog, Dictionary<uint, (uint Parent, string Name)> folders, uint parent, string name)
    {
        var parts = new Stack<string>([name]);
        for (uint at = parent; at != HfsItem.RootId; at = folders[at].Parent)
        {
            if (!folders.TryGetValue(at, out (uint Parent, string Name) folder) || parts.Count > MostParts)
                throw catalog.Bad(0, $"'{name}'", $"is in the folder {at}, which is nowhere");
            parts.Push(folder.Name);
        }

        return string.Join('/', parts);
    }
}
