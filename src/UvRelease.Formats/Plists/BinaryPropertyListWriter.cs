using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;
using UvRelease.Releases;

namespace UvRelease.Formats.Plists;

/// <summary>
/// Writes binary property lists (CFBinaryPList.c, and Python's plistlib, which unites equal booleans too): objects in the order in which they are come
/// upon, keys of a dictionary before its values.
/// </summary>
internal sealed class BinaryPropertyListWriter(bool sortKeys)
{
    private static readonly UnicodeEncoding StrictUtf16 = new(bigEndian: true, byteOrderMark: false, throwOnInvalidBytes: true);

    private readonly Dictionary<PropertyListValue, int> places = new(new Sameness());
    private readonly List<PropertyListValue> objects = [];
    private readonly ArrayBufferWriter<byte> output = new();

    /// <summary>Writes one.</summary>
    public byte[] Write(PropertyListValue value)
    {
        Gather(value);
        int referenceSize = Size((ulong)objects.Count);
        output.Write("bplist00"u8);
        long[] starts = new long[objects.Count];
        for (int i = 0; i < starts.Length; i++)
        {
            starts[i] = output.WrittenCount;
            WriteObject(objects[i], referenceSize);
        }

        long table = output.WrittenCount;
        int placeSize = Size((ulong)table);
        foreach (long start in starts)
            Number((ulong)start, placeSize);
        output.Write((ReadOnlySpan<byte>)[0, 0, 0, 0, 0, 0, (byte)placeSize, (byte)referenceSize]);
        Number((ulong)starts.Length, 8);
        Number(0, 8);
        Number((ulong)table, 8);
        return output.WrittenSpan.ToArray();
    }

    private void Gather(PropertyListValue value)
    {
        if (!places.TryAdd(value, objects.Count))
            return;
        objects.Add(value);
        foreach (PropertyListValue part in Parts(value))
            Gather(part);
    }

    private IEnumerable<PropertyListValue> Parts(PropertyListValue value) => value switch
    {
        PropertyListValue.Array array => array.Items,
        PropertyListValue.Dictionary dictionary =>
        [
            .. PropertyList.Items(dictionary, sortKeys).Select(item => new PropertyListValue.Text(item.Key)),
            .. PropertyList.Items(dictionary, sortKeys).Select(item => item.Value),
        ],
        _ => [],
    };

    private void WriteObject(PropertyListValue value, int referenceSize)
    {
        switch (value)
        {
            case PropertyListValue.Boolean boolean:
                Byte(boolean.Value ? 0x09 : 0x08);
                break;
            case PropertyListValue.Integer integer:
                Integer(integer.Value);
                break;
            case PropertyListValue.Real real:
                Byte(0x23);
                Number(BitConverter.DoubleToUInt64Bits(real.Value), 8);
                break;
            case PropertyListValue.Date date:
                Byte(0x33);
                Number(BitConverter.DoubleToUInt64Bits(AppleTime.Seconds(date.Value)), 8);
                break;
            case PropertyListValue.Data data:
                Marker(0x40, data.Value.Length);
                output.Write(data.Value.Span);
                break;
            case PropertyListValue.Text text:
                Text(text.Value);
                break;
            case PropertyListValue.Uid uid:
                int size = Size(uid.Value);
                Byte(0x80 | (size - 1));
                Number(uid.Value, size);
                break;
            default:
                Marker(value is PropertyListValue.Array ? 0xa0 : 0xd0,
                    value is PropertyListValue.Array array ? array.Items.Count : ((PropertyListValue.Dictionary)value).Items.Count);
                foreach (PropertyListValue part in Parts(value))
                    Number((ulong)places[part], referenceSize);
                break;
        }
    }

    private void Integer(Int128 value)
    {
        int size = value < 0 ? 8 : value > long.MaxValue ? 16 : Size((ulong)value);
        Byte(0x10 | int.Log2(size));
        if (size == 16)
            Number(0, 8);
        Number(unchecked((ulong)value), Math.Min(size, 8));
    }

    private void Text(string text)
    {
        if (Ascii.IsValid(text))
        {
            Marker(0x50, text.Length);
            output.Write(Encoding.ASCII.GetBytes(text));
            return;
        }

        Marker(0x60, text.Length);
        try
        {
            output.Write(StrictUtf16.GetBytes(text));
        }
        catch (EncoderFallbackException e)
        {
            throw new ReleaseException(Fault.Input, $"A property list can't hold the text '{text}': it has half a surrogate pair. Write it as Unicode.", e);
        }
    }

    private void Marker(int kind, int length)
    {
        Byte(kind | Math.Min(length, 0xf));
        if (length >= 0xf)
            Integer(length);
    }

    private void Byte(int value) => output.Write((ReadOnlySpan<byte>)[(byte)value]);

    private void Number(ulong value, int size)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, value);
        output.Write(bytes[^size..]);
    }

    private static int Size(ulong number) => number <= byte.MaxValue ? 1 : number <= ushort.MaxValue ? 2 : number <= uint.MaxValue ? 4 : 8;

    /// <summary>What is written once: equal scalars, and containers and UIDs that are one object. Reals are equal with the same bits.</summary>
    private sealed class Sameness : IEqualityComparer<PropertyListValue>
    {
        public bool Equals(PropertyListValue? x, PropertyListValue? y) => (x, y) switch
        {
            (PropertyListValue.Real left, PropertyListValue.Real right) =>
                BitConverter.DoubleToUInt64Bits(left.Value) == BitConverter.DoubleToUInt64Bits(right.Value),
            _ => ReferenceEquals(x, y) || (IsScalar(x) && x!.Equals(y)),
        };

        public int GetHashCode(PropertyListValue value) => IsScalar(value) ? value.GetHashCode() : RuntimeHelpers.GetHashCode(value);

        private static bool IsScalar(PropertyListValue? value) =>
            value is not (null or PropertyListValue.Array or PropertyListValue.Dictionary or PropertyListValue.Uid);
    }
}
