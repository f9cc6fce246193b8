using System.Text;
using UvRelease.Formats.Archives;
using UvRelease.Releases;
using Xunit;

namespace UvRelease.Tests.Formats.Archives;

public sealed class ZipHazardSpecs : IDisposable
{
    private static readonly string Zeros = new('\0', 40_000_000);
    private readonly TemporaryFolder folder = new();

    // What is wrong, the bytes, and what the error must say.
    private static readonly Dictionary<string, (Func<byte[]> Zip, string Says)> Hazards = new(StringComparer.Ordinal)
    {
        ["an absolute path"] = (() => RawZip.Of(new RawEntry("/etc/passwd")), "an absolute path"),
        ["a path that leaves"] = (() => RawZip.Of(new RawEntry("a/../../b")), "leads out of the folder"),
        ["a device of Windows"] = (() => RawZip.Of(new RawEntry("docs/Aux.txt")), "'Aux.txt' is a device on Windows"),
        ["a dot at the end"] = (() => RawZip.Of(new RawEntry("a./b")), "drops a dot or space"),
        ["a backslash"] = (() => RawZip.Of(new RawEntry("a\\b")), "has a backslash"),
        ["a drive"] = (() => RawZip.Of(new RawEntry("C:/a")), "has a colon"),
        ["a NUL"] = (() => RawZip.Of(new RawEntry("a\0.txt")), "has a NUL"),
        ["a control character"] = (() => RawZip.Of(new RawEntry("a\n::error::b")), "has control characters"),
        ["an empty part"] = (() => RawZip.Of(new RawEntry("a//b")), "has an empty part"),
        ["a dot part"] = (() => RawZip.Of(new RawEntry("./b")), "has an empty part"),
        ["an empty name"] = (() => RawZip.Of(new RawEntry("")), "is empty"),
        ["a duplicate"] = (() => RawZip.Of(new RawEntry("a"), new RawEntry("a")), "appears there a second time"),
        ["a file and a folder"] = (() => RawZip.Of(new RawEntry("a"), RawEntry.Folder("a")), "appears there a second time"),
        ["another case"] = (() => RawZip.Of(new RawEntry("Read.me"), new RawEntry("read.ME")), "is one file with 'Read.me'"),
        ["another case of a folder"] = (() => RawZip.Of(RawEntry.Folder("Data"), new RawEntry("data/x")), "written in another way"),
        ["another normalisation"] = (() => RawZip.Of(new RawEntry("caf\u00e9"), new RawEntry("cafe\u0301")), "Unicode forms don't count"),
        ["another normalisation of Hangul"] = (() => RawZip.Of(new RawEntry("\uac01"), new RawEntry("\u1100\u1161\u11a8")), "Unicode forms don't count"),
        ["a file as a folder"] = (() => RawZip.Of(new RawEntry("a"), new RawEntry("a/b")), "which is a file"),
        ["a link as a folder"] = (() => RawZip.Of(RawEntry.Link("a", "b"), RawEntry.Folder("b"), new RawEntry("a/c")), "which is a link"),
        ["a link that leaves"] = (() => RawZip.Of(RawEntry.Link("a/b", "../../c")), "leads out of the archive"),
        ["an absolute link"] = (() => RawZip.Of(RawEntry.Link("a", "/etc/passwd")), "an absolute path"),
        ["a link that leaves by another"] = (() => RawZip.Of(RawEntry.Link("d/up", ".."), RawEntry.Link("x", "d/up/../..")), "leads out of the archive"),
        ["a link that leaves by another in another case"] =
            (() => RawZip.Of(RawEntry.Link("d/up", ".."), RawEntry.Link("d/x", "UP/..")), "leads out of the archive"),
        ["links in a circle"] = (() => RawZip.Of(RawEntry.Link("a", "b"), RawEntry.Link("b", "a")), "leads in a circle"),
        ["an empty link"] = (() => RawZip.Of(RawEntry.Link("a", "")), "is no relative path"),
        ["a long link"] = (() => RawZip.Of(RawEntry.Link("a", new string('b', 5000))), "is more than 4096"),
        ["a device"] = (() => RawZip.Of(new RawEntry("a") { Mode = 0x21ff }), "no file, folder or link"),
        ["a folder with bytes"] = (() => RawZip.Of(new RawEntry("a/", "text") { Mode = 0x41ed }), "of a folder is not 0"),
        ["a folder that is called a file"] = (() => RawZip.Of(new RawEntry("a/", "") { Mode = 0x81a4 }), "that it is no folder"),
        ["encryption"] = (() => RawZip.Of(new RawEntry("a") { Flags = 0x801 }), "is encrypted"),
        ["a masked directory"] = (() => RawZip.Of(new RawEntry("a") { Flags = 0x2800 }), "is encrypted"),
        ["AES"] = (() => RawZip.Of(new RawEntry("a") { Extra = [0x01, 0x99, 0, 0] }), "is encrypted"),
        ["an unknown method"] = (() => RawZip.Of(new RawEntry("a") { Method = 14, Bytes = [1] }), "the method of 'a' is 14"),
        ["a name in no known encoding"] = (() => RawZip.Of(new RawEntry("") { NameBytes = [0x81, 0x82], Flags = 0 }), "is not ASCII and not marked"),
        ["a name that is no UTF-8"] = (() => RawZip.Of(new RawEntry("") { NameBytes = [0xc0, 0xaf] }), "is marked as UTF-8 and is none"),
        ["a second name"] = (() => RawZip.Of(new RawEntry("a") { Extra = [0x75, 0x70, 6, 0, 1, 0, 0, 0, 0, (byte)'b'] }), "is another name"),
        ["a second name in the local header alone"] =
            (() => RawZip.Of(new RawEntry("a") { LocalExtra = [0x75, 0x70, 6, 0, 1, 0, 0, 0, 0, (byte)'b'] }), "0x7075 of 'a' is another name"),
        ["attributes in the local header"] =
            (() => RawZip.Of(new RawEntry("a") { LocalExtra = [0x78, 0x6c, 5, 0, 4, 0, 0, 0xff, 0xa1] }), "0x6c78 of 'a' is none"),
        ["a link in an extra field"] = (() => RawZip.Of(new RawEntry("a") { Extra = [0x6e, 0x75, 14, 0, .. new byte[14]] }), "0x756e of 'a' is none"),
        ["PKWARE's link"] = (() => RawZip.Of(new RawEntry("a") { Extra = [0x0d, 0, 13, 0, .. new byte[13]] }), "0x000d of 'a' is none"),
        ["an extra field that nobody knows"] = (() => RawZip.Of(new RawEntry("a") { LocalExtra = [0x12, 0x34, 0, 0] }), "0x3412 of 'a' is none"),
        ["an extra field twice"] = (() => RawZip.Of(new RawEntry("a") { Extra = [0xfe, 0xca, 0, 0, 0xfe, 0xca, 0, 0] }), "is there twice"),
        ["two times"] = (() => RawZip.Of(new RawEntry("a") { Extra = [0x55, 0x54, 5, 0, 1, 1, 0, 0, 0], LocalExtra = [0x55, 0x54, 5, 0, 1, 2, 0, 0, 0] }),
            "says something else here"),
        ["two owners"] = (() => RawZip.Of(new RawEntry("a") { Extra = [0x75, 0x78, 1, 0, 1], LocalExtra = [0x75, 0x78, 1, 0, 2] }), "says something else here"),
        ["a link of MS-DOS"] = (() => RawZip.Of(new RawEntry("a") { Host = 0, Mode = 0xa1ff }), "of 'a' have a mode of Unix"),
        ["a mode of MS-DOS"] = (() => RawZip.Of(new RawEntry("a") { Host = 0, Mode = 0x89ff }), "have a mode of Unix"),
        ["a folder of MS-DOS without a slash"] = (() => RawZip.Of(new RawEntry("a", "") { Host = 0, Mode = 0, DosAttributes = 0x10 }), "that it is a folder"),
        ["a folder of Windows without a slash"] = (() => RawZip.Of(new RawEntry("a", "") { Host = 10, Mode = 0, DosAttributes = 0x10 }), "that it is a folder"),
        ["a folder of both kinds without a slash"] = (() => RawZip.Of(new RawEntry("a", "") { DosAttributes = 0x10 }), "that it is a folder"),
        ["a folder of Unix without a slash"] = (() => RawZip.Of(new RawEntry("a", "") { Mode = 0x41ed }), "that it is a folder"),
        ["a disk's label"] = (() => RawZip.Of(new RawEntry("a") { Host = 0, Mode = 0, DosAttributes = 8 }), "a disk's label"),
        ["a reparse point"] = (() => RawZip.Of(new RawEntry("a") { Host = 0, Mode = 0, DosAttributes = 0x400 }), "a reparse point"),
        ["a file that is read-only for some"] = (() => RawZip.Of(new RawEntry("a") { DosAttributes = 1 }), "can only be read"),
        ["an Amiga"] = (() => RawZip.Of(new RawEntry("a") { Host = 1 }), "of the system 1"),
        ["macOS as a system"] = (() => RawZip.Of(new RawEntry("a") { Host = 19, Mode = 0xa1ff }), "of the system 19"),
        ["flags without a meaning"] = (() => RawZip.Of(new RawEntry("a") { Flags = 0x1800 }), "no meaning"),
        ["another local version"] = (() => RawZip.Of(new RawEntry("a") { LocalVersion = 10 }), "the version of 'a' is 10 here and 20"),
        ["another local time"] = (() => RawZip.Of(new RawEntry("a") { LocalTime = 1 }), "the time of 'a' is 1 here"),
        ["a local size in 64 bits that nothing points to"] =
            (() => RawZip.Of(new RawEntry("a") { LocalExtra = [1, 0, 16, 0, 9, 0, 0, 0, 0, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0] }), "the size of 'a' is 9 here"),
        ["a size in 64 bits that nothing points to"] = (() => RawZip.Of(new RawEntry("a") { Extra = [1, 0, 8, 0, 9, 0, 0, 0, 0, 0, 0, 0] }), "has more than"),
        ["two end records"] = (() => RawZip.Write([new RawEntry("a")], endRecord: end => end[20] = 22,
            after: Encoding.ASCII.GetString([0x50, 0x4b, 5, 6, .. new byte[18]])), "inside the comment of another one"),
        ["a console of Windows"] = (() => RawZip.Of(new RawEntry("docs/conin$.txt")), "'conin$.txt' is a device on Windows"),
        ["another console of Windows"] = (() => RawZip.Of(new RawEntry("CONOUT$")), "is a device on Windows"),
        ["a port in superscript"] = (() => RawZip.Of(new RawEntry("com\u00b9.log")), "is a device on Windows"),
        ["a wildcard"] = (() => RawZip.Of(new RawEntry("a*b")), "has a *, which no name may have on Windows"),
        ["a question mark"] = (() => RawZip.Of(new RawEntry("a?b")), "has a ?, which"),
        ["a pipe"] = (() => RawZip.Of(new RawEntry("a|b")), "has a |, which"),
        ["angle brackets"] = (() => RawZip.Of(new RawEntry("a<b>")), "has a <, which"),
        ["quotes"] = (() => RawZip.Of(new RawEntry("a\"b")), "has a \", which"),
        ["300 characters"] = (() => RawZip.Of(new RawEntry(new string('n', 300))), "Windows takes 259"),
        ["300 characters of a path"] = (() => RawZip.Of(new RawEntry(string.Join('/', Enumerable.Repeat("folder", 43)))), "Windows takes 259"),
        ["256 bytes of a part"] = (() => RawZip.Of(new RawEntry("a/" + new string('\u65e5', 86))), "more than 255 bytes"),
        ["standard input"] = (() => RawZip.Of(new RawEntry("-")), "standard input"),
        ["ß and ss"] = (() => RawZip.Of(new RawEntry("stra\u00dfe"), new RawEntry("STRASSE")), "is one file with 'stra\u00dfe'"),
        ["a ligature"] = (() => RawZip.Of(new RawEntry("\ufb01le"), new RawEntry("file")), "is one file with"),
        ["two cases of a folder that is no entry"] = (() => RawZip.Of(new RawEntry("Data/x"), new RawEntry("data/y")), "written in another way"),
        ["two forms of a folder far apart"] = (() => RawZip.Of(new RawEntry("a/stra\u00dfe/x"), new RawEntry("b"), new RawEntry("a/strasse/y/z")),
            "written in another way"),
        ["a file as a folder, later"] = (() => RawZip.Of(new RawEntry("a/b/c"), new RawEntry("A.txt"), new RawEntry("a")), "which is a file"),
        ["another local name"] = (() => RawZip.Of(new RawEntry("a") { LocalName = "b" }), "is another one than 'a'"),
        ["another local size"] = (() => RawZip.Of(new RawEntry("a") { LocalSize = 3 }), "the size of 'a' is 3 here and 7 in the directory"),
        ["another local compressed size"] = (() => RawZip.Of(new RawEntry("a") { LocalWrittenSize = 3 }), "the compressed size of 'a' is 3 here"),
        ["other local flags"] = (() => RawZip.Of(new RawEntry("a") { LocalFlags = 0 }), "the flags of 'a' is 0 here"),
        ["overlapping entries"] = (() => RawZip.Of(new RawEntry("a"), new RawEntry("b") { Offset = 0 }), "lies inside another entry"),
        ["a gap"] = (() => RawZip.Of(new RawEntry("a"), new RawEntry("b") { GapBefore = "hidden" }), "belong to nothing"),
        ["bytes before"] = (() => RawZip.Write([new RawEntry("a")], before: "#!/bin/sh\n"), "belong to nothing"),
        ["bytes after"] = (() => RawZip.Write([new RawEntry("a")], after: "junk"), "something comes after the archive"),
        ["bytes before the end"] = (() => RawZip.Write([new RawEntry("a")], beforeEnd: new byte[9]), "something comes before or inside"),
        ["too many entries"] = (() => RawZip.Write([new RawEntry("a")], endRecord: end => (end[8], end[10]) = (9, 9)), "has no room"),
        ["fewer entries than it says"] =
            (() => RawZip.Write([new RawEntry("a", "x") { Extra = [0x35, 0xd9, 56, 0, .. new byte[56]] }], endRecord: end => (end[8], end[10]) = (2, 2)),
            "fewer entries than it says"),
        ["more entries than it says"] = (() => RawZip.Write([new RawEntry("a"), new RawEntry("b")], endRecord: end => (end[8], end[10]) = (1, 1)),
            "has more bytes than its entries"),
        ["two counts"] = (() => RawZip.Write([new RawEntry("a")], endRecord: end => end[8] = 2), "2 on this disk and 1 in all"),
        ["several disks"] = (() => RawZip.Write([new RawEntry("a")], endRecord: end => end[4] = 1), "archives of several parts"),
        ["a missing zip64 record"] = (() => RawZip.Write([new RawEntry("a")], endRecord: end => end.AsSpan(8, 4).Fill(0xff)),
            "a zip64 record that is not there"),
        ["a missing zip64 field"] = (() => RawZip.Of(new RawEntry("a") { Size = uint.MaxValue }), "the zip64 extra field is missing"),
        ["a short zip64 field"] = (() => RawZip.Of(new RawEntry("a") { Size = uint.MaxValue, Extra = [1, 0, 4, 0, 0, 0, 0, 0] }), "too short"),
        ["a zip64 size over 63 bits"] =
            (() => RawZip.Of(new RawEntry("a") { Size = uint.MaxValue, Extra = [1, 0, 8, 0, 255, 255, 255, 255, 255, 255, 255, 255] }), "larger than any file"),
        ["a broken extra field"] = (() => RawZip.Of(new RawEntry("a") { Extra = [1, 0, 99, 0] }), "leads out of it"),
        ["a bomb"] = (() => RawZip.Of(new RawEntry("a", Zeros) { Method = 8 }), "more than the ratio of 200"),
        ["a size that is not reached"] = (() => RawZip.Of(new RawEntry("a") { Method = 8, Size = 8 }), "has 7 bytes and its header says 8"),
        ["a size that is passed"] = (() => RawZip.Of(new RawEntry("a") { Method = 8, Size = 5 }), "has more than the 5 bytes"),
        ["bytes behind the deflate"] = (() => RawZip.Of(new RawEntry("a") { Method = 8, Bytes = [.. RawEntry.Deflate("content"u8.ToArray()), 0] }),
            "belong to nothing"),
        ["no deflate"] = (() => RawZip.Of(new RawEntry("a") { Method = 8, Bytes = [0xff, 0xff, 0xff] }), "is no deflate"),
        ["another sum"] = (() => RawZip.Of(new RawEntry("a") { Sum = 1 }), "another CRC-32"),
        ["a descriptor that is missing"] = (() => RawZip.Of(new RawEntry("a") { Flags = 0x808 }), "the descriptor of 'a' is missing"),
        ["an entry's size that leads out"] = (() => RawZip.Of(new RawEntry("a") { Offset = 9999 }), "belong to nothing"),
        ["no zip"] = (() => Encoding.ASCII.GetBytes(new string('x', 100_000)), "has no end record"),
        ["an empty file"] = (() => [], "has no end record"),
    };

    public static TheoryData<string> Names => [.. Hazards.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_zip_is_refused_for(string hazard)
    {
        (Func<byte[]> zip, string says) = Hazards[hazard];
        ReleaseException error = Assert.Throws<ReleaseException>(() => Read(zip()));
        Assert.Equal(Fault.Refused, error.Fault);
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
        Assert.Matches("at offset [0-9]+, ", error.Message);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void Limits_of_entries_and_size_are_the_callers()
    {
        byte[] zip = RawZip.Of(new RawEntry("a"), new RawEntry("b"));
        Assert.Contains("more than the 1 that are allowed", Assert.Throws<ReleaseException>(() => Read(zip, new ZipLimits { Entries = 1 })).Message,
            StringComparison.Ordinal);
        Assert.Contains("more than the 13 bytes", Assert.Throws<ReleaseException>(() => Read(zip, new ZipLimits { TotalSize = 13 })).Message,
            StringComparison.Ordinal);
        Assert.Equal("contentcontent", Read(zip, new ZipLimits { Entries = 2, TotalSize = 14 }));
    }

    [Theory]
    [InlineData("50 4B 07 08", false)]
    [InlineData("", false)]
    [InlineData("50 4B 07 08", true)]
    public void Every_form_of_a_descriptor_is_read(string signature, bool is64)
    {
        byte[] content = "content"u8.ToArray(), sum = BitConverter.GetBytes(Crc32.Append(0, content));
        byte[] size = is64 ? BitConverter.GetBytes(7L) : BitConverter.GetBytes(7);
        byte[] descriptor = [.. Convert.FromHexString(signature.Replace(" ", "", StringComparison.Ordinal)), .. sum, .. size, .. size];
        Assert.Equal("contentcontent", Read(RawZip.Of(new RawEntry("a") { Flags = 0x808, Descriptor = descriptor }, new RawEntry("b"))));
    }

    [Fact]
    public void Links_that_stay_inside_by_way_of_others_are_kept()
    {
        byte[] zip = RawZip.Of(RawEntry.Folder("V"), RawEntry.Folder("V/A"), new RawEntry("V/A/S"),
            RawEntry.Link("V/Current", "A"), RawEntry.Link("S", "V/Current/S"), RawEntry.Link("V/A/up", "../../S"));
        Assert.Equal("content", Read(zip));
    }

    public void Dispose() => folder.Dispose();

    // Opens a zip, reads every file, and returns their texts.
    private string Read(byte[] zip, ZipLimits? limits = null)
    {
        File.WriteAllBytes(folder.At("hostile.zip"), zip);
        using var reader = ZipReader.Open(folder.At("hostile.zip"), "hostile.zip", limits ?? new ZipLimits());
        var text = new StringBuilder();
        foreach (ZipEntry entry in reader.Entries.Where(entry => entry.Kind == ArchiveEntryKind.File))
            reader.Unpack(entry, bytes => text.Append(Encoding.UTF8.GetString(bytes)), TestContext.Current.CancellationToken);
        return text.ToString();
    }
}
