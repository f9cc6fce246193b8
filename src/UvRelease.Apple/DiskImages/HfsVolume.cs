using System.Security.Cryptography;
using UvRelease.Formats;
using UvRelease.Formats.Archives;
using UvRelease.Releases;

namespace UvRelease.Apple.DiskImages;

/// <summary>
/// A read-only volume of HFS Plus (TN1150) that is laid out at first and read out afterwards, once, from its first byte to its last: header, map of used
/// blocks, an empty tree of further extents, catalog, files in one piece each, second header.
/// </summary>
internal sealed class HfsVolume : IDisposable
{
    /// <summary>Bytes of a block, as newfs_hfs makes them.</summary>
    public const int BlockSize = 4096;

    private const int HeaderOffset = 1024, HeaderSize = 512, FinderInfo = 80;
    private const int HasCustomIcon = 0x400; // Finder.h, kHasCustomIcon
    private const int SmallestSize = 512 * 1024;
    private static readonly DateTimeOffset Epoch = new(1904, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly List<(long Start, long Length, byte[] Bytes, HfsItem? Item)> parts = [];
    private readonly uint time;
    private readonly uint totalBlocks;
    private long position;
    private int part;
    private ArchiveSource? source;

    /// <summary>Lays a volume out. Files are only asked for their sizes.</summary>
    /// <param name="entries">What goes onto it.</param>
    /// <param name="options">Its name, time and looks.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: something can't be on a volume.</exception>
    public HfsVolume(IEnumerable<ArchiveEntry> entries, DiskImageOptions options)
    {
        time = Seconds(options.Time);
        IReadOnlyList<HfsItem> items = HfsItem.Of(options.VolumeName, entries);
        var catalog = new HfsCatalog(time, items.Any(item => item.Entry.Name == DiskImageOptions.IconName) ? HasCustomIcon : 0);
        // Where a file begins changes no length of the catalog.
        long catalogBlocks = Blocks(catalog.Write(items).Length), files = items.Sum(item => Blocks(item.Size)), mapBlocks = 0, total;
        do
            total = Math.Max(SmallestSize / BlockSize, 1 + ++mapBlocks + 1 + catalogBlocks + files + 1);
        while (total > 8 * mapBlocks * BlockSize);
        totalBlocks = total <= uint.MaxValue ? (uint)total
            : throw new ReleaseException(Fault.Input, $"The files need {total} blocks of {BlockSize} bytes, and a volume has {uint.MaxValue} at most.");
        long first = 1 + mapBlocks + 1 + catalogBlocks;
        foreach (HfsItem item in items.Where(item => item.Size > 0))
        {
            item.FirstBlock = (uint)first;
            first += Blocks(item.Size);
        }

        byte[] tree = catalog.Write(items), header = Header(items, tree, (uint)mapBlocks, (uint)(total - 1 - first), (uint)first, options);
        Add(HeaderOffset, header);
        Add(BlockSize, Map(mapBlocks, first));
        Add((1 + mapBlocks) * BlockSize, new HfsTree(BlockSize, longestKey: 10, attributes: 2).Write([]));
        Add((2 + mapBlocks) * BlockSize, tree);
        parts.AddRange(items.Where(item => item.Size > 0).Select(item => (item.FirstBlock * (long)BlockSize, item.Size, (byte[])[], (HfsItem?)item)));
        Add(Length - HeaderOffset, header);
    }

    /// <summary>Bytes of the volume.</summary>
    public long Length => totalBlocks * (long)BlockSize;

    /// <summary>Sixteen bytes that stand for what is in the catalog, for identifiers.</summary>
    public ReadOnlyMemory<byte> Identity { get; private set; }

    /// <summary>Seconds since 1904, as HFS Plus counts.</summary>
    public static uint Seconds(DateTimeOffset time) => (uint)Math.Clamp((time - Epoch).Ticks / TimeSpan.TicksPerSecond, 0, uint.MaxValue);

    /// <summary>Puts what a volume says of a fork in one piece: 80 bytes.</summary>
    public static void Fork(ref BigEndianWriter fields, long size, uint firstBlock)
    {
        uint blocks = (uint)Blocks(size);
        fields.U64(size);
        fields.U32(0);
        fields.U32(blocks);
        fields.U32(blocks == 0 ? 0 : firstBlock);
        fields.U32(blocks);
        fields.Skip(7 * 8);
    }

    /// <summary>Reads the bytes that come next.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Environment"/>: a file has changed since the volume was laid out.</exception>
    public void Read(Span<byte> bytes)
    {
        bytes.Clear();
        for (; part < parts.Count && parts[part].Start < position + bytes.Length; part++)
        {
            (long start, long length, byte[] content, HfsItem? item) = parts[part];
            long from = Math.Max(start, position), to = Math.Min(start + length, position + bytes.Length);
            Span<byte> target = bytes[(int)(from - position)..(int)(to - position)];
            if (item is null)
                content.AsSpan((int)(from - start), target.Length).CopyTo(target);
            else
                ReadFile(item, from - start, target);
            if (to < start + length)
                break;
        }

        position += bytes.Length;
    }

    /// <inheritdoc/>
    public void Dispose() => source?.Dispose();

    private void ReadFile(HfsItem item, long offset, Span<byte> target)
    {
        source ??= ArchiveSource.Open(item.Entry);
        if (source.Length != item.Size)
            throw source.Changed();
        source.Read(offset, target);
        if (offset + target.Length < item.Size)
            return;
        source.CheckEnd();
        source.Dispose();
        source = null;
    }

    private static long Blocks(long size) => (size + BlockSize - 1) / BlockSize;

    private void Add(long start, byte[] bytes) => parts.Add((start, bytes.Length, bytes, null));

    private byte[] Map(long blocks, long used)
    {
        byte[] map = new byte[blocks * BlockSize];
        map.AsSpan(0, (int)(used / 8)).Fill(0xff);
        for (long block = used / 8 * 8; block < used; block++)
            map[block / 8] |= (byte)(0x80 >> (int)(block % 8));
        map[(totalBlocks - 1) / 8] |= (byte)(0x80 >> (int)((totalBlocks - 1) % 8));
        return map;
    }

    private byte[] Header(IReadOnlyList<HfsItem> items, byte[] catalog, uint mapBlocks, uint freeBlocks, uint nextBlock, DiskImageOptions options)
    {
        const uint cleanlyUnmounted = 0x100, unusedNodesAreZero = 0x80000000, clump = 64 * 1024;
        Identity = SHA256.HashData(catalog).AsMemory(0, 16);
        uint folders = (uint)items.Count(item => item.IsFolder);
        byte[] header = new byte[HeaderSize];
        var fields = new BigEndianWriter(header);
        fields.Bytes("H+"u8);
        fields.U16(4);
        fields.U32(cleanlyUnmounted | unusedNodesAreZero);
        fields.Bytes("10.0"u8); // who mounted it last
        fields.U32(0); // no journal
        fields.U32(time);
        fields.U32(time);
        fields.U32(0); // saved
        fields.U32(time); // checked
        fields.U32((uint)items.Count - folders);
        fields.U32(folders - 1);
        fields.U32(BlockSize);
        fields.U32(totalBlocks);
        fields.U32(freeBlocks);
        fields.U32(nextBlock);
        fields.U32(clump);
        fields.U32(clump);
        fields.U32(HfsItem.FirstId + (uint)items.Count - 1);
        fields.U32(1); // writes
        fields.U64(1); // the one text encoding
        // Finder opens the root when the volume is mounted, where there is something to see.
        new BigEndianWriter(header.AsSpan(FinderInfo + 8)).U32(options.Window is null ? 0 : HfsItem.RootId);
        fields.Skip(24);
        fields.Bytes(Identity.Span[..8]);
        Fork(ref fields, mapBlocks * (long)BlockSize, 1);
        Fork(ref fields, BlockSize, 1 + mapBlocks);
        Fork(ref fields, catalog.Length, 2 + mapBlocks);
        return header;
    }
}
