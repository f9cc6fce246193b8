using UvRelease.Formats.Plists;

namespace UvRelease.Fuzz.Plists;

/// <summary>Makes random property lists.</summary>
/// <param name="seed">Seed.</param>
/// <param name="xml">True for values that XML holds as they are: texts of its characters, dates of whole seconds, no UIDs.</param>
public sealed class PropertyListMaker(int seed, bool xml)
{
    private const int Deepest = 6;
    private static readonly string[] Pieces =
    [
        "a", "Contents", "_", " ", "\n", "\t", "&", "<", ">", "\"", "'", "]]>", "&amp;", "<!--",
            "é", "ü", "漢字", "😀", "👩‍👧", "\u00a0", "\u2028", "0", "-1", "CF$UID",
        "com.apple.security.cs.allow-jit", "bplist00",
    ];
    private static readonly string[] OnlyBinary = ["\0", "\u0001", "\u001f", "\r", "\r\n", "\ufffe", "\uffff"];
    private static readonly Int128[] Edges =
    [
        0, 1, 127, 128, 255, 256, 32767, 32768, 65535, 65536, int.MaxValue, uint.MaxValue,
            -1, (long)uint.MaxValue + 1, long.MaxValue, long.MinValue, (Int128)long.MaxValue + 1, ulong.MaxValue,
    ];
    private static readonly double[] Reals =
    [
        0, 0.1, 1, 20, 1010, -2.5, 1e16, 1e17, 1e20, 123456789.123456789, 1e-4, 1e-5, 1.7976931348623157e308,
            5e-324, 1.0 / 3, double.PositiveInfinity, double.NegativeInfinity,
    ];
    private static readonly DateTimeOffset Start = new(2001, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly Dice dice = new(seed);

    /// <summary>Makes one.</summary>
    public PropertyListValue Make() => dice.Chance(80) ? Dictionary(0) : Value(0);

    private PropertyListValue Value(int depth) => dice.Next(depth < Deepest ? 12 : 8) switch
    {
        0 => new PropertyListValue.Boolean(dice.Chance(50)),
        1 => new PropertyListValue.Integer(dice.Chance(50) ? Edges[dice.Next(Edges.Length)] : dice.Chance(50) ? Long() : (Int128)(ulong)Long()),
        2 => new PropertyListValue.Real(dice.Chance(50) ? Reals[dice.Next(Reals.Length)] : Real()),
        3 => new PropertyListValue.Date(Start.AddSeconds(dice.Next(-1_000_000_000, 1_000_000_000)).AddMicroseconds(xml ? 0 : dice.Next(1_000_000))),
        4 => new PropertyListValue.Data(Bytes(Length())),
        5 when !xml => new PropertyListValue.Uid((uint)Edges[dice.Next(12)]),
        < 8 => new PropertyListValue.Text(Text(xml)),
        < 10 => new PropertyListValue.Array([.. Enumerable.Range(0, Count(depth)).Select(_ => Value(depth + 1))]),
        _ => Dictionary(depth),
    };

    private PropertyListValue.Dictionary Dictionary(int depth) => new(
        Enumerable.Range(0, Count(depth)).Select(_ => Text(xml: true)).Distinct(StringComparer.Ordinal).Where(key => key != "CF$UID").ToArray()
            .Select(key => KeyValuePair.Create(key, Value(depth + 1))));

    private string Text(bool xml) => string.Concat(
        Enumerable.Range(0, dice.Chance(5) ? dice.Next(300) : dice.Next(4))
            .Select(_ => xml || dice.Chance(95) ? Pieces[dice.Next(Pieces.Length)] : OnlyBinary[dice.Next(OnlyBinary.Length)]));

    private double Real() => BitConverter.Int64BitsToDouble(Long()) is var real && double.IsNaN(real) ? 0.5 : real;

    private int Count(int depth) => depth < 2 && dice.Chance(2) ? dice.Next(300) : dice.Next(5);

    private int Length() => dice.Chance(5) ? dice.Next(70_000) : dice.Next(130);

    private byte[] Bytes(int length) => [.. Enumerable.Range(0, length).Select(_ => (byte)dice.Next(256))];

    private long Long() => ((long)dice.Next(int.MinValue, int.MaxValue) << 32) ^ dice.Next(int.MinValue, int.MaxValue);
}
