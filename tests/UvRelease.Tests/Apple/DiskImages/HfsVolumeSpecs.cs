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

    public void Dispose() => folder.Dispose();
}
