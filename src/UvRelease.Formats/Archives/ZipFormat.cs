using System.Buffers.Binary;

namespace UvRelease.Formats.Archives;

/// <summary>Numbers and fields of a zip file (PKWARE APPNOTE.TXT 6.3.10).</summary>
public static class ZipFormat
{
    /// <summary>Local file header (§4.3.7).</summary>
    public const uint LocalHeader = 0x04034b50;

    /// <summary>Data descriptor (§4.3.9).</summary>
    public const uint DataDescriptor = 0x08074b50;

    /// <summary>Central directory file header (§4.3.12).</summary>
    public const uint CentralHeader = 0x02014b50;

    /// <summary>Zip64 end of central directory record (§4.3.14).</summary>
    public const uint EndRecord64 = 0x06064b50;

    /// <summary>Zip64 end of central directory locator (§4.3.15).</summary>
    public const uint EndLocator64 = 0x07064b50;

    /// <summary>End of central directory record (§4.3.16).</summary>
    public const uint EndRecord = 0x06054b50;

    /// <summary>Bytes of a local header without name and extra field.</summary>
    public const int LocalHeaderSize = 30;

    /// <summary>Bytes of a central header without name, extra field and comment.</summary>
    public const int CentralHeaderSize = 46;

    /// <summary>Bytes of an end record without its comment.</summary>
    public const int EndRecordSize = 22;

    /// <summary>Bytes of a zip64 end record without extensible data.</summary>
    public const int EndRecord64Size = 56;

    /// <summary>Bytes of a zip64 end locator.</summary>
    public const int EndLocator64Size = 20;

    /// <summary>Id of the zip64 extra field (§4.5.3).</summary>
    public const ushort Zip64Extra = 0x0001;

    /// <summary>General purpose flag: name and comment are UTF-8 (§4.4.4, bit 11).</summary>
    public const ushort Utf8Flag = 1 << 11;

    /// <summary>Value of a 32-bit field whose real value is in the zip64 extra field.</summary>
    public const uint Escaped32 = 0xffffffff;

    /// <summary>Value of a 16-bit field whose real value is in the zip64 end record.</summary>
    public const ushort Escaped16 = 0xffff;

    /// <summary>Method of bytes that are not compressed (§4.4.5).</summary>
    public const ushort Stored = 0;

    /// <summary>Method deflate (§4.4.5).</summary>
    public const ushort Deflated = 8;

    /// <summary>Date and time of MS-DOS (§4.4.6), in UTC, within what it can express: 1980 to 2107, even seconds.</summary>
    public static uint DosTime(DateTimeOffset time)
    {
        DateTime utc = time.UtcDateTime;
        if (utc.Year < 1980)
            return (1 << 21) | (1 << 16);
        if (utc.Year > 2107)
            utc = new DateTime(2107, 12, 31, 23, 59, 58, DateTimeKind.Utc);
        return ((uint)(utc.Year - 1980) << 25) | ((uint)utc.Month << 21) | ((uint)utc.Day << 16) | (
            (uint)utc.Hour << 11) | ((uint)utc.Minute << 5) | (uint)(utc.Second / 2);
    }
}

/// <summary>Puts little-endian fields one after the other.</summary>
internal ref struct LittleEndianWriter(Span<byte> buffer)
{
    private readonly Span<byte> buffer = buffer;

    /// <summary>Bytes put so far.</summary>
    public int Length { get; private set; }

    public void U16(int value)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(buffer[Length..], checked((ushort)value));
        Length += 2;
    }

    public void U32(uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(buffer[Length..], value);
        Length += 4;
    }

    public void U64(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(buffer[Length..], value);
        Length += 8;
    }
}
