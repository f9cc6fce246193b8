using System.Text;
using System.Text.RegularExpressions;
using UvRelease.Formats;
using UvRelease.Formats.Plists;
using UvRelease.Releases;

namespace UvRelease.Fuzz.Plists;

/// <summary>Damages property lists: each is read, or refused with a place and a sentence, with memory in proportion to its bytes.</summary>
public static partial class PropertyListFuzzer
{
    // The trailer of a binary one.
    private const int Trailer = 32;

    // What a reader of XML takes at its start; and the values of an array of the shortest elements.
    private const int MemoryAtOnce = 256 * 1024;
    private const int MemoryOfByte = 150;

    private static readonly PropertyListLimits Limits = new() { Size = 1 << 20, Values = 20_000 };

    private static readonly TextDamage Damage = new(
    [
        .. new[]
        {
            "<dict>", "</dict>", "<dict/>", "<array>", "</array>", "<key>", "</key>", "<string>",
                "<integer>", "<real>", "<date>", "<data>", "<true/>", "</plist>", "<plist>", "&#0;", "&#x110000;",
            "&e;", "<![CDATA[", "]]>", "<!--", "-->", "<?x", "<!DOCTYPE x [", "encoding=\"utf-16\"",
                "encoding=\"ebcdic\"", "encoding=\"utf-7\"", "CF$UID", "0x", "-", "1e999", "\0", "\u00ff", "\ufeff", "'", "\"", "bplist00",
        }.Select(Encoding.UTF8.GetBytes),
        [0xff], [0x0f, 0x13, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], [0xd1, 1, 1],
            [0xa2, 0, 0], [0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x01], [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
    ]);

    /// <summary>Damages and reads so many.</summary>
    public static FuzzResult Run(int seed, int count)
    {
        var dice = new Dice(seed);
        for (int input = 1; input <= count; input++)
        {
            bool xml = dice.Chance(50);
            PropertyListValue value = new PropertyListMaker(dice.Next(int.MaxValue), xml).Make();
            byte[] bytes = Damage.Of(xml ? PropertyList.WriteXml(value) : PropertyList.WriteBinary(value), dice, Trailer);
            if (Check(bytes) is { } failure)
                return new FuzzResult(input, $"{failure}\nseed {seed}, file: {Convert.ToBase64String(bytes)}");
        }

        return new FuzzResult(count, null);
    }

    private static string? Check(byte[] bytes)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            PropertyListValue value = PropertyList.Read(CheckedReader.Of(bytes, "x.plist", PropertyList.Kind), Limits);
            if (Excess(bytes, before) is { } excess)
                return excess;
            byte[] written = PropertyList.WriteBinary(value);
            return PropertyList.WriteBinary(PropertyList.Read(CheckedReader.Of(written, "x.plist", PropertyList.Kind))).AsSpan().SequenceEqual(written) ? null
                : "What was read is written, read again, and written otherwise.";
        }
        catch (ReleaseException e)
        {
            return Excess(bytes, before)
                ?? (e.Fault == Fault.Input && Sentence().IsMatch(e.Message) ? null : $"The error is no sentence with a place: {e.Message}");
        }
        catch (Exception e)
        {
            return e.ToString();
        }
    }

    private static string? Excess(byte[] bytes, long before) =>
        GC.GetAllocatedBytesForCurrentThread() - before is var taken && taken > MemoryAtOnce + (long)MemoryOfByte * bytes.Length
            ? $"{taken} bytes were taken for a file of {bytes.Length}." : null;

    [GeneratedRegex(@"^x\.plist is no property list to be trusted: at (offset [0-9]+|line [0-9]+, column [0-9]+), [^\n]+\. Write it anew\.$",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Sentence();
}
