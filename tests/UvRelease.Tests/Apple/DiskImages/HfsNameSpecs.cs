using UvRelease.Apple.DiskImages;
using UvRelease.Tests.Formats.Archives;
using Xunit;

namespace UvRelease.Tests.Apple.DiskImages;

/// <summary>Names as a volume has them.</summary>
public sealed class HfsNameSpecs : IDisposable
{
    // Python keeps the tables of Unicode 3.2, which macOS decomposes by.
    private const string Judge = """
        import sys, unicodedata
        for line in open('names', encoding='utf-8'):
            name, end, piece = line.rstrip('\n'), '', ''
            for char in name:
                if 0x2000 <= ord(char) <= 0x2fff or 0xf900 <= ord(char) <= 0xfaff or ord(char) > 0xffff:
                    end += unicodedata.ucd_3_2_0.normalize('NFD', piece) + char
                    piece = ''
                else:
                    piece += char
            print((end + unicodedata.ucd_3_2_0.normalize('NFD', piece)).encode('utf-16-be').hex())
        """;

    private readonly TemporaryFolder folder = new();

    [Fact]
    public async Task Every_character_is_decomposed_as_Unicode_3_2_has_it()
    {
        IEnumerable<char> all = Enumerable.Range(0x21, 0xffff - 0x21).Select(code => (char)code).Where(unit => !char.IsSurrogate(unit) && unit != ':' && unit is not ('\u0085' or '\u2028' or '\u2029'));
        string[] marks = ["\u0301", "\u0323\u0301", "\u0301\u0323", "\u05b8\u05bc\u0323", "\u0345\u0301\u031b"];
        string[] names = [.. all.Select(unit => $"a{unit}"), .. all.Where(char.IsLetter).Select((unit, index) => $"{unit}{marks[index % marks.Length]}"), "\U0001d15e\u0301\u0323", "\U0001f600"];
        folder.Write("names", string.Join('\n', names) + "\n");
        string[] expected = (await OutsideProgram.RunAsync(folder.Path, "python3", "-c", Judge)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(names.Length, expected.Length);
        IEnumerable<string> wrong =
            from pair in names.Zip(expected)
            let ours = Convert.ToHexStringLower(System.Text.Encoding.BigEndianUnicode.GetBytes(HfsName.Of(pair.First)))
            where ours != pair.Second
            select $"{pair.First}: {ours}, not {pair.Second}";
        Assert.Empty(wrong);
    }

    [Theory]
    [InlineData("README", "readme")]
    [InlineData("\u00c9t\u00e9", "e\u0301T\u00c9")]
    [InlineData("\u0410\u0411", "\u0430\u0431")]
    [InlineData("a\u200db", "AB")]
    [InlineData("\uff21", "\uff41")]
    [InlineData("\u2160", "\u2170")]
    public void Names_that_are_one(string one, string other) => Assert.Equal(0, HfsName.Compare(HfsName.Of(one), HfsName.Of(other)));

    [Theory]
    [InlineData("stra\u00dfe", "strasse")]
    [InlineData("e", "e\u0301")]
    [InlineData("a", "ab")]
    [InlineData("\u0130", "i")]
    public void Names_that_are_two(string one, string other)
    {
        int order = HfsName.Compare(HfsName.Of(one), HfsName.Of(other));
        Assert.NotEqual(0, order);
        Assert.Equal(-Math.Sign(order), Math.Sign(HfsName.Compare(HfsName.Of(other), HfsName.Of(one))));
    }

    public void Dispose() => folder.Dispose();
}
