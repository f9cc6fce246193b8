using UvRelease.Formats;

namespace UvRelease.Apple.DiskImages;

/// <summary>What the bytes of a chunk are.</summary>
internal enum UdifChunkKind : uint
{
    /// <summary>Zeros, which count in checksums.</summary>
    Zero = 0,

    /// <summary>Bytes as they are.</summary>
    Raw = 1,

    /// <summary>Zeros of unused space, which count in no checksum.</summary>
    Ignored = 2,

    /// <summary>Apple Data Compression.</summary>
    Adc = 0x80000004,

    /// <summary>A stream of zlib.</summary>
    Zlib = 0x80000005,

    /// <summary>A stream of bzip2.</summary>
    Bzip2 = 0x80000006,

    /// <summary>LZFSE.</summary>
    Lzfse = 0x80000007,

    /// <summary>A stream of xz.</summary>
    Xz = 0x80000008,

    /// <summary>Nothing.</summary>
    Comment = 0x7ffffffe,

    /// <summary>The end of the table.</summary>
    End = 0xffffffff,
}

/// <summary>A piece of a partition.</summary>
/// <param name="Kind">What its bytes are.</param>
/// <param name="Sector">Where it begins in the partition.</param>
/// <param name="Count">Sectors that it makes.</param>
/// <param name="Offset">Where its bytes are in the data fork.</param>
/// <param name="Length">How many there are.</param>
internal readonly record struct UdifChunk(UdifChunkKind Kind, long Sector, long Count, long Offset, long Length);

/// <summary>A partition of a disk image and its chunks: an entry of <c>blkx</c>.</summary>
/// <param name="Name">Its name with the number that hdiutil gives it.</param>
/// <param name="Id">Number of the resource: −1 is the first.</param>
/// <param name="FirstSector">Where it begins.</param>
/// <param name="Sectors">How long it is.</param>
internal sealed record UdifPartition(string Name, int Id, long FirstSector, long Sectors)
{
    /// <summary>The pieces, without the end.</summary>
    public List<UdifChunk> Chunks { get; } = [];

    /// <summary>CRC-32 of all pieces that are not ignored.</summary>
    public uint Checksum { get; set; }
}

/// <summary>Sizes and marks of UDIF.</summary>
internal static class UdifFormat
{
    /// <summary>Bytes of a sector.</summary>
    public const int SectorSize = 512;

    /// <summary>Bytes of a chunk, as hdiutil makes them.</summary>
    public const int ChunkSize = 1024 * 1024;

    /// <summary>Bytes of the trailer.</summary>
    public const int TrailerSize = 512;

    /// <summary>Where the trailer says how long the signature is.</summary>
    public const int SignatureLengthOffset = 304;

    /// <summary>Where the trailer says where the signature is.</summary>
    public const int SignatureOffset = 296;

    /// <summary>Bytes of a partition's table before its chunks, and of a chunk.</summary>
    public const int TableHeadSize = 204, ChunkEntrySize = 40;

    /// <summary>A kind of checksum: none, CRC-32.</summary>
    public const uint NoChecksum = 0, Crc32Checksum = 2;

    /// <summary>Writes the table of a partition.</summary>
    public static byte[] Table(UdifPartition partition, long end)
    {
        const uint buffers = ChunkSize / SectorSize + 8; // as newer versions of hdiutil say
        byte[] table = new byte[TableHeadSize + ChunkEntrySize * (partition.Chunks.Count + 1)];
        var fields = new BigEndianWriter(table);
        fields.Bytes("mish"u8);
        fields.U32(1);
        fields.U64(partition.FirstSector);
        fields.U64(partition.Sectors);
        fields.U64(0); // chunks count from the beginning of the data fork
        fields.U32(buffers);
        fields.U32((uint)partition.Id);
        fields.Skip(24);
        Checksum(ref fields, partition.Checksum);
        fields.U32((uint)partition.Chunks.Count + 1);
        foreach (UdifChunk chunk in partition.Chunks.Append(new UdifChunk(UdifChunkKind.End, partition.Sectors, 0, end, 0)))
        {
            fields.U32((uint)chunk.Kind);
            fields.U32(0);
            fields.U64(chunk.Sector);
            fields.U64(chunk.Count);
            fields.U64(chunk.Offset);
            fields.U64(chunk.Length);
        }

        return table;
    }

    /// <summary>Puts a CRC-32 as UDIF has it: kind, bits, 128 bytes.</summary>
    public static void Checksum(ref BigEndianWriter fields, uint value)
    {
        fields.U32(Crc32Checksum);
        fields.U32(32);
        fields.U32(value);
        fields.Skip(124);
    }
}
