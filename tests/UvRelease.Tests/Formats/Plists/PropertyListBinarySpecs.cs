using System.Buffers.Binary;
using UvRelease.Formats.Plists;
using UvRelease.Releases;
using Xunit;

namespace UvRelease.Tests.Formats.Plists;

public sealed class PropertyListBinarySpecs
{
    private static readonly Dictionary<string, (Func<byte[]> File, string Says)> Hazards = new(StringComparer.Ordinal)
    {
        ["another version"] = (() => [.. "bplist15"u8, .. new byte[40]], "at offset 0, the header is not 'bplist00'"),
        ["nothing but a header"] = (() => [.. "bplist00"u8], "has 8 bytes, too few for a trailer"),
        ["half a header"] = (() => [.. "bplist"u8], "the header needs 8 bytes, and 6 are there"),
        ["places of no size"] = (() => Of([[0x09]], placeSize: 0), "at offset 15, the size of places is none from 1 to 8"),
        ["references of nine bytes"] = (() => Of([[0x09]], referenceSize: 9), "at offset 17, the size of references is none from 1 to 8"),
        ["more objects than places"] = (() => Of([[0x09]], count: 2), "at offset 18, the number of objects is 2, and the table of their places has 1 bytes"),
        ["a number of objects that overflows"] = (() => Of([[0x09]], count: long.MaxValue), "the number of objects is 9223372036854775807"),
        ["a number of objects over 63 bits"] = (() => Of([[0x09]], count: -1), "the number of objects is larger than any file can be"),
        ["no objects"] = (() => Of([]), "the outermost object is 0, and there are 0"),
        ["an outermost object that is not there"] = (() => Of([[0x09]], top: 1), "at offset 26, the outermost object is 1, and there are 1"),
        ["a table in the header"] = (() => Of([[0x09]], table: 7), "at offset 34, the place of the table is 7"),
        ["a table behind the trailer"] = (() => Of([[0x09]], table: 1000), "the place of the table is 1000, and the trailer begins at 10"),
        ["an object in the header"] = (() => Of([[0x09]], places: [0]), "at offset 9, the place of an object is 0, where no objects are"),
        ["an object in the table"] = (() => Of([[0x09]], places: [9]), "at offset 9, the place of an object is 9, where no objects are"),
        ["null"] = (() => Of([[0x00]]), "at offset 8, an object begins with 0x00, which is no value of property lists"),
        ["a set"] = (() => Of([[0xc0]]), "begins with 0xc0"),
        ["an integer of 32 bytes"] = (() => Of([[0x15, .. new byte[32]]]), "begins with 0x15"),
        ["an integer above 2^64"] = (() => Of([[0x14, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]]),
            "at offset 9, an integer is below -2^63 or above 2^64 - 1"),
        ["an integer that is cut off"] = (() => Of([[0x13, 0]]), "at offset 9, an integer needs 8 bytes"),
        ["a date that is no number"] = (() => Of([[0x33, 0x7f, 0xf8, 0, 0, 0, 0, 0, 0]]), "a date is in no year from 1 to 9999"),
        ["a date of the year 10000"] = (() => Of([[0x33, .. Real(252_455_616_000)]]), "a date is in no year from 1 to 9999"),
        ["a UID of five bytes"] = (() => Of([[0x84, 0, 0, 0, 0, 0]]), "begins with 0x84"),
        ["data that is cut off"] = (() => Of([[0x44, 0]]), "data has a length of 4, for which there is no room"),
        ["a length over 63 bits"] = (() => Of([[0x4f, 0x13, 0xff, 0, 0, 0, 0, 0, 0, 0]]), "the length of data is larger than any file can be"),
        ["a length that overflows"] = (() => Of([[0xdf, 0x13, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]]),
            "a dictionary has a length of 9223372036854775807, for which there is no room"),
        ["a length that is no integer"] = (() => Of([[0x5f, 0x09]]), "at offset 9, the length of a text is no integer"),
        ["a text that is no ASCII"] = (() => Of([[0x51, 0x80]]), "a text is no ASCII"),
        ["half a surrogate pair"] = (() => Of([[0x61, 0xd8, 0x3d]]), "a text is no UTF-16"),
        ["an array in itself"] = (() => Of([[0xa1, 0]]), "at offset 9, a value of an array leads back to a value that it is in"),
        ["arrays in a circle"] = (() => Of([[0xa1, 1], [0xa1, 0]]), "leads back to a value that it is in"),
        ["a reference to nothing"] = (() => Of([[0xa1, 9]]), "a value of an array is object 9, and there are 1"),
        ["a key that is no text"] = (() => Of([[0xd1, 1, 1], [0x09]]), "at offset 9, a key of a dictionary is no text"),
        ["a key that is there twice"] = (() => Of([[0xd2, 1, 1, 2, 2], [0x51, 0x61], [0x09]]), "the key 'a' is in one dictionary twice"),
        ["objects that overlap"] = (() => Of([[0xa2, 1, 2], [0x43, 0x42, 0x41, 0x09]], places: [8, 11, 11]), "at offset 11, an object overlaps another"),
        ["arrays nested too deep"] = (() => Of([.. Enumerable.Range(0, 65).Select(i => new byte[] { 0xa1, (byte)(i + 1) }), [0x09]]),
            "a value is nested deeper than 64"),
        // Two references in each of 40 arrays: a million million values.
        ["a bomb of shared arrays"] = (() => Of([.. Enumerable.Range(0, 40).Select(i => new byte[] { 0xa2, (byte)(i + 1), (byte)(i + 1) }), [0x09]]),
            "has more than the 1000000 values"),
        ["a bomb of shared data"] = (Bomb, "has more than the 67108864 bytes"),
    };

    public static TheoryData<string> Names => [.. Hazards.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void One_is_refused_for(string hazard)
    {
        (Func<byte[]> file, string says) = Hazards[hazard];
        PropertyLists.Refused(file(), says);
    }

    [Fact]
    public void What_is_shared_too_deep_is_refused_at_the_second_place_too()
    {
        // Object 1 is seven arrays high: fine where it is first come upon, and not below two more.
        byte[] file = Of([[0xa2, 1, 9], .. Enumerable.Range(1, 7).Select(i => new byte[] { 0xa1, (byte)(i + 1) }), [0x09], [0xa1, 10], [0xa1, 1]]);
        Assert.NotNull(PropertyLists.Read(file, new PropertyListLimits { Depth = 10 }));
        PropertyLists.Refused(file, "is nested deeper than 9", new PropertyListLimits { Depth = 9 });
    }

    [Fact]
    public void Limits_are_the_callers()
    {
        byte[] file = Of([[0xa2, 1, 1], [0x52, 0x61, 0x61]]);
        Assert.NotNull(PropertyLists.Read(file, new PropertyListLimits { Values = 3, Size = file.Length }));
        PropertyLists.Refused(file, "has more than the 2 values", new PropertyListLimits { Values = 2 });
        PropertyLists.Refused(file, "more than the 47 that are allowed", new PropertyListLimits { Size = file.Length - 1 });
        PropertyLists.Refused(file, "the number of objects is 2, more than the 1", new PropertyListLimits { Values = 1 });
    }

    [Fact]
    public void What_is_shared_is_read_once_and_written_once()
    {
        byte[] file = Of([[0xa2, 1, 1], [0xa1, 2], [0x09]]);
        var array = Assert.IsType<PropertyListValue.Array>(PropertyLists.Read(file));
        Assert.Same(array.Items[0], array.Items[1]);
        Assert.Equal(file, PropertyList.WriteBinary(array));
    }

    [Fact]
    public void Forms_that_CoreFoundation_does_not_write_are_read()
    {
        byte[] file = Of([[0xa3, 0, 1, 0, 2, 0, 3], [0x22, 0x3f, 0xc0, 0, 0], [0x13, 0, 0, 0, 0, 0, 0, 0, 5], [0x82, 1, 0, 0]], placeSize: 3, referenceSize: 2);
        Assert.Equal(new PropertyListValue.Array([new PropertyListValue.Real(1.5), new PropertyListValue.Integer(5), new PropertyListValue.Uid(65_536)]),
            PropertyLists.Read(file));
    }

    [Fact]
    public void Zeros_of_both_signs_and_no_numbers_keep_their_bits()
    {
        var value = new PropertyListValue.Array(
            [new PropertyListValue.Real(0.0), new PropertyListValue.Real(-0.0), new PropertyListValue.Real(double.NaN), new PropertyListValue.Real(0.0)]);
        var read = Assert.IsType<PropertyListValue.Array>(PropertyLists.Read(PropertyList.WriteBinary(value)));
        Assert.Equal(value.Items.Select(Bits), read.Items.Select(Bits));

        static long Bits(PropertyListValue real) => BitConverter.DoubleToInt64Bits(((PropertyListValue.Real)real).Value);
    }

    [Theory]
    [InlineData("0001-01-01T00:00:00Z")]
    [InlineData("2001-01-01T00:00:00.0000010Z")]
    [InlineData("9999-12-31T23:59:59Z")]
    public void Dates_come_back(string date)
    {
        var value = new PropertyListValue.Date(DateTimeOffset.Parse(date));
        Assert.Equal(value, PropertyLists.Read(PropertyList.WriteBinary(value)));
    }

    [Fact]
    public void A_text_that_is_no_Unicode_is_an_error() => Assert.Contains(
        "half a surrogate pair", Assert.Throws<ReleaseException>(() => PropertyList.WriteBinary(new PropertyListValue.Text("a\ud83d"))).Message,
            StringComparison.Ordinal);

    // The same megabyte a hundred times.
    private static byte[] Bomb() =>
        Of([[0xaf, 0x10, 100, .. Enumerable.Repeat((byte)1, 100)], [0x4f, 0x12, 0, 0x10, 0, 0, .. new byte[1 << 20]]], placeSize: 4);

    private static byte[] Real(double value)
    {
        byte[] bytes = new byte[8];
        BinaryPrimitives.WriteDoubleBigEndian(bytes, value);
        return bytes;
    }

    /// <summary>Objects, a table of their places and a trailer; what is not as it should be is given.</summary>
    private static byte[] Of(byte[][] objects, int placeSize = 1, int referenceSize = 1, long? count = null,
        long top = 0, long? table = null, long[]? places = null)
    {
        byte[] body = [.. "bplist00"u8, .. objects.SelectMany(bytes => bytes)];
        places ??= [.. objects.Select((_, i) => 8L + objects.Take(i).Sum(bytes => bytes.Length))];
        byte[] trailer = new byte[32];
        (trailer[6], trailer[7]) = ((byte)placeSize, (byte)referenceSize);
        BinaryPrimitives.WriteInt64BigEndian(trailer.AsSpan(8), count ?? places.Length);
        BinaryPrimitives.WriteInt64BigEndian(trailer.AsSpan(16), top);
        BinaryPrimitives.WriteInt64BigEndian(trailer.AsSpan(24), table ?? body.Length);
        return [.. body, .. places.SelectMany(place => Enumerable.Range(1, placeSize).Select(i => (byte)(place >> (8 * (placeSize - i))))), .. trailer];
    }
}
