using System.Text.Json;
using UvRelease.Apple.DiskImages;
using UvRelease.Formats.Archives;
using UvRelease.Releases;
using UvRelease.Tests.Formats.Archives;
using Xunit;
using static UvRelease.Tests.Apple.DiskImages.VolumeStage;

namespace UvRelease.Tests.Apple.DiskImages;

/// <summary>How Finder shows a volume.</summary>
public sealed class FinderSpecs : IDisposable
{
    private static readonly byte[] Picture = [0x89, .. "PNG\r\n\u001a\n"u8, 1, 2, 3];
    private static readonly string Packages = SourceTree.At("tests", "UvRelease.Tests", "Apple", "packages");

    private static readonly FinderWindow Window = new()
    {
        Position = (120, 140),
        Size = (600, 400),
        IconSize = 96,
        Background = Picture,
        Icons = new Dictionary<string, (int, int)> { ["Sample.app"] = (150, 200), ["Applications"] = (450, 200) },
    };

    private readonly TemporaryFolder folder = new();

    [Fact]
    public async Task Our_records_are_those_of_ds_store()
    {
        Assert.SkipUnless(Directory.Exists(Path.Combine(Packages, "node_modules")), $"The npm packages of {Packages} are not installed: npm ci.");
        IReadOnlyList<ArchiveEntry> entries = Entries(Options with { Window = Window });
        string ours = Save("ours", entries), peers = folder.At("peers");
        string[] sorted = [.. ArchiveTree.Sorted(entries).Select(entry => entry.Name)];
        folder.Write("options.json", JsonSerializer.Serialize(new
        {
            x = 120,
            y = 140,
            width = 600,
            height = 400,
            iconSize = 96,
            icons = new object[] { new object[] { "Sample.app", 150, 200 }, new object[] { "Applications", 450, 200 } },
            alias = new
            {
                volume = "Sample 1.0",
                folder = ".background",
                folderId = 16 + Array.IndexOf(sorted, ".background"),
                file = "background.png",
                fileId = 16 + Array.IndexOf(sorted, ".background/background.png"),
                time = Time.ToUnixTimeSeconds(),
            },
        }));
        string here = SourceTree.At("tests", "UvRelease.Tests", "Apple", "DiskImages");
        await OutsideProgram.RunAsync(folder.Path, "node", "--no-deprecation", Path.Combine(here, "write-ds-store.cjs"), Packages, "options.json", peers);
        Assert.Equal(await ReadAsync(peers, "lax"), await ReadAsync(ours));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(60)]
    [InlineData(500)]
    [InlineData(9000)]
    public async Task Many_icons_are_found_again_in_their_order(int count)
    {
        FinderRecord[] records =
            [.. Enumerable.Range(0, count)
            .Select(number => new FinderRecord($"Icon {number * 7919 % 10007:d5} {new string('x', number % 50)}", "Iloc", new byte[16]))];
        await File.WriteAllBytesAsync(folder.At("store"), FinderStore.Write(records), TestContext.Current.CancellationToken);
        string[] lines = (await ReadAsync(folder.At("store"))).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(records.Select(record => record.Name).Order(StringComparer.Ordinal),
            lines.Select(line => JsonDocument.Parse(line).RootElement[0].GetString()!));
    }

    // Nodes that are filled to the last byte, and one beyond.
    [Theory]
    [InlineData(4088)]
    [InlineData(4087)]
    [InlineData(4089)]
    [InlineData(8176)]
    public async Task A_node_is_never_empty(int bytes)
    {
        const int head = 4 + 2 * 1 + 12;
        FinderRecord[] records = [.. Enumerable.Range(0, 4).Select(number => new FinderRecord($"{number}", "test", new byte[bytes / 4 - head]))];
        await File.WriteAllBytesAsync(folder.At("store"), FinderStore.Write(records), TestContext.Current.CancellationToken);
        Assert.Equal(4, (await ReadAsync(folder.At("store"))).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task A_volume_with_its_looks_is_clean_and_opens_its_root()
    {
        byte[] icon = [.. "icns\0\0\0\u0008"u8];
        DiskImageOptions options = Options with { Window = Window, Icon = icon };
        Write(folder.At("volume"), Entries(options), options);
        await AppleJudges.CheckVolumeAsync(folder.Path, folder.At("volume"));
        byte[] volume = await File.ReadAllBytesAsync(folder.At("volume"), TestContext.Current.CancellationToken);
        Assert.Equal([0, 0, 0, 2], volume[(1024 + 88)..(1024 + 92)]);
    }

    [Theory]
    [InlineData("GIF", "The background is no picture that Finder shows")]
    [InlineData("", "The background is no picture that Finder shows")]
    [InlineData("<svg/>", "The background is no picture that Finder shows")]
    public void A_background_that_is_no_picture_is_refused(string content, string sentence) =>
        Refused(Options with { Window = Window with { Background = System.Text.Encoding.UTF8.GetBytes(content) } }, sentence);

    [Fact]
    public void What_can_not_be_shown_is_refused()
    {
        Refused(Options with { Icon = "icnsXXXX"u8.ToArray() }, "The volume's icon is no .icns file");
        Refused(Options with { Window = Window with { Icons = new Dictionary<string, (int, int)> { ["Other.app"] = (1, 1) } } },
            "'Other.app', which is not on the disk image");
        Refused(Options with { Window = Window with { Icons = new Dictionary<string, (int, int)> { ["Sample.app"] = (-1, 1) } } }, "can't be at -1, 1");
        Refused(Options with { Window = Window with { IconSize = 8 } }, "Icons of 8");
        Refused(Options with { Window = Window with { Size = (0, 100) } }, "0 wide");
        Refused(Options with { Window = Window with { Color = (1, double.NaN, 0) } }, "can't be shown");
    }

    public void Dispose() => folder.Dispose();

    private static IReadOnlyList<ArchiveEntry> Entries(DiskImageOptions options) =>
        new FinderLook(options).Complete([Folder("Sample.app"), Text("Sample.app/x", "y"), Link("Applications", "/Applications")]);

    private static void Refused(DiskImageOptions options, string sentence)
    {
        var refusal = Assert.Throws<ReleaseException>(() => Entries(options));
        Assert.Equal(Fault.Input, refusal.Fault);
        Assert.Contains(sentence, refusal.Message, StringComparison.Ordinal);
    }

    private string Save(string name, IReadOnlyList<ArchiveEntry> entries)
    {
        File.WriteAllBytes(folder.At(name), entries.Single(entry => entry.Name == ".DS_Store").Content.ToArray());
        return folder.At(name);
    }

    private Task<string> ReadAsync(string store, params string[] more) => OutsideProgram.RunAsync(
        folder.Path, "python3", [SourceTree.At("tests", "UvRelease.Tests", "Apple", "DiskImages", "read-ds-store.py"), store, .. more]);
}
