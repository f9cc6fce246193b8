using System.Text;
using UvRelease.Formats.Plists;
using UvRelease.Releases;
using Xunit;

namespace UvRelease.Tests.Formats.Plists;

public sealed class PropertyListTextSpecs
{
    private const string Head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" "
        + "\"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n<plist version=\"1.0\">\n";

    [Theory]
    [InlineData("<dict>\r\n\t<key>A</key>\r\n\t<string>1 &amp; 2</string>\r\n</dict>\r\n",
        "<dict>\r\n\t<key>A</key>\r\n\t<string>1 &amp; 2</string>\r\n\t<key>K</key>\r\n\t<true/>\r\n</dict>\r\n")]
    [InlineData("  <dict>\n    <key>K</key>\n    <dict><key>x</key><data>AA==</data></dict>\n    <key>Z</key><!-- kept -->\n    <array/>\n  </dict>\n",
        "  <dict>\n    <key>Z</key><!-- kept -->\n    <array/>\n    <key>K</key>\n    <true/>\n  </dict>\n")]
    [InlineData("<dict><key>A</key><false/></dict>", "<dict><key>A</key><false/>\n\t<key>K</key>\n\t<true/></dict>")]
    [InlineData("<dict>\n  <key>K</key>\n  <integer>1</integer>\n</dict>", "<dict>\n  <key>K</key>\n  <true/>\n</dict>")]
    public void A_key_is_put_in_and_everything_else_keeps_its_bytes(string before, string after)
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("Info.plist", Head + before + "</plist>\n");
        Assert.Equal(Head + after + "</plist>\n", Encoding.UTF8.GetString(PropertyListText.Read(path, "Info.plist").With("K", (_, _) => "<true/>")));
    }

    [Theory]
    [InlineData("bplist00\0\0", "is a binary property list")]
    [InlineData("<plist><dict><key>a</key></dict></plist>", "no value for 'a'")]
    [InlineData("<plist><dict><string>a</string></dict></plist>", "has <string> where a key belongs")]
    [InlineData("<plist><dict><key>a</key><true/><key>a</key><true/></dict></plist>", "has the key 'a' twice")]
    [InlineData("<plist><array/></plist>", "is no dictionary with something in it")]
    [InlineData("<plist><dict>", "is no XML")]
    [InlineData("<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><plist><dict><key>a</key><string>&e;</string></dict></plist>", "is no XML")]
    [InlineData("<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><plist><dict><key>a</key><string>&b;</string></dict></plist>", "is no XML")]
    public void What_is_no_property_list_is_refused(string text, string says)
    {
        using var folder = new TemporaryFolder();
        ReleaseException refused = Assert.Throws<ReleaseException>(() => PropertyListText.Read(folder.Write("Info.plist", text), "Info.plist"));
        Assert.Contains(says, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Values_are_the_same_whatever_their_spelling()
    {
        using var folder = new TemporaryFolder();
        string[] texts = ["<dict><key>b</key><integer>1</integer><key>a</key><array><string>x</string></array></dict>",
            "<dict>\n<key>a</key>\n <array>\n<string><![CDATA[x]]></string></array><!-- c --><key>b</key><integer> 1 </integer></dict>"];
        PropertyListValue[] values =
            [.. texts.Select(text =>
            PropertyListText.Read(folder.Write("Info.plist", $"<plist><dict><key>k</key>{text}</dict></plist>"), "Info.plist").Keys[0].Value)];
        Assert.Equal(values[0], values[1]);
    }
}
