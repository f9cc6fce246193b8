using System.Buffers.Binary;

namespace UvRelease.Formats;

/// <summary>Puts big-endian fields one after the other into a span that is zero.</summary>
/// <param name="buffer">Where they go.</param>
public ref struct BigEndianWriter(Span<byte> buffer)
{
    private readonly Span<byte> buffer = buffer;

    /// <summary>Bytes put so far.</summary>
    public int Length { get; private set; }

    /// <summary>Puts one byte.</summary>
    public void U8(byte value) => buffer[Length++] = value;

    /// <summary>Puts 16 bits.</summary>
    /// <exception cref="OverflowException">The value has more.</exception>
    public void U16(int value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(buffer[Length..], checked((ushort)value));
        Length += 2;
    }

    /// <summary>Puts 32 bits.</summary>
    public void U32(uint value)
    {
        BinaryPrimitives.WriteUInt32BigEndian(buffer[Length..], value);
        Length += 4;
    }

    /// <summary>Puts 64 bits.</summary>
    public void U64(long value)
    {
        BinaryPrimitives.WriteInt64BigEndian(buffer[Length..], value);
        Length += 8;
    }

    /// <summary>Puts bytes.</summary>
    public void Bytes(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(buffer[Length..]);
        Length += bytes.Length;
    }

    /// <summary>Leaves bytes as they are.</summary>
    public void Skip(int count) => Length += count;
}
