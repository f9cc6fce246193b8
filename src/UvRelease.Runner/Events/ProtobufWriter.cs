using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace UvRelease.Runner;

/// <summary>Writes a message in Protocol Buffers' wire format (protobuf.dev/programming-guides/encoding).</summary>
internal sealed class ProtobufWriter
{
    private const int Varint = 0;
    private const int Fixed64 = 1;
    private const int Counted = 2;
    private const ulong More = 0x80;
    private readonly ArrayBufferWriter<byte> bytes = new();

    /// <summary>A message of fields that are written by <paramref name="write"/>.</summary>
    public static byte[] Message(Action<ProtobufWriter> write)
    {
        var writer = new ProtobufWriter();
        write(writer);
        return writer.bytes.WrittenSpan.ToArray();
    }

    /// <summary>A field of a text.</summary>
    public void Text(int field, string text) => Content(field, Encoding.UTF8.GetBytes(text));

    /// <summary>A field of a message.</summary>
    public void Nested(int field, Action<ProtobufWriter> write) => Content(field, Message(write));

    /// <summary>A field of the types int32, int64, bool or an enumeration.</summary>
    public void Number(int field, long value)
    {
        Tag(field, Varint);
        Base128(unchecked((ulong)value));
    }

    /// <summary>A field of the type fixed64.</summary>
    public void Fixed(int field, ulong value)
    {
        Tag(field, Fixed64);
        Span<byte> eight = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(eight, value);
        bytes.Write(eight);
    }

    /// <summary>A field of the type double.</summary>
    public void Real(int field, double value) => Fixed(field, BitConverter.DoubleToUInt64Bits(value));

    private void Content(int field, byte[] content)
    {
        Tag(field, Counted);
        Base128((ulong)content.Length);
        bytes.Write(content);
    }

    private void Tag(int field, int type) => Base128((ulong)((field << 3) | type));

    private void Base128(ulong value)
    {
        for (; value >= More; value >>= 7)
            Byte((byte)((value & (More - 1)) | More));
        Byte((byte)value);
    }

    private void Byte(byte value) => bytes.Write([value]);
}
