using UvRelease.Formats;
using UvRelease.Releases;

namespace UvRelease.Apple.DiskImages;

/// <summary>Reads the leaves of a B-tree of HFS Plus, in their order.</summary>
internal static class HfsTreeReader
{
    private const int DescriptorSize = 14;

    /// <summary>A record of a leaf: the node, and where in it the key and the data are.</summary>
    /// <param name="Node">The node.</param>
    /// <param name="Key">Where the key begins, behind its length.</param>
    /// <param name="KeyLength">Bytes of the key.</param>
    /// <param name="Data">Where the data begin.</param>
    public readonly record struct Leaf(CheckedReader Node, int Key, int KeyLength, int Data);

    /// <summary>All records.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: the tree leads in a circle, or out of itself.</exception>
    public static IEnumerable<Leaf> Leaves(CheckedReader tree)
    {
        int nodeSize = tree.U16BigEndian(DescriptorSize + 18, "the size of nodes");
        uint first = tree.U32BigEndian(DescriptorSize + 10, "the first leaf"), total = tree.U32BigEndian(DescriptorSize + 22, "the count of nodes");
        if (nodeSize < 512 || (nodeSize & (nodeSize - 1)) != 0 || total > tree.Length / nodeSize)
            throw tree.Bad(DescriptorSize + 18, "the tree", $"is said to have {total} nodes of {nodeSize} bytes, and has {tree.Length} bytes");
        uint seen = 0;
        for (uint number = first; number != 0;)
        {
            if (number >= total || ++seen > total)
                throw tree.Bad(DescriptorSize + 10, "the chain of leaves", $"leads to node {number} of {total} as the {seen}th");
            CheckedReader node = tree.Part(number * (long)nodeSize, nodeSize, "a node");
            if (node.At(8, 1, "a node's kind")[0] != 0xff)
                throw node.Bad(8, "a node's kind", "is not that of a leaf");
            int count = node.U16BigEndian(10, "the count of records");
            for (int i = 0; i < count; i++)
            {
                int at = node.U16BigEndian(nodeSize - 2 * (i + 1), "a record's place"), length = node.U16BigEndian(at, "a key's length");
                // Data begin at an even place.
                yield return new Leaf(node, at + 2, length, at + 2 + length + length % 2);
            }

            number = node.U32BigEndian(0, "the next leaf");
        }
    }
}
