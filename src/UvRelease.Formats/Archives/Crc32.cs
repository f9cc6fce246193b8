using System.Buffers.Binary;

namespace UvRelease.Formats.Archives;

/// <summary>CRC-32 of zip and gzip (RFC 1952 §8: reversed polynomial 0xEDB88320), eight bytes a step.</summary>
public static class Crc32
{
    private static readonly uint[] Tables = MakeTables();

    /// <summary>Goes on with <paramref name="bytes"/> from the sum of what came before; 0 begins.</summary>
    public static uint Append(uint sum, ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<uint> t = Tables;
        uint crc = ~sum;
        for (; bytes.Length >= 8; bytes = bytes[8..])
        {
            uint low = crc ^ BinaryPrimitives.ReadUInt32LittleEndian(bytes), high = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            crc = t[0x700 + (int)(low & 0xff)] ^ t[0x600 + (int)((low >> 8) & 0xff)] ^ t[0x500 + (int)((low >> 16) & 0xff)] ^ t[0x400 + (int)(low >> 24)]
                ^ t[0x300 + (int)(high & 0xff)] ^ t[0x200 + (int)((high >> 8) & 0xff)] ^ t[0x100 + (int)((high >> 16) & 0xff)] ^ t[(int)(high >> 24)];
        }

        foreach (byte b in bytes)
            crc = t[(int)((crc ^ b) & 0xff)] ^ (crc >> 8);
        return ~crc;
    }

    private static uint[] MakeTables()
    {
        uint[] tables = new uint[8 * 256];
        for (uint i = 0; i < 256; i++)
        {
            uint crc = i;
            for (int bit = 0; bit < 8; bit++)
                crc = (crc & 1) != 0 ? 0xedb88320 ^ (crc >> 1) : crc >> 1;
            tables[i] = crc;
        }

        for (int i = 256; i < tables.Length; i++)
            tables[i] = tables[tables[i - 256] & 0xff] ^ (tables[i - 256] >> 8);
        return tables;
    }
}
