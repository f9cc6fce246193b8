using System.Security.Cryptography;
using UvRelease.Apple.DiskImages;
using UvRelease.Formats.Archives;
using UvRelease.Posix;
using UvRelease.Tests.Formats.Archives;
using Xunit;
using static UvRelease.Tests.Apple.DiskImages.VolumeStage;

namespace UvRelease.Tests.Apple.DiskImages;

/// <summary>Whole disk images, read by programs of others.</summary>
public sealed class DiskImageSpecs : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public async Task Seven_zip_finds_every_checksum_right_and_every_file_as_it_was()
    {
        string image = await WriteAsync(Options);
        Assert.Contains("Everything is Ok", await OutsideProgram.RunAsync(folder.Path, "7zz", "t", image), StringComparison.Ordinal);
        await OutsideProgram.RunAsync(folder.Path, "7zz", "x", "-bso0", "-snld", "-y", $"-o{folder.At("to")}", image);
        Compare(folder.At("app"), folder.At("to", "Sample 1.0", "Sample.app"));
    }

    [Fact]
    public async Task The_volume_in_an_image_is_clean()
    {
        string image = await WriteAsync(Options), disk = folder.At("disk");
        Assert.Contains("Apple_HFS : 4", await OutsideProgram.RunAsync(folder.Path, "dmg2img", "-l", image), StringComparison.Ordinal);
        await OutsideProgram.RunAsync(folder.Path, "dmg2img", image, disk);
        await using (FileStream file = File.OpenRead(disk))
        await using (FileStream volume = File.Create(folder.At("volume")))
        {
            file.Position = GuidPartitionTable.VolumeStart * UdifFormat.SectorSize;
            await file.CopyToAsync(volume, TestContext.Current.CancellationToken);
            volume.SetLength(volume.Length - (GuidPartitionTable.FreeSectors + GuidPartitionTable.TableSectors + 1) * UdifFormat.SectorSize);
        }

        await AppleJudges.CheckVolumeAsync(folder.Path, folder.At("volume"));
    }

    [Fact]
    public async Task The_number_of_cores_changes_no_byte()
    {
        byte[] one = await File.ReadAllBytesAsync(await WriteAsync(Options with { Parallelism = 1 }), TestContext.Current.CancellationToken);
        byte[] many = await File.ReadAllBytesAsync(await WriteAsync(Options with { Parallelism = 5 }), TestContext.Current.CancellationToken);
        Assert.Equal(SHA256.HashData(one), SHA256.HashData(many));
    }

    public void Dispose() => folder.Dispose();

    // Chunks that compress, that don't, and that are zeros; links, modes, thousands of files.
    private async Task<string> WriteAsync(DiskImageOptions options)
    {
        if (!Directory.Exists(folder.At("app")))
            MakeApp();
        string image = folder.At("sample.dmg");
        await DiskImage.WriteAsync(image, [.. ArchiveTree.Read(folder.At("app"), "Sample.app"), Link("Applications", "/Applications")], options,
            TestContext.Current.CancellationToken);
        return image;
    }

    private void MakeApp()
    {
        folder.Write("app/Contents/Info.plist", "<plist/>");
        folder.Write("app/Contents/Resources/\u00fcber/h\u00e9llo.txt", "Gr\u00fc\u00dfe");
        folder.Write("app/Contents/MacOS/Sample", string.Concat(Enumerable.Range(0, 400_000).Select(number => $"{number} ")));
        Directory.CreateDirectory(folder.At("app", "Contents", "Empty"));
        byte[] random = new byte[3_000_001], zeros = new byte[2_500_000];
        new Random(1).NextBytes(random);
        File.WriteAllBytes(folder.At("app", "Contents", "random"), random);
        File.WriteAllBytes(folder.At("app", "Contents", "zeros"), zeros);
        for (int i = 0; i < 1500; i++)
            folder.Write($"app/Contents/Resources/many/{i % 7}/file {i}", $"{i}");
        File.CreateSymbolicLink(folder.At("app", "Contents", "Current"), "MacOS/Sample");
        FileStatus.SetMode(folder.At("app", "Contents", "MacOS", "Sample"), FileModes.Executable);
    }

    private static void Compare(string one, string other)
    {
        // Names come back decomposed.
        IReadOnlyList<ArchiveEntry> made = ArchiveTree.Read(one), read = ArchiveTree.Read(other);
        string Shown(ArchiveEntry entry) =>
            $"{HfsName.Of(entry.Name)} {entry.Kind} {entry.Mode} {entry.Target} "
            + $"{(entry.Source is { } path ? Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path))) : "")}";
        Assert.Equal(made.Select(Shown).Order(StringComparer.Ordinal), read.Select(Shown).Order(StringComparer.Ordinal));
    }
}
