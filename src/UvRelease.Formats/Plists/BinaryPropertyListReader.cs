using System.Buffers.Binary;
using System.Text;

namespace UvRelease.Formats.Plists;

/// <summary>
/// Reads binary property lists (CFBinaryPList.c): objects, a table of their places, and a trailer. Each object is read once and shared by all that refer
/// to it; how much that is when each counts is bounded, because nobody who walks through the value knows what is shared.
/// </summary>
internal sealed class BinaryPropertyListReader
{
    private const int HeaderSize = 8;
    private const int TrailerSize = 32;
    private static readonly Item Open = new(new PropertyListValue.Boolean(false), 0, 0, 0);
    private static readonly Encoding StrictAscii = Encoding.GetEncoding("us-ascii", EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
    private static readonly UnicodeEncoding StrictUtf16 = new(bigEndian: true, byteOrderMark: false, throwOnInvalidBytes: true);

    private readonly CheckedReader input;
    private readonly PropertyListLimits limits;
    private readonly CheckedReader objects;
    private readonly Item?[] items;
    private readonly long top;
    private readonly int placeSize;
    private readonly int referenceSize;
    private long left;

    private BinaryPropertyListReader(CheckedReader input, PropertyListLimits limits)
    {
        (this.input, this.limits) = (input, limits);
        if (!input.At(0, HeaderSize, "the header").SequenceEqual("bplist00"u8))
            throw input.Bad(0, "the header", "is not 'bplist00', the one version that is read");
        long trailer = input.Length - TrailerSize;
        if (trailer < HeaderSize)
            throw input.Bad(0, "the property list", $"has {input.Length} bytes, too few for a trailer");
        placeSize = Size(trailer + 6, "the size of places");
        referenceSize = Size(trailer + 7, "the size of references");
        long count = input.U63BigEndian(trailer + 8, 8, "the number of objects");
        top = input.U63BigEndian(trailer + 16, 8, "the outermost object");
        long table = input.U63BigEndian(trailer + 24, 8, "the place of the table");
        if (table < HeaderSize || table > trailer)
            throw input.Bad(trailer + 24, "the place of the table", $"is {table}, and the trailer begins at {trailer}");
        if (count != (trailer - table) / placeSize || (trailer - table) % placeSize != 0)
            throw input.Bad(trailer + 8, "the number of objects", $"is {count}, and the table of their places has {trailer - table} bytes of {placeSize} each");
        if (count > limits.Values)
            throw input.Bad(trailer + 8, "the number of objects", $"is {count}, more than the {limits.Values} that are allowed");
        if (top >= count)
            throw input.Bad(trailer + 16, "the outermost object", $"is {top}, and there are {count}");
        objects = input.Part(0, table, "the objects");
        items = new Item[count];
        left = table - HeaderSize;
    }

    /// <summary>Reads one.</summary>
    public static PropertyListValue Read(CheckedReader input, PropertyListLimits limits)
    {
        var reader = new BinaryPropertyListReader(input, limits);
        return reader.Object(reader.top, input.Length - TrailerSize + 16, "the outermost object", 1).Value;
    }

    /// <summary>An object and what it is when everything in it counts, however often it is shared.</summary>
    private sealed record Item(PropertyListValue Value, long Size, long Values, int Height);

    private int Size(long at, string field) => input.At(at, 1, field)[0] is >= 1 and <= 8 and var size
        ? size
        : throw input.Bad(at, field, "is none from 1 to 8");

    /// <summary>The object of a reference at some place.</summary>
    private Item Object(long index, long reference, string field, int depth)
    {
        if (index >= items.Length)
            throw input.Bad(reference, field, $"is object {index}, and there are {items.Length}");
        if (items[index] is { } known)
        {
            return ReferenceEquals(known, Open) ? throw input.Bad(reference, field, "leads back to a value that it is in")
                : depth - 1 + known.Height > limits.Depth ? throw TooDeep(reference)
                : known;
        }

        items[index] = Open;
        long at = input.U63BigEndian(objects.Length + index * placeSize, placeSize, "the place of an object");
        if (at < HeaderSize || at >= objects.Length)
            throw input.Bad(objects.Length + index * placeSize, "the place of an object", $"is {at}, where no objects are");
        return items[index] = Parse(at, depth);
    }

    private Item Parse(long at, int depth)
    {
        int marker = objects.At(at, 1, "an object")[0], low = marker & 0xf;
        switch (marker >> 4)
        {
            case 0x0 when marker is 8 or 9:
                return Scalar(at, at + 1, new PropertyListValue.Boolean(marker == 9));
            case 0x1 when low <= 4:
                return Scalar(at, at + 1 + (1 << low), new PropertyListValue.Integer(Integer(at + 1, 1 << low)));
            case 0x2 when low == 2:
                return Scalar(at, at + 5, new PropertyListValue.Real(BinaryPrimitives.ReadSingleBigEndian(objects.At(at + 1, 4, "a real"))));
            case 0x2 when low == 3:
                return Scalar(at, at + 9, new PropertyListValue.Real(BinaryPrimitives.ReadDoubleBigEndian(objects.At(at + 1, 8, "a real"))));
            case 0x3 when low == 3:
                double seconds = BinaryPrimitives.ReadDoubleBigEndian(objects.At(at + 1, 8, "a date"));
                return Scalar(at, at + 9, new PropertyListValue.Date(AppleTime.Of(seconds) ?? throw objects.Bad(at, "a date", "is in no year from 1 to 9999")));
            case 0x4:
                (int count, long start) = Extent(at, low, 1, "data");
                return Scalar(at, start + count, new PropertyListValue.Data(objects.Bytes(start, count, "data")));
            case 0x5:
                (count, start) = Extent(at, low, 1, "a text");
                return Scalar(at, start + count, new PropertyListValue.Text(Decoded(StrictAscii, at, start, count, "is no ASCII")));
            case 0x6:
                (count, start) = Extent(at, low, 2, "a text");
                return Scalar(at, start + 2 * count, new PropertyListValue.Text(Decoded(StrictUtf16, at, start, 2 * count, "is no UTF-16")));
            case 0x8 when low <= 3:
                return Scalar(at, at + 2 + low, new PropertyListValue.Uid((uint)objects.U63BigEndian(at + 1, low + 1, "a UID")));
            case 0xa:
                (count, start) = Extent(at, low, referenceSize, "an array");
                return Array(at, start, count, depth);
            case 0xd:
                (count, start) = Extent(at, low, 2 * referenceSize, "a dictionary");
                return Dictionary(at, start, count, depth);
            default:
                throw objects.Bad(at, "an object", $"begins with 0x{marker:x2}, which is no value of property lists");
        }
    }

    private Item Array(long at, long start, int count, int depth)
    {
        Item item = Begin(at, start + count * referenceSize, depth);
        var values = new PropertyListValue[count];
        for (int i = 0; i < count; i++)
            values[i] = Add(ref item, at, start + i * referenceSize, "a value of an array", depth);
        return item with { Value = new PropertyListValue.Array(values) };
    }

    private Item Dictionary(long at, long start, int count, int depth)
    {
        Item item = Begin(at, start + 2L * count * referenceSize, depth);
        var values = new KeyValuePair<string, PropertyListValue>[count];
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < count; i++)
        {
            long key = start + i * referenceSize;
            string name = Add(ref item, at, key, "a key of a dictionary", depth) is PropertyListValue.Text text
                ? text.Value : throw objects.Bad(key, "a key of a dictionary", "is no text");
            if (!seen.Add(name))
                throw objects.Bad(key, $"the key '{name}'", "is in one dictionary twice");
            values[i] = new(name, Add(ref item, at, start + (count + i) * referenceSize, $"the value of '{name}'", depth));
        }

        return item with { Value = new PropertyListValue.Dictionary(values) };
    }

    private Item Begin(long at, long end, int depth)
    {
        if (depth > limits.Depth)
            throw TooDeep(at);
        return Scalar(at, end, Open.Value) with { Height = 1 };
    }

    /// <summary>Reads a reference and adds what it leads to to what a container is.</summary>
    private PropertyListValue Add(ref Item item, long at, long reference, string field, int depth)
    {
        Item part = Object(objects.U63BigEndian(reference, referenceSize, field), reference, field, depth + 1);
        item = new Item(item.Value, item.Size + part.Size, item.Values + part.Values, Math.Max(item.Height, part.Height + 1));
        return item.Size > limits.Size
            ? throw objects.Bad(at, "a container", $"has more than the {limits.Size} bytes that are allowed, when each counts that it shares")
            : item.Values > limits.Values
                ? throw objects.Bad(at, "a container", $"has more than the {limits.Values} values that are allowed, when each counts that it shares")
            : part.Value;
    }

    /// <summary>An object of so many bytes. All together have no more than there are: none may be read twice.</summary>
    private Item Scalar(long at, long end, PropertyListValue value)
    {
        left -= end - at;
        return left >= 0 ? new Item(value, end - at, 1, 0) : throw objects.Bad(at, "an object", "overlaps another");
    }

    private Int128 Integer(long at, int size)
    {
        ReadOnlySpan<byte> bytes = objects.At(at, size, "an integer");
        // Shorter ones have no sign.
        Int128 value = size == 16 ? BinaryPrimitives.ReadInt128BigEndian(bytes) : size == 8
            ? BinaryPrimitives.ReadInt64BigEndian(bytes) : objects.U63BigEndian(at, size, "an integer");
        return value >= PropertyListValue.Integer.Smallest && value <= PropertyListValue.Integer.Largest ? value
            : throw objects.Bad(at, "an integer", "is below -2^63 or above 2^64 - 1");
    }

    /// <summary>How many units an object has, and where they begin: there is room for them.</summary>
    private (int Count, long Start) Extent(long at, int low, int unit, string field)
    {
        (long count, long start) = (low, at + 1);
        if (low == 0xf)
        {
            int marker = objects.At(at + 1, 1, field)[0];
            if (marker is < 0x10 or > 0x13)
                throw objects.Bad(at + 1, $"the length of {field}", "is no integer");
            int size = 1 << (marker & 0xf);
            (count, start) = (objects.U63BigEndian(at + 2, size, $"the length of {field}"), at + 2 + size);
        }

        return count <= (objects.Length - start) / unit ? ((int)count, start)
            : throw objects.Bad(at, field, $"has a length of {count}, for which there is no room");
    }

    private string Decoded(Encoding encoding, long at, long start, int length, string otherwise)
    {
        try
        {
            return encoding.GetString(objects.At(start, length, "a text"));
        }
        catch (DecoderFallbackException e)
        {
            throw objects.Bad(at, "a text", otherwise, e);
        }
    }

    private Releases.ReleaseException TooDeep(long at) => input.Bad(at, "a value", $"is nested deeper than {limits.Depth}");
}
