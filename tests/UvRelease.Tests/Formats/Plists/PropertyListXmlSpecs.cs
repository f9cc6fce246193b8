using System.Text;
using UvRelease.Formats.Plists;
using UvRelease.Releases;
using Xunit;

namespace UvRelease.Tests.Formats.Plists;

public sealed class PropertyListXmlSpecs
{
    private const string Head =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" "
        + "\"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n";

    // Out of the CodeResources that Apple's codesign wrote for Sparkle's updater.
    private const string OfApple =
        "<plist version=\"1.0\">\n<dict>\n\t<key>files2</key>\n\t<dict>\n\t\t<key>Resources/SUStatus.nib</key>\n\t\t<dict>\n\t\t\t<key>hash2</key>\n"
            + "\t\t\t<data>\n"
        + "\t\t\tu6Fd03omr4dHYhS2iwbWRVEYzlB/13hj9JR9ZUpgRa8=\n\t\t\t</data>\n\t\t</dict>\n\t</dict>\n\t<key>rules2</key>\n\t<dict>\n"
            + "\t\t<key>.*\\.dSYM($|/)</key>\n\t\t<dict>\n"
        + "\t\t\t<key>weight</key>\n\t\t\t<real>11</real>\n\t\t</dict>\n\t\t<key>^.*</key>\n\t\t<true/>\n\t</dict>\n</dict>\n</plist>\n";

    [Fact]
    public void What_codesign_wrote_is_written_again_byte_for_byte()
    {
        byte[] bytes = Encoding.UTF8.GetBytes(Head + OfApple);
        var value = Assert.IsType<PropertyListValue.Dictionary>(PropertyLists.Read(bytes));
        Assert.Equal(bytes, PropertyList.WriteXml(value));
        Assert.Equal(bytes, PropertyList.WriteXml(new PropertyListValue.Dictionary(value.Items.Reverse()), sortKeys: true));
    }

    [Theory]
    [InlineData(0.1, "0.10000000000000001")]
    [InlineData(20, "20")]
    [InlineData(-0.0, "0.0")]
    [InlineData(1e-5, "1.0000000000000001e-05")]
    [InlineData(1e100, "1e+100")]
    [InlineData(double.NaN, "nan")]
    [InlineData(double.PositiveInfinity, "+infinity")]
    public void Reals_are_spelt_as_CoreFoundation_does(double real, string spelt)
    {
        string xml = Encoding.UTF8.GetString(PropertyList.WriteXml(new PropertyListValue.Real(real)));
        Assert.Contains($"<real>{spelt}</real>", xml, StringComparison.Ordinal);
        Assert.Equal(new PropertyListValue.Real(real), PropertyLists.Read(Encoding.UTF8.GetBytes(xml)));
    }

    [Theory]
    [InlineData("utf-8", true)]
    [InlineData("utf-8", false)]
    [InlineData("utf-16", true)]
    [InlineData("utf-16BE", true)]
    [InlineData("iso-8859-1", false)]
    public void Every_encoding_that_XML_names_is_read(string name, bool mark)
    {
        var encoding = Encoding.GetEncoding(name);
        string text = $"<?xml version=\"1.0\" encoding=\"{name}\"?>\n<plist><string>é</string></plist>";
        Assert.Equal(new PropertyListValue.Text("é"), PropertyLists.Read([.. mark ? encoding.GetPreamble() : [], .. encoding.GetBytes(text)]));
    }

    [Fact]
    public void Values_are_read_whatever_stands_around_them() => Assert.Equal(
        new PropertyListValue.Array(
        [
            new PropertyListValue.Array([]), new PropertyListValue.Dictionary([]), new PropertyListValue.Boolean(true),
                new PropertyListValue.Boolean(false), new PropertyListValue.Integer(-31),
            new PropertyListValue.Integer(ulong.MaxValue), new PropertyListValue.Integer(long.MinValue),
                new PropertyListValue.Text(" a\nb<c "), new PropertyListValue.Data(new byte[] { 1, 2, 3, 4 }),
            new PropertyListValue.Data(default), new PropertyListValue.Date(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero)),
                new PropertyListValue.Text(""), new PropertyListValue.Uid(7),
        ]),
        PropertyLists.Xml(
            "<!-- a --><array><array/><dict></dict><true></true><false/><integer> "
                + "-0x1f\n</integer><integer>18446744073709551615</integer><integer>-9223372036854775808</integer>"
            + "<string> a\r\nb<![CDATA[<c]]> </string><data> AQ ID\n\tBA== "
                + "</data><data/><date>2026-01-02T03:04:05Z</date><string/><dict><key>CF$UID</key><integer>7</integer></dict></array>"));

    [Theory]
    [InlineData("", "Root element is missing")]
    [InlineData("plist", "is no XML")]
    [InlineData("<dict/>", "does not begin with <plist>")]
    [InlineData("<plist/>", "<plist> has no value")]
    [InlineData("<plist></plist>", "<plist> has no value")]
    [InlineData("<plist><true/><true/></plist>", "<plist> has more than one value")]
    [InlineData("<plist>a</plist>", "a text is outside of a value")]
    [InlineData("<plist><array>a</array></plist>", "a text is outside of a value")]
    [InlineData("<plist><set/></plist>", "the outermost value is <set>, which is no value")]
    [InlineData("<plist><array><key>a</key></array></plist>", "value 1 of an array is <key>")]
    [InlineData("<plist><dict><true/></dict></plist>", "at line 1, column 15, the outermost value has <true> where a key belongs")]
    [InlineData("<plist>\n<dict>\n<key>a</key></dict></plist>", "at line 3, column 2, the outermost value has no value for 'a'")]
    [InlineData("<plist><dict><key>a</key><true/><key>a</key><true/></dict></plist>", "has the key 'a' twice")]
    [InlineData("<plist><dict><key>a</key><integer>x</integer></dict></plist>", "the value of 'a' is no integer")]
    [InlineData("<plist><integer>18446744073709551616</integer></plist>", "is no integer")]
    [InlineData("<plist><integer>-9223372036854775809</integer></plist>", "is no integer")]
    [InlineData("<plist><integer>0x</integer></plist>", "is no integer")]
    [InlineData("<plist><integer>--1</integer></plist>", "is no integer")]
    [InlineData("<plist><integer/></plist>", "is no integer")]
    [InlineData("<plist><real>1,5</real></plist>", "is no real")]
    [InlineData("<plist><date>2026-02-30T00:00:00Z</date></plist>", "is no date")]
    [InlineData("<plist><data>A</data></plist>", "is no base64")]
    [InlineData("<plist><true>x</true></plist>", "is true or false and has a text in it")]
    [InlineData("<plist><string>a<b/></string></plist>", "<string> has <b> inside its text")]
    [InlineData("<plist><string>a", "is no XML")]
    [InlineData("<plist><true/></plist><plist/>", "is no XML")]
    [InlineData("<?xml version=\"1.0\" encoding=\"none\"?><plist><true/></plist>", "is no XML")]
    [InlineData("<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><plist><string>&e;</string></plist>", "is no XML")]
    [InlineData("<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><plist><string>&b;</string></plist>", "is no XML")]
    public void What_is_no_property_list_is_refused(string text, string says) => PropertyLists.Refused(Encoding.UTF8.GetBytes(text), says);

    [Fact]
    public void Bytes_that_are_no_text_are_refused() => PropertyLists.Refused([.. "<plist><string>"u8, 0xff, .. "</string></plist>"u8], "is no XML");

    [Fact]
    public void Limits_are_the_callers()
    {
        byte[] bytes = Encoding.UTF8.GetBytes("<plist><array><array><true/></array></array></plist>");
        PropertyLists.Refused(bytes, "has 52 bytes, more than the 51 that are allowed", new PropertyListLimits { Size = 51 });
        PropertyLists.Refused(bytes, "is one more than the 2 values", new PropertyListLimits { Values = 2 });
        PropertyLists.Refused(bytes, "is nested deeper than 1", new PropertyListLimits { Depth = 1 });
        Assert.NotNull(PropertyLists.Read(bytes, new PropertyListLimits { Size = 52, Values = 3, Depth = 2 }));
        PropertyLists.Refused(Encoding.UTF8.GetBytes($"<plist>{string.Concat(Enumerable.Repeat("<array>", 100_000))}"), "is nested deeper than 64");
    }

    [Fact]
    public void A_carriage_return_comes_back() =>
        Assert.Equal(new PropertyListValue.Text("Icon\r"), PropertyLists.Read(PropertyList.WriteXml(new PropertyListValue.Text("Icon\r"))));

    [Theory]
    [InlineData(1)]
    [InlineData(0xfffe)]
    [InlineData(0xd83d)]
    public void A_character_that_XML_does_not_hold_is_an_error(int character)
    {
        string text = $"a{(char)character}";
        ReleaseException error =
            Assert.Throws<ReleaseException>(() => PropertyList.WriteXml(new PropertyListValue.Dictionary([new(text, new PropertyListValue.Boolean(true))])));
        Assert.StartsWith("A property list in XML can't hold the text ", error.Message, StringComparison.Ordinal);
    }
}
