using System.Numerics;
using System.Text;
using UvRelease.Formats;

namespace UvRelease.Apple.DiskImages;

/// <summary>Something that Finder keeps of a file or of a folder itself.</summary>
/// <param name="Name">The file's name on the volume; "." for the folder.</param>
/// <param name="Field">Four letters that say what it is.</param>
/// <param name="Value">The value.</param>
internal sealed record FinderRecord(string Name, string Field, ReadOnlyMemory<byte> Value)
{
    /// <summary>The record as a blob, as it is in a node.</summary>
    public byte[] Write()
    {
        byte[] bytes = new byte[4 + 2 * Name.Length + 12 + Value.Length];
        var fields = new BigEndianWriter(bytes);
        fields.U32((uint)Name.Length);
        fields.Bytes(Encoding.BigEndianUnicode.GetBytes(Name));
        fields.Bytes(Encoding.ASCII.GetBytes(Field));
        fields.Bytes("blob"u8);
        fields.U32((uint)Value.Length);
        fields.Bytes(Value.Span);
        return bytes;
    }
}

/// <summary>
/// Writes a <c>.DS_Store</c>: a B-tree of records in blocks whose sizes are powers of two (Wim Lewis, DSStoreFormat; what npm's ds-store writes). The length
/// depends on names and lengths of values alone.
/// </summary>
internal sealed class FinderStore
{
    private const int PageSize = 4096, PageHead = 8, HeadSize = 32, MarkSize = 4, InfoSize = 2048, AddressesAtOnce = 256;

    // Sizes of the blocks are 2^5 to 2^31.
    private const int Smallest = 5, Largest = 31;

    private readonly List<(int Offset, int Width, byte[] Bytes)> blocks = [];
    private readonly SortedSet<int>[] free = [.. Enumerable.Range(0, Largest + 1).Select(_ => new SortedSet<int>())];

    private FinderStore()
    {
        free[Largest].Add(0);
        Allocate(Smallest); // what the file begins with
    }

    /// <summary>Writes a file with these records.</summary>
    public static byte[] Write(IEnumerable<FinderRecord> records) => new FinderStore().Write(
        [.. records.OrderBy(record => record.Name, Comparer<string>.Create(HfsName.Compare)).ThenBy(record => record.Field, StringComparer.Ordinal)]);

    private byte[] Write(IReadOnlyList<FinderRecord> records)
    {
        int info = Add(InfoSize, []), tree = Add(HeadSize, []);
        List<byte[]> level = [.. records.Select(record => record.Write())];
        List<int> children = [];
        int height = 0, nodes = 0;
        do
        {
            (level, children) = WriteLevel(level, children);
            nodes += children.Count;
            height++;
        }
        while (children.Count > 1);
        byte[] head = new byte[20];
        var fields = new BigEndianWriter(head);
        fields.U32((uint)children[0]);
        fields.U32((uint)height - 1);
        fields.U32((uint)records.Count);
        fields.U32((uint)nodes);
        fields.U32(PageSize);
        blocks[tree] = blocks[tree] with { Bytes = head };
        blocks[info] = blocks[info] with { Bytes = Info(tree) };
        return File(blocks[info].Offset);
    }

    // Fills nodes one after the other; the record between two of them goes to the level above.
    private (List<byte[]> Above, List<int> Nodes) WriteLevel(List<byte[]> records, List<int> children)
    {
        int pointer = children.Count > 0 ? sizeof(uint) : 0;
        var above = new List<byte[]>();
        var nodes = new List<int>();
        for (int first = 0; first <= records.Count;)
        {
            int end = first;
            for (int room = PageSize - PageHead; end < records.Count && room >= pointer + records[end].Length; end++)
                room -= pointer + records[end].Length;
            // A node without records can't be: the last one gets one of its neighbour's.
            if (end == records.Count - 1)
                end--;
            byte[] page = new byte[PageSize];
            var fields = new BigEndianWriter(page);
            fields.U32(pointer > 0 ? (uint)children[end] : 0);
            fields.U32((uint)(end - first));
            for (int i = first; i < end; i++)
            {
                if (pointer > 0)
                    fields.U32((uint)children[i]);
                fields.Bytes(records[i]);
            }

            nodes.Add(Add(PageSize, page));
            if (end < records.Count)
                above.Add(records[end]);
            first = end + 1;
        }

        return (above, nodes);
    }

    private int Add(int size, byte[] bytes)
    {
        int width = BitOperations.Log2((uint)size);
        blocks.Add((Allocate(width), width, bytes));
        return blocks.Count - 1;
    }

    private int Allocate(int width)
    {
        int from = width;
        while (free[from].Count == 0)
            from++;
        int offset = free[from].Min;
        free[from].Remove(offset);
        // The other half of each is free.
        while (from > width)
            free[--from].Add(offset + (1 << from));
        return offset;
    }

    private byte[] Info(int tree)
    {
        byte[] info = new byte[InfoSize];
        var fields = new BigEndianWriter(info);
        fields.U32((uint)blocks.Count);
        fields.U32(0);
        foreach ((int offset, int width, _) in blocks)
            fields.U32((uint)(offset | width));
        fields.Skip(sizeof(uint) * ((blocks.Count + AddressesAtOnce - 1) / AddressesAtOnce * AddressesAtOnce - blocks.Count));
        fields.U32(1);
        fields.U8(4);
        fields.Bytes("DSDB"u8);
        fields.U32((uint)tree);
        foreach (SortedSet<int> offsets in free)
        {
            fields.U32((uint)offsets.Count);
            foreach (int offset in offsets)
                fields.U32((uint)offset);
        }

        return info;
    }

    private byte[] File(int info)
    {
        byte[] file = new byte[MarkSize + blocks.Max(block => block.Offset + (1 << block.Width))];
        var fields = new BigEndianWriter(file);
        fields.U32(1);
        fields.Bytes("Bud1"u8);
        fields.U32((uint)info);
        fields.U32(InfoSize);
        fields.U32((uint)info);
        foreach ((int offset, _, byte[] bytes) in blocks)
            bytes.CopyTo(file, MarkSize + offset);
        return file;
    }
}
