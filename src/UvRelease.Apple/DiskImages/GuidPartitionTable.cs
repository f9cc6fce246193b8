using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using UvRelease.Formats.Archives;

namespace UvRelease.Apple.DiskImages;

/// <summary>The GUID partition table of a disk with one volume of HFS Plus (UEFI 2.10, chapter 5), with the places that hdiutil gives them.</summary>
/// <param name="volumeSectors">Sectors of the volume.</param>
/// <param name="identity">Sixteen bytes that tell disks apart.</param>
internal sealed class GuidPartitionTable(long volumeSectors, ReadOnlyMemory<byte> identity)
{
    /// <summary>Sector where the volume begins.</summary>
    public const int VolumeStart = 40;

    /// <summary>Sectors of the table.</summary>
    public const int TableSectors = 32;

    /// <summary>Sectors that are free between the volume and the second table.</summary>
    public const int FreeSectors = 7;

    private const int EntrySize = 128, Entries = TableSectors * UdifFormat.SectorSize / EntrySize, HeaderSize = 92;

    /// <summary>Sectors of the whole disk.</summary>
    public long DiskSectors { get; } = VolumeStart + volumeSectors + FreeSectors + TableSectors + 1;

    /// <summary>The first sector, for systems that know no GUID partition tables.</summary>
    public byte[] ProtectiveRecord()
    {
        byte[] sector = new byte[UdifFormat.SectorSize];
        Span<byte> entry = sector.AsSpan(446, 16);
        (entry[2], entry[4]) = (2, 0xee);
        entry[5..8].Fill(0xff);
        BinaryPrimitives.WriteUInt32LittleEndian(entry[8..], 1);
        BinaryPrimitives.WriteUInt32LittleEndian(entry[12..], (uint)Math.Min(DiskSectors - 1, uint.MaxValue));
        (sector[510], sector[511]) = (0x55, 0xaa);
        return sector;
    }

    /// <summary>The table: one partition.</summary>
    public byte[] Table()
    {
        byte[] table = new byte[TableSectors * UdifFormat.SectorSize];
        // Apple_HFS.
        new Guid("48465300-0000-11aa-aa11-00306543ecac").TryWriteBytes(table);
        Number("partition").CopyTo(table.AsSpan(16));
        BinaryPrimitives.WriteInt64LittleEndian(table.AsSpan(32), VolumeStart);
        BinaryPrimitives.WriteInt64LittleEndian(table.AsSpan(40), VolumeStart + volumeSectors - 1);
        Encoding.Unicode.GetBytes("disk image").CopyTo(table, 56);
        return table;
    }

    /// <summary>The header of the first table, or of the second at the disk's end.</summary>
    public byte[] Header(bool second)
    {
        long last = DiskSectors - 1;
        byte[] sector = new byte[UdifFormat.SectorSize];
        "EFI PART"u8.CopyTo(sector);
        BinaryPrimitives.WriteUInt32LittleEndian(sector.AsSpan(8), 0x10000);
        BinaryPrimitives.WriteUInt32LittleEndian(sector.AsSpan(12), HeaderSize);
        BinaryPrimitives.WriteInt64LittleEndian(sector.AsSpan(24), second ? last : 1);
        BinaryPrimitives.WriteInt64LittleEndian(sector.AsSpan(32), second ? 1 : last);
        BinaryPrimitives.WriteInt64LittleEndian(sector.AsSpan(40), 2 + TableSectors);
        BinaryPrimitives.WriteInt64LittleEndian(sector.AsSpan(48), last - TableSectors - 1);
        Number("disk").CopyTo(sector.AsSpan(56));
        BinaryPrimitives.WriteInt64LittleEndian(sector.AsSpan(72), second ? last - TableSectors : 2);
        BinaryPrimitives.WriteUInt32LittleEndian(sector.AsSpan(80), Entries);
        BinaryPrimitives.WriteUInt32LittleEndian(sector.AsSpan(84), EntrySize);
        BinaryPrimitives.WriteUInt32LittleEndian(sector.AsSpan(88), Crc32.Append(0, Table()));
        BinaryPrimitives.WriteUInt32LittleEndian(sector.AsSpan(16), Crc32.Append(0, sector.AsSpan(0, HeaderSize)));
        return sector;
    }

    // A GUID of what is on the disk: version 8 of RFC 9562, as it is on disk.
    private byte[] Number(string use)
    {
        byte[] number = SHA256.HashData([.. identity.Span, .. Encoding.ASCII.GetBytes(use)])[..16];
        number[7] = (byte)((number[7] & 0xf) | 0x80);
        number[8] = (byte)((number[8] & 0x3f) | 0x80);
        return number;
    }
}
