using System.Buffers.Binary;
using FsCheck;
using FsCheck.Fluent;
using UvRelease.Apple.DiskImages;
using UvRelease.Formats.Archives;
using UvRelease.Releases;
using Xunit;
using static UvRelease.Tests.Apple.DiskImages.VolumeStage;

namespace UvRelease.Tests.Apple.DiskImages;

/// <summary>Our reader of disk images, on ours and on damaged ones.</summary>
public sealed class DiskImageReaderSpecs : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void What_was_written_is_read()
    {
        Gen<string> name = from stem in Gen.Elements("a", "B", "\u00fcber", "c d", "\u0439", "\U0001f600", "\uac01", "Z", "x:y")
                           from number in Gen.Choose(0, 99)
                           select $"{stem}{number}";
        Gen<ArchiveEntry> entry = from stem in name
                                  from kind in Gen.Choose(0, 5)
                                  from size in Gen.Frequency((9, Gen.Choose(0, 9000)), (1, Gen.Choose(0, 2_500_000)))
                                  from mode in Gen.Choose(0, 0x1ff)
                                  select kind == 0 ? Folder(stem, mode) : kind == 1 ? Link(stem, "elsewhere/\u00fc") : Text(stem, Content(stem, size), mode);
        Gen<ArchiveEntry[]> tree = from top in entry.ListOf(8)
                                   from below in entry.ListOf(12)
                                   let names = Distinct(top)
                                   let folders = names.Where(one => one.Kind == ArchiveEntryKind.Directory).ToArray()
                                   let inside = below.Select((one, index) =>
                                       one with { Name = $"{folders.ElementAtOrDefault(index % Math.Max(1, folders.Length))?.Name}/{one.Name}" })
                                   select folders.Length == 0 ? names : Distinct([.. names, .. inside]);
        Prop.ForAll(tree.ToArbitrary(), ReadsBack).Check(25);
    }

    [Fact]
    public async Task Damage_is_an_error_that_says_where()
    {
        byte[] image = await MakeAsync();
        long list = UdifTrailer.Read(UvRelease.Formats.CheckedReader.Of(image, "i", DiskImage.Kind)).ListOffset;
        var random = new Random(20_260_101);
        int refused = 0, harmless = 0;
        for (int round = 0; round < 240; round++)
        {
            byte[] damaged = [.. image];
            int at = round % 3 == 0 ? image.Length - 1 - random.Next(512) : round % 3 == 1
                ? (int)list + random.Next((int)(image.Length - list)) : random.Next((int)list);
            damaged[at] ^= (byte)(1 << random.Next(8));
            if (round % 7 == 0)
                damaged = damaged[..random.Next(damaged.Length)];
            if (Refusal(damaged) is { } refusal)
            {
                Assert.Equal(Fault.Input, refusal.Fault);
                Assert.Contains("damaged.dmg", refusal.Message, StringComparison.Ordinal);
                refused++;
            }
            else
            {
                harmless++;
            }
        }

        // Reserved bytes, names and white space change nothing.
        Assert.True(refused > 150, $"{refused} refused, {harmless} not");
    }

    [Theory]
    [InlineData(0, "the trailer's mark is not 'koly'")]
    [InlineData(4, "the trailer's version is")]
    [InlineData(8, "the trailer's size is")]
    [InlineData(32, "the data fork's length is larger than any file can be")]
    [InlineData(60, "only images of one file are read")]
    [InlineData(80, "only CRC-32 is known")]
    [InlineData(88, "the data fork has another checksum")]
    [InlineData(216, "the property list's offset is larger")]
    [InlineData(296, "the signature's offset is larger")]
    [InlineData(360, "the master checksum is not that")]
    [InlineData(492, "the count of sectors is larger")]
    public async Task A_field_of_the_trailer_is_checked(int offset, string sentence)
    {
        byte[] image = await MakeAsync();
        image[^(512 - offset)] ^= 0x80;
        Assert.Contains(sentence, Refusal(image)!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signature_must_fill_its_place()
    {
        byte[] image = await MakeAsync();
        BinaryPrimitives.WriteInt64BigEndian(image.AsSpan(image.Length - 512 + UdifFormat.SignatureOffset), image.Length - 600);
        BinaryPrimitives.WriteInt64BigEndian(image.AsSpan(image.Length - 512 + UdifFormat.SignatureLengthOffset), 20);
        Assert.Contains("the signature is said to be at", Refusal(image)!.Message, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();

    private static ArchiveEntry[] Distinct(IEnumerable<ArchiveEntry> entries) => [.. entries.DistinctBy(one => HfsName.Of(one.Name).ToUpperInvariant())];

    private static string Content(string seed, int length) => string.Concat(Enumerable.Repeat(seed, length / seed.Length + 1))[..length];

    private bool ReadsBack(ArchiveEntry[] entries)
    {
        DiskImage.WriteAsync(folder.At("read.dmg"), entries, Options, CancellationToken.None).GetAwaiter().GetResult();
        using var reader = DiskImageReader.Open(folder.At("read.dmg"), "read.dmg");
        Assert.Empty(reader.CheckSums(CancellationToken.None));
        IEnumerable<string> read =
            reader.Files.Select(
            file => Shown(HfsName.Of(file.Path), file.Kind, file.Mode, file.Target, file.Kind == ArchiveEntryKind.File ? Bytes(reader, file) : []));
        IEnumerable<string> made = entries.Select(one => Shown(HfsName.Of(one.Name), one.Kind, one.Mode, one.Target, one.Content.ToArray()));
        Assert.Equal(made.Order(StringComparer.Ordinal), read.Order(StringComparer.Ordinal));
        return true;
    }

    private static string Shown(string name, ArchiveEntryKind kind, int mode, string target, byte[] content) =>
        $"{name} {kind} {mode} {target} {Crc32.Append(0, content):x} {content.Length}";

    private static byte[] Bytes(DiskImageReader reader, VolumeFile file)
    {
        using Stream stream = reader.OpenFile(file);
        byte[] bytes = new byte[file.Size];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private async Task<byte[]> MakeAsync()
    {
        ArchiveEntry[] entries = [Folder("A"), Text("A/\u00fc", "hello"), Text("big", Content("0123456789", 300_000)), Link("A/l", "../big")];
        await DiskImage.WriteAsync(folder.At("made.dmg"), entries, Options, TestContext.Current.CancellationToken);
        return await File.ReadAllBytesAsync(folder.At("made.dmg"), TestContext.Current.CancellationToken);
    }

    private ReleaseException? Refusal(byte[] image)
    {
        File.WriteAllBytes(folder.At("damaged.dmg"), image);
        try
        {
            using var reader = DiskImageReader.Open(folder.At("damaged.dmg"), "damaged.dmg");
            reader.CheckSums(CancellationToken.None);
            foreach (VolumeFile file in reader.Files.Where(file => file.Kind == ArchiveEntryKind.File))
                Bytes(reader, file);
            return null;
        }
        catch (ReleaseException e)
        {
            return e;
        }
    }
}
