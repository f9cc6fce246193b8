using UvRelease.Formats.Archives;
using Xunit;
using static UvRelease.Tests.Apple.DiskImages.VolumeStage;

namespace UvRelease.Tests.Apple.DiskImages;

/// <summary>Volumes of HFS Plus, which Apple's own fsck_hfs must find clean.</summary>
public sealed class HfsVolumeSpecs : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public static TheoryData<string, ArchiveEntry[]> Volumes => new()
    {
        { "nothing at all", [] },
        { "an empty file", [Text("empty")] },
        {
            "an app",
            [
                Folder("Sample.app"), Folder("Sample.app/Contents"), Text("Sample.app/Contents/Info.plist", "<plist/>"),
                Folder("Sample.app/Contents/MacOS"), Text("Sample.app/Contents/MacOS/Sample", new string('x', 10_000), 0x1ed),
                Folder("Sample.app/Contents/Frameworks"), Link("Sample.app/Contents/Frameworks/Current", "../MacOS"), Link("Applications", "/Applications"),
            ]
        },
        { "names of 255 units", [Text(new string('a', 255)), Text(new string('a', 254) + "b"), Text(new string('\u00e9', 127)), Folder(new string('Z', 255))] },
        { "a file on the edge of a block", [Text("under", new string('x', 4095)), Text("full", new string('x', 4096)), Text("over", new string('x', 4097))] },
        { "names that need an order", [.. Ordered()] },
        { "folders in folders", [.. Enumerable.Range(1, 60).Select(depth => Folder(string.Join('/', Enumerable.Repeat("d", depth))))] },
        { "modes", [Text("run", "x", 0x9ed), Text("none", "x", 0), Folder("sticky", 0x3ff)] },
        { "a colon", [Text("a:b", "x"), Text("c\u0301:", "y")] },
    };

    // Each letter with another form among its neighbours, characters that are ignored, marks in the wrong order, letters beyond 16 bits.
    private static IEnumerable<ArchiveEntry> Ordered()
    {
        int[] letters = [.. Enumerable.Range(0xa1, 0x560), .. Enumerable.Range(0x10a0, 0x60), .. Enumerable.Range(0x2150, 0x40), .. Enumerable.Range(0xff10, 0x50)];
        return letters.Select(letter => Text($"x{(char)letter}{letter:x}"))
            .Concat([Text("z\u200cw"), Text("q\u0307\u0323"), Text("\U0001f600"), Text("\U0001d15e"), Text("\uac01"), Text("zW1")]);
    }

    [Theory, MemberData(nameof(Volumes))]
    public async Task A_volume_is_clean(string what, ArchiveEntry[] entries)
    {
        Assert.NotEmpty(what);
        string path = folder.At("volume");
        Write(path, entries);
        await AppleJudges.CheckVolumeAsync(folder.Path, path);
    }

    // A gap of 4.3 GB that costs nothing on disk, and a file behind it.
    [Fact]
    public async Task A_file_of_more_than_4_GB_is_clean_and_has_its_size()
    {
        using (FileStream file = File.Create(folder.At("huge")))
            file.SetLength((1L << 32) + 12_345);
        Write(folder.At("volume"), [new ArchiveEntry("huge", ArchiveEntryKind.File, 0x1a4) { Source = folder.At("huge") }, Text("z", "behind")]);
        await AppleJudges.CheckVolumeAsync(folder.Path, folder.At("volume"));
        using var reader = UvRelease.Formats.CheckedReader.Open(folder.At("volume"), "volume", UvRelease.Apple.DiskImages.DiskImage.Kind);
        var volume = new UvRelease.Apple.DiskImages.HfsReader(reader);
        Assert.Equal([("huge", (1L << 32) + 12_345), ("z", 6L)], volume.Files.Select(file => (file.Path, file.Size)));
        using var text = new StreamReader(volume.Open(volume.Files[1]));
        Assert.Equal("behind", await text.ReadToEndAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Thousands_of_files_need_more_than_one_level_of_indexes()
    {
        ArchiveEntry[] many = [Folder("d"), .. Enumerable.Range(0, 20_000).Select(number => Text($"d/{number:x} {new string('\u00e9', number % 40)}", number % 100 == 0 ? "x" : ""))];
        Write(folder.At("volume"), many);
        await AppleJudges.CheckVolumeAsync(folder.Path, folder.At("volume"));
    }

    // The judge must be able to fail: a key in the wrong order, a wrong count, a block that is used and not marked.
    [Theory]
    [InlineData(1024 + 32, "file count")]
    [InlineData(1024 + 48, "free block")]
    [InlineData(4096, "bitmap")]
    public async Task The_judge_finds_damage(int offset, string word)
    {
        Write(folder.At("volume"), [Text("a", "x"), Text("b", "y")]);
        byte[] volume = await File.ReadAllBytesAsync(folder.At("volume"), TestContext.Current.CancellationToken);
        volume[offset + 3] ^= 1;
        if (word == "bitmap")
            volume[offset] ^= 0x10;
        await File.WriteAllBytesAsync(folder.At("volume"), volume, TestContext.Current.CancellationToken);
        (int code, string output) = await AppleJudges.RunAsync(folder.Path, "fsck.hfsplus", "-f", "-n", folder.At("volume"));
        Assert.NotEqual(0, code);
        Assert.Contains(word, output, StringComparison.OrdinalIgnoreCase);
    }

    public void Dispose() => folder.Dispose();
}
