using UvRelease.Posix;

namespace UvRelease.Formats.Archives;

/// <summary>An entry of a zip that is being written: what its two headers say.</summary>
/// <param name="entry">The entry.</param>
/// <param name="size">Bytes of its content.</param>
/// <param name="time">Date and time of MS-DOS.</param>
internal sealed class ZipRecord(ArchiveEntry entry, long size, uint time)
{
    private const ushort MadeByUnix = (3 << 8) | 63;

    private readonly byte[] name = ArchiveTree.Bytes(ArchiveTree.WrittenName(entry));

    /// <summary>True when the local header leaves room for sizes of 64 bits. Decided before anything is compressed: deflate may make a file longer.</summary>
    private readonly bool isLarge = size > uint.MaxValue - size / 1000 - 65536;

    /// <summary>Bytes of the content.</summary>
    public long Size { get; } = size;

    /// <summary>Sum of the content.</summary>
    public uint Sum { get; set; }

    /// <summary>How the content is written.</summary>
    public ushort Method { get; set; }

    /// <summary>Bytes of the content as written.</summary>
    public long WrittenSize { get; set; }

    /// <summary>Where the local header is.</summary>
    public long Offset { get; set; }

    /// <summary>The local header (§4.3.7). It has the same length before and after the content is known.</summary>
    public ReadOnlySpan<byte> LocalHeader()
    {
        Span<byte> header = new byte[ZipFormat.LocalHeaderSize + name.Length + 20];
        var fields = new LittleEndianWriter(header);
        fields.U32(ZipFormat.LocalHeader);
        fields.U16(VersionNeeded);
        fields.U16(ZipFormat.Utf8Flag);
        fields.U16(Method);
        fields.U32(time);
        fields.U32(Sum);
        fields.U32(isLarge ? ZipFormat.Escaped32 : (uint)WrittenSize);
        fields.U32(isLarge ? ZipFormat.Escaped32 : (uint)Size);
        fields.U16(name.Length);
        fields.U16(isLarge ? 20 : 0);
        name.CopyTo(header[fields.Length..]);
        if (!isLarge)
            return header[..(fields.Length + name.Length)];
        var extra = new LittleEndianWriter(header[(fields.Length + name.Length)..]);
        extra.U16(ZipFormat.Zip64Extra);
        extra.U16(16);
        extra.U64(Size);
        extra.U64(WrittenSize);
        return header;
    }

    /// <summary>The central header (§4.3.12).</summary>
    public ReadOnlySpan<byte> CentralHeader()
    {
        bool largeSize = Size >= ZipFormat.Escaped32, largeWritten = WrittenSize >= ZipFormat.Escaped32, largeOffset = Offset >= ZipFormat.Escaped32;
        int extraSize = 8 * ((largeSize ? 1 : 0) + (largeWritten ? 1 : 0) + (largeOffset ? 1 : 0));
        Span<byte> header = new byte[ZipFormat.CentralHeaderSize + name.Length + (extraSize > 0 ? 4 + extraSize : 0)];
        var fields = new LittleEndianWriter(header);
        fields.U32(ZipFormat.CentralHeader);
        fields.U16(MadeByUnix);
        fields.U16(extraSize > 0 ? 45 : VersionNeeded);
        fields.U16(ZipFormat.Utf8Flag);
        fields.U16(Method);
        fields.U32(time);
        fields.U32(Sum);
        fields.U32(largeWritten ? ZipFormat.Escaped32 : (uint)WrittenSize);
        fields.U32(largeSize ? ZipFormat.Escaped32 : (uint)Size);
        fields.U16(name.Length);
        fields.U16(header.Length - ZipFormat.CentralHeaderSize - name.Length);
        fields.U32(0); // no comment, first disk
        fields.U16(0); // no internal attributes
        fields.U32(ExternalAttributes);
        fields.U32(largeOffset ? ZipFormat.Escaped32 : (uint)Offset);
        name.CopyTo(header[fields.Length..]);
        if (extraSize == 0)
            return header;
        var extra = new LittleEndianWriter(header[(fields.Length + name.Length)..]);
        extra.U16(ZipFormat.Zip64Extra);
        extra.U16(extraSize);
        if (largeSize)
            extra.U64(Size);
        if (largeWritten)
            extra.U64(WrittenSize);
        if (largeOffset)
            extra.U64(Offset);
        return header;
    }

    private int VersionNeeded => isLarge ? 45 : 20;

    // The mode of stat(2) in the upper half, as Info-ZIP has it; MS-DOS's bit for folders in the lower.
    private uint ExternalAttributes => entry.Kind switch
    {
        ArchiveEntryKind.Directory => ((uint)(FileModes.Directory | entry.Mode) << 16) | 0x10,
        ArchiveEntryKind.Link => (uint)(FileModes.Link | FileModes.Access) << 16,
        _ => (uint)(FileModes.File | entry.Mode) << 16,
    };
}
