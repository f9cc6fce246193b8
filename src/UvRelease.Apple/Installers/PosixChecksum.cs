namespace UvRelease.Apple.Installers;

/// <summary>What cksum says (POSIX): CRC-32 from the highest bit, polynomial 0x04c11db7, with the length behind the bytes. Four bytes a step.</summary>
internal struct PosixChecksum
{
    private static readonly uint[] Tables = MakeTables();

    private uint sum;
    private long length;

    /// <summary>Goes on with more bytes.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<uint> t = Tables;
        length += bytes.Length;
        uint crc = sum;
        for (; bytes.Length >= 4; bytes = bytes[4..])
        {
            crc ^= System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(bytes);
            crc = t[0x300 + (int)(crc >> 24)] ^ t[0x200 + (int)((crc >> 16) & 0xff)] ^ t[0x100 + (int)((crc >> 8) & 0xff)] ^ t[(int)(crc & 0xff)];
        }

        foreach (byte one in bytes)
            crc = (crc << 8) ^ t[(int)(crc >> 24) ^ one];
        sum = crc;
    }

    /// <summary>The sum of all.</summary>
    public readonly uint Value
    {
        get
        {
            uint crc = sum;
            for (long rest = length; rest > 0; rest >>= 8)
                crc = (crc << 8) ^ Tables[(int)(crc >> 24) ^ (byte)rest];
            return ~crc;
        }
    }

    private static uint[] MakeTables()
    {
        uint[] tables = new uint[4 * 256];
        for (uint i = 0; i < 256; i++)
        {
            uint crc = i << 24;
            for (int bit = 0; bit < 8; bit++)
                crc = (crc & 0x80000000) != 0 ? (crc << 1) ^ 0x04c11db7 : crc << 1;
            tables[i] = crc;
        }

        for (int i = 256; i < tables.Length; i++)
            tables[i] = (tables[i - 256] << 8) ^ tables[tables[i - 256] >> 24];
        return tables;
    }
}
