using Microsoft.Win32.SafeHandles;
using UvRelease.Formats;
using UvRelease.Formats.MachO;
using UvRelease.Posix;
using UvRelease.Releases;
using UvRelease.Tests.Formats.Archives;
using Xunit;

namespace UvRelease.Tests.Formats.MachO;

public sealed class FatFileSpecs
{
    private const int Mode = 0x1ed;
    private static readonly string Programs = SourceTree.At("tests/electron-dist/node_modules/@esbuild");

    [Fact]
    public async Task Real_programs_are_joined_byte_for_byte_as_lipo_joins_them()
    {
        OutsideProgram.Needs("llvm-lipo-19");
        Assert.SkipUnless(Directory.Exists(Programs), "The programs for macOS are not installed: run npm ci in tests/electron-dist.");
        using var folder = new TemporaryFolder();
        string x64 = Path.Combine(Programs, "darwin-x64/bin/esbuild"), arm64 = Path.Combine(Programs, "darwin-arm64/bin/esbuild");
        await OutsideProgram.RunAsync(folder.Path, "llvm-lipo-19", "-create", x64, arm64, "-output", "judge");
        Join(folder.At("ours"), x64, arm64);
        Join(folder.At("turned"), arm64, x64);
        byte[] judge = File.ReadAllBytes(folder.At("judge"));
        Assert.Equal(judge, File.ReadAllBytes(folder.At("ours")));
        Assert.Equal(judge, File.ReadAllBytes(folder.At("turned")));
        Assert.Equal(Mode, FileStatus.Of(folder.At("ours")).Mode);
        Assert.Equal("x86_64 arm64", (await OutsideProgram.RunAsync(folder.Path, "llvm-lipo-19", "-archs", "ours")).Trim());
    }

    [Theory]
    [InlineData(4096, 4097)]
    [InlineData(128, 16_384)]
    [InlineData(40_000, 129)]
    public async Task Sizes_at_the_edges_of_pages_are_joined_as_lipo_joins_them(int first, int second)
    {
        OutsideProgram.Needs("llvm-lipo-19");
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.At("x64"), RawMachO.Thin(RawMachO.X64, first));
        File.WriteAllBytes(folder.At("arm64"), RawMachO.Thin(RawMachO.Arm64, second));
        await OutsideProgram.RunAsync(folder.Path, "llvm-lipo-19", "-create", "arm64", "x64", "-output", "judge");
        Join(folder.At("ours"), folder.At("arm64"), folder.At("x64"));
        Assert.Equal(File.ReadAllBytes(folder.At("judge")), File.ReadAllBytes(folder.At("ours")));
    }

    [Fact]
    public async Task A_fat_file_of_one_is_joined_with_a_thin_one_as_lipo_joins_them()
    {
        OutsideProgram.Needs("llvm-lipo-19");
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.At("x64"), RawMachO.Thin(RawMachO.X64, 5000));
        File.WriteAllBytes(folder.At("arm64"), RawMachO.Thin(RawMachO.Arm64, 6000));
        await OutsideProgram.RunAsync(folder.Path, "llvm-lipo-19", "-create", "x64", "-segalign", "x86_64", "2000", "-output", "fat");
        await OutsideProgram.RunAsync(folder.Path, "llvm-lipo-19", "-create", "fat", "arm64", "-output", "judge");
        Join(folder.At("ours"), folder.At("fat"), folder.At("arm64"));
        Assert.Equal(File.ReadAllBytes(folder.At("judge")), File.ReadAllBytes(folder.At("ours")));
        ReleaseException refused = Assert.Throws<ReleaseException>(() => Join(folder.At("twice"), folder.At("ours"), folder.At("x64")));
        Assert.Contains("both have a program for x86_64", refused.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(folder.At("twice")));
    }

    [Fact]
    public void What_is_wrong_in_a_file_is_named_with_its_place()
    {
        byte[] whole = RawMachO.Thin(RawMachO.X64, 4096);
        (byte[] Bytes, string Says)[] files =
        [
            ([], "has 0 bytes"), (whole[..20], "at offset 0, the file has 20 bytes"), (whole[..100], "at offset 20, the size of the load commands is 96"),
            (whole[..4000], "at offset 72, the place of a segment is 0 with 4096 bytes, and the program has 4000: it was cut short"),
            (With(whole, 0, 0xfe), "at offset 0, the magic number"), (With(whole, 36, 0), "the size of load command 0 is 0"),
                (With(whole, 36, 0xfc), "the size of load command 0 is 252"),
            (With(whole, 16, 9), "load command 2 begins beyond"), (With(whole, 77, 0x70), "at offset 72, the place of a segment"),
            (RawMachO.FatHeader(0xcafebabe, 1), "the table of slices needs 20 bytes"),
            (RawMachO.FatHeader(0xcafebabe, 1, RawMachO.X64, 3, 4096, 4096, 12),
                "at offset 16, the place of a slice is 4096 with 4096 bytes, and the file has 28"),
            (RawMachO.FatHeader(0xcafebabe, 1, RawMachO.X64, 3, 28, 0, 40), "at offset 24, the alignment of a slice is 2^40"),
            ([.. RawMachO.FatHeader(0xcafebabe, 1, RawMachO.X64, 3, 30, 4096, 4), .. whole, 0, 0], "no multiple of 2^4"),
            ([.. RawMachO.FatHeader(0xcafebabe, 1, RawMachO.Arm64, 0, 28, 4096, 2), .. whole],
                "the processor of a slice is arm64, and the slice itself is for x86_64"),
            ([.. RawMachO.FatHeader(0xcafebabe, 2, RawMachO.X64, 3, 48, 4096, 2, RawMachO.X64, 3, 48, 4096, 2), .. whole], "overlaps that of x86_64"),
        ];
        using var folder = new TemporaryFolder();
        foreach ((byte[] bytes, string says) in files)
        {
            File.WriteAllBytes(folder.At("file"), bytes);
            ReleaseException refused = Assert.Throws<ReleaseException>(() => Read(folder.At("file")));
            Assert.Contains(says, refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Bytes_that_were_changed_by_chance_are_read_or_refused()
    {
        using var folder = new TemporaryFolder();
        byte[] fat = [.. RawMachO.FatHeader(0xcafebabe, 2, RawMachO.X64, 3, 48, 256, 2, RawMachO.Arm64, 0, 304, 256, 2),
            .. RawMachO.Thin(RawMachO.X64, 256), .. RawMachO.Thin(RawMachO.Arm64, 256)];
        byte[] dice = AppTree.Noise(12_000, 4);
        int refused = 0;
        for (int i = 0; i + 3 < dice.Length; i += 4)
        {
            byte[] changed = [.. fat];
            changed[(dice[i] * 256 + dice[i + 1]) % changed.Length] = dice[i + 2];
            changed[dice[i + 3] % 60] ^= (byte)(1 << (dice[i] % 8));
            File.WriteAllBytes(folder.At("file"), changed);
            try
            {
                Assert.NotEmpty(Read(folder.At("file")).Slices);
            }
            catch (ReleaseException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 1000, 3000);
    }

    private static byte[] With(byte[] bytes, int place, byte value)
    {
        byte[] changed = [.. bytes];
        changed[place] = value;
        return changed;
    }

    private static MachFile Read(string path)
    {
        using SafeFileHandle file = File.OpenHandle(path);
        return MachFile.Read(CheckedReader.Of(file, "file", MachFile.Kind));
    }

    private static void Join(string output, string first, string second)
    {
        using SafeFileHandle left = File.OpenHandle(first), right = File.OpenHandle(second);
        FatFile.Write([CheckedReader.Of(left, first, MachFile.Kind), CheckedReader.Of(right, second, MachFile.Kind)], output, Mode, CancellationToken.None);
    }
}
