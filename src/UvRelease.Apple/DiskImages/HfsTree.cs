using UvRelease.Formats;

namespace UvRelease.Apple.DiskImages;

/// <summary>
/// Writes a B-tree of HFS Plus (TN1150, "B-Trees") from its records: leaves that are full, one after the other, and indexes above them. Nodes: the header,
/// further maps of what is in use, leaves, indexes from the lowest to the root.
/// </summary>
/// <param name="nodeSize">Bytes of a node.</param>
/// <param name="longestKey">Bytes of the longest key, without its length.</param>
/// <param name="attributes">2: lengths of keys have two bytes; 4: keys in indexes are as long as they are.</param>
internal sealed class HfsTree(int nodeSize, int longestKey, uint attributes)
{
    private const int DescriptorSize = 14, HeaderSize = 106, UserDataSize = 128;
    private const sbyte Leaf = -1, Index = 0, Header = 1, Map = 2;

    private byte[] tree = [];
    private int count;

    /// <summary>Bytes of the largest tree's first map, which has a bit for each node.</summary>
    private int HeaderMapSize => nodeSize - DescriptorSize - HeaderSize - UserDataSize - 4 * sizeof(ushort);

    private int MapSize => nodeSize - DescriptorSize - 2 * sizeof(ushort) - 2;

    /// <summary>Writes a tree.</summary>
    /// <param name="records">Keys with their lengths, in order, and data; both of even length.</param>
    public byte[] Write(IReadOnlyList<(byte[] Key, byte[] Data)> records)
    {
        List<List<int>> levels = Levels(records);
        int used = 1 + levels.Sum(level => level.Count), maps = 0;
        while (used + maps > 8 * (HeaderMapSize + maps * MapSize))
            maps++;
        (tree, count) = (new byte[(used + maps) * (long)nodeSize], 1 + maps);
        IReadOnlyList<(byte[] Key, byte[] Data)> level = records;
        for (int height = 1; height <= levels.Count; height++)
            level = WriteLevel(level, levels[height - 1], height);
        WriteHeader(records.Count, levels, maps);
        return tree;
    }

    // How many records each node of each level has.
    private List<List<int>> Levels(IReadOnlyList<(byte[] Key, byte[] Data)> records)
    {
        var levels = new List<List<int>>();
        List<(int Key, int Record)> sizes = [.. records.Select(record => (record.Key.Length, record.Key.Length + record.Data.Length))];
        while (sizes.Count > 0)
        {
            var counts = new List<int>();
            var above = new List<(int, int)>();
            int room = 0;
            foreach ((int key, int size) in sizes)
            {
                if (room < size + sizeof(ushort))
                {
                    room = nodeSize - DescriptorSize - sizeof(ushort);
                    counts.Add(0);
                    above.Add((key, key + sizeof(uint)));
                }

                room -= size + sizeof(ushort);
                counts[^1]++;
            }

            levels.Add(counts);
            sizes = counts.Count > 1 ? above : [];
        }

        return levels;
    }

    private List<(byte[] Key, byte[] Data)> WriteLevel(IReadOnlyList<(byte[] Key, byte[] Data)> records, List<int> counts, int height)
    {
        var above = new List<(byte[], byte[])>();
        int first = count, record = 0;
        for (int i = 0; i < counts.Count; i++)
        {
            byte[] pointer = new byte[sizeof(uint)];
            new BigEndianWriter(pointer).U32((uint)count);
            above.Add((records[record].Key, pointer));
            uint next = i + 1 < counts.Count ? (uint)(first + i + 1) : 0, previous = i > 0 ? (uint)(first + i - 1) : 0;
            byte[][] contents = [.. Enumerable.Range(record, counts[i]).Select(at => (byte[])[.. records[at].Key, .. records[at].Data])];
            WriteNode(Node(count++), next, previous, height == 1 ? Leaf : Index, height, contents);
            record += counts[i];
        }

        return above;
    }

    private Span<byte> Node(int number) => tree.AsSpan(number * nodeSize, nodeSize);

    private static void WriteNode(Span<byte> node, uint next, uint previous, sbyte kind, int height, params ReadOnlySpan<byte[]> records)
    {
        var fields = new BigEndianWriter(node);
        fields.U32(next);
        fields.U32(previous);
        fields.U8((byte)kind);
        fields.U8((byte)height);
        fields.U16(records.Length);
        fields.Skip(2);
        for (int i = 0; i <= records.Length; i++)
        {
            new BigEndianWriter(node[^(2 * (i + 1))..]).U16(fields.Length);
            if (i < records.Length)
                fields.Bytes(records[i]);
        }
    }

    private void WriteHeader(int records, List<List<int>> levels, int maps)
    {
        byte[] header = new byte[HeaderSize];
        var fields = new BigEndianWriter(header);
        uint leaves = levels.Count == 0 ? 0 : (uint)levels[0].Count;
        fields.U16(levels.Count);
        fields.U32(levels.Count == 0 ? 0 : (uint)count - 1);
        fields.U32((uint)records);
        fields.U32(leaves == 0 ? 0 : (uint)(1 + maps));
        fields.U32(leaves == 0 ? 0 : (uint)maps + leaves);
        fields.U16(nodeSize);
        fields.U16(longestKey);
        fields.U32((uint)count);
        fields.U32(0); // free nodes
        fields.U16(0);
        fields.U32((uint)nodeSize); // clump
        fields.U16(0); // kind of tree, way of comparing: of HFSX alone
        fields.U32(attributes);
        byte[] map = new byte[HeaderMapSize + maps * MapSize];
        for (int i = 0; i < count; i++)
            map[i / 8] |= (byte)(0x80 >> (i % 8));
        WriteNode(Node(0), maps > 0 ? 1u : 0, 0, Header, 0, header, new byte[UserDataSize], map[..HeaderMapSize]);
        for (int i = 0; i < maps; i++)
            WriteNode(Node(1 + i), i + 1 < maps ? (uint)i + 2 : 0, 0, Map, 0, map.AsSpan(HeaderMapSize + i * MapSize, MapSize).ToArray());
    }
}
