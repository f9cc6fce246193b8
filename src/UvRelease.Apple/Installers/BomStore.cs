using System.Text;
using UvRelease.Formats;

namespace UvRelease.Apple.Installers;

/// <summary>The container of a bill of materials (BOMStore): numbered blocks, and names for some of them.</summary>
internal sealed class BomStore
{
    private const int HeaderSize = 512, LeafEntries = 256, TreeSize = 21;

    // Block 0 is none.
    private readonly List<byte[]> blocks = [[]];

    /// <summary>Adds a block.</summary>
    /// <returns>Its number.</returns>
    public uint Add(byte[] block)
    {
        blocks.Add(block);
        return (uint)blocks.Count - 1;
    }

    /// <summary>Adds a block of numbers.</summary>
    public uint Add(params ReadOnlySpan<uint> numbers)
    {
        byte[] block = new byte[sizeof(uint) * numbers.Length];
        var fields = new BigEndianWriter(block);
        foreach (uint number in numbers)
            fields.U32(number);
        return Add(block);
    }

    /// <summary>Adds a tree of values under keys, which are in order.</summary>
    /// <param name="pairs">Blocks of values and keys.</param>
    /// <param name="nodeSize">Bytes of a node.</param>
    /// <returns>Block of the tree's head.</returns>
    public uint AddTree(IReadOnlyList<(uint Value, uint Key)> pairs, int nodeSize)
    {
        List<(uint Value, uint Key)> level = AddLevel(pairs, nodeSize, isLeaf: true);
        while (level.Count > 1)
            level = AddLevel(level, nodeSize, isLeaf: false);
        byte[] head = new byte[TreeSize];
        var fields = new BigEndianWriter(head);
        fields.Bytes("tree"u8);
        fields.U32(1);
        fields.U32(level[0].Value);
        fields.U32((uint)nodeSize);
        fields.U32((uint)pairs.Count);
        return Add(head);
    }

    /// <summary>Writes everything.</summary>
    public byte[] Write(IReadOnlyList<(string Name, uint Block)> variables)
    {
        const int freeListSize = 12; // none, and the end of the list
        int content = blocks.Sum(block => block.Length), index = sizeof(uint) + 8 * blocks.Count + freeListSize;
        int names = sizeof(uint) + variables.Sum(variable => 5 + variable.Name.Length);
        byte[] store = new byte[HeaderSize + content + index + names];
        var fields = new BigEndianWriter(store);
        fields.Bytes("BOMStore"u8);
        fields.U32(1);
        fields.U32((uint)blocks.Count - 1);
        fields.U32((uint)(HeaderSize + content));
        fields.U32((uint)index);
        fields.U32((uint)(HeaderSize + content + index));
        fields.U32((uint)names);
        fields.Skip(HeaderSize - fields.Length);
        foreach (byte[] block in blocks)
            fields.Bytes(block);
        fields.U32((uint)blocks.Count);
        uint at = HeaderSize;
        foreach (byte[] block in blocks)
        {
            fields.U32(block.Length == 0 ? 0 : at);
            fields.U32((uint)block.Length);
            at += (uint)block.Length;
        }

        fields.Skip(freeListSize);
        fields.U32((uint)variables.Count);
        foreach ((string name, uint block) in variables)
        {
            fields.U32(block);
            fields.U8((byte)name.Length);
            fields.Bytes(Encoding.ASCII.GetBytes(name));
        }

        return store;
    }

    // The number and last key of each node.
    private List<(uint Value, uint Key)> AddLevel(IReadOnlyList<(uint Value, uint Key)> pairs, int nodeSize, bool isLeaf)
    {
        var above = new List<(uint, uint)>();
        uint first = (uint)blocks.Count, count = (uint)Math.Max(1, (pairs.Count + LeafEntries - 1) / LeafEntries);
        for (uint i = 0; i < count; i++)
        {
            (uint Value, uint Key)[] own = [.. pairs.Skip((int)i * LeafEntries).Take(LeafEntries)];
            byte[] node = new byte[nodeSize];
            var fields = new BigEndianWriter(node);
            fields.U16(isLeaf ? 1 : 0);
            fields.U16(own.Length);
            fields.U32(isLeaf && i + 1 < count ? first + i + 1 : 0);
            fields.U32(isLeaf && i > 0 ? first + i - 1 : 0);
            foreach ((uint value, uint key) in own)
            {
                fields.U32(value);
                fields.U32(key);
            }

            above.Add((Add(node), own.Length == 0 ? 0 : own[^1].Key));
        }

        return above;
    }
}
