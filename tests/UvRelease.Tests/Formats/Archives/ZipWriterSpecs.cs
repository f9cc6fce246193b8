using System.IO.Compression;
using UvRelease.Formats.Archives;
using UvRelease.Releases;
using Xunit;

namespace UvRelease.Tests.Formats.Archives;

public sealed class ZipWriterSpecs : IDisposable
{
    private static readonly ArchiveOptions Options = new() { Time = DateTimeOffset.FromUnixTimeSeconds(1_700_000_001) };
    private readonly TemporaryFolder folder = new();

    private async Task<string> ZipAsync(string root, ArchiveOptions? options = null, string name = "out.zip")
    {
        await ZipWriter.WriteAsync(folder.At(name), ArchiveTree.Read(root), options ?? Options, TestContext.Current.CancellationToken);
        return folder.At(name);
    }

    [Theory]
    [InlineData("unzip", "-q", "{zip}", "-d", "{to}")]
    [InlineData("7zz", "x", "-bso0", "-snld", "-o{to}", "{zip}")]
    [InlineData("bsdtar", "-xpf", "{zip}", "-C", "{to}")]
    public async Task Others_unpack_links_modes_and_every_byte(string program, params string[] arguments)
    {
        string root = AppTree.Write(folder);
        foreach (ArchiveSpeed speed in Enum.GetValues<ArchiveSpeed>())
        {
            string zip = await ZipAsync(root, Options with { Speed = speed }), to = folder.At($"{speed}");
            Directory.CreateDirectory(to);
            await OutsideProgram.RunAsync(folder.Path, program,
                [.. arguments.Select(text => text.Replace("{zip}", zip, StringComparison.Ordinal).Replace("{to}", to, StringComparison.Ordinal))]);
            Assert.Equal(AppTree.Describe(root), AppTree.Describe(to));
        }
    }

    [Fact]
    public async Task Unzip_7z_zip_and_Python_find_no_fault()
    {
        string zip = await ZipAsync(AppTree.Write(folder));
        Assert.Contains("No errors detected", await OutsideProgram.RunAsync(folder.Path, "unzip", "-t", zip), StringComparison.Ordinal);
        await OutsideProgram.RunAsync(folder.Path, "zip", "-T", zip);
        Assert.Contains("Everything is Ok", await OutsideProgram.RunAsync(folder.Path, "7zz", "t", zip), StringComparison.Ordinal);
        const string python = "import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; print([(i.filename, i.date_time, "
            + "oct(i.external_attr >> 16)) for i in z.infolist()])";
        string listing = await OutsideProgram.RunAsync(folder.Path, "python3", "-c", python, zip);
        Assert.Contains("('run.sh', (2023, 11, 14, 22, 13, 20), '0o100755')", listing, StringComparison.Ordinal);
        Assert.Contains("Versions/Current', (2023, 11, 14, 22, 13, 20), '0o120777')", listing, StringComparison.Ordinal);
        Assert.Contains("Ünïcode 日本語.txt", listing, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cores_order_and_moment_change_no_byte()
    {
        string root = AppTree.Write(folder);
        byte[] one = await File.ReadAllBytesAsync(await ZipAsync(root, Options with { Parallelism = 1 }));
        string other = AppTree.Write(folder, "other");
        foreach (string path in Directory.GetFiles(other))
            File.SetLastWriteTimeUtc(path, new DateTime(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc));
        await ZipWriter.WriteAsync(folder.At("two.zip"), ArchiveTree.Read(other).Reverse(),
            Options with { Parallelism = 4 }, TestContext.Current.CancellationToken);
        Assert.Equal(one, await File.ReadAllBytesAsync(folder.At("two.zip")));
    }

    [Fact]
    public async Task A_piece_that_refers_back_makes_the_size_of_one_go()
    {
        // Two megabytes whose repeats are 30 KB apart: pieces without what came before them would lose at each border.
        byte[] noise = AppTree.Noise(30_000, 7);
        Directory.CreateDirectory(folder.At("tree"));
        await File.WriteAllBytesAsync(folder.At("tree", "repeats"), [.. Enumerable.Range(0, 100).SelectMany(_ => noise)]);
        string zip = await ZipAsync(folder.At("tree"), Options with { Speed = ArchiveSpeed.Small });
        using var whole = new MemoryStream();
        await using (var deflate = new DeflateStream(whole, CompressionLevel.SmallestSize, leaveOpen: true))
            await deflate.WriteAsync(await File.ReadAllBytesAsync(folder.At("tree", "repeats")));
        Assert.InRange(new FileInfo(zip).Length, whole.Length, whole.Length * 101 / 100);
        await OutsideProgram.RunAsync(folder.Path, "unzip", "-tq", zip);
    }

    [Fact]
    public async Task Compressed_kinds_and_what_does_not_shrink_are_stored()
    {
        string zip = await ZipAsync(AppTree.Write(folder));
        string listing = await OutsideProgram.RunAsync(folder.Path, "unzip", "-v", zip);
        Assert.Matches(@"Stored .* picture\.png", listing);
        Assert.Matches(@"Stored .* noise\.bin", listing);
        Assert.Matches(@"Defl:N .* large\.bin", listing);
    }

    [Fact]
    public async Task More_entries_than_16_bits_count_are_read_by_others()
    {
        IEnumerable<ArchiveEntry> entries = Enumerable.Range(0, 66_000)
            .Select(i => new ArchiveEntry($"f{i:D5}", ArchiveEntryKind.File, 0x1a4) { Content = new byte[] { (byte)i } });
        await ZipWriter.WriteAsync(folder.At("many.zip"), entries, Options, TestContext.Current.CancellationToken);
        Assert.Contains("66000 files", await OutsideProgram.RunAsync(folder.Path, "unzip", "-Zt", folder.At("many.zip")), StringComparison.Ordinal);
        Assert.Equal("66000\n",
            await OutsideProgram.RunAsync(folder.Path, "python3", "-c", "import sys, zipfile; print(len(zipfile.ZipFile(sys.argv[1]).namelist()))",
            folder.At("many.zip")));
    }

    [Fact]
    public async Task A_file_of_more_than_32_bits_is_read_by_others()
    {
        SlowTests.Ask("4 GiB");
        Directory.CreateDirectory(folder.At("tree"));
        await using (FileStream sparse = File.Create(folder.At("tree", "huge.bin")))
            sparse.SetLength((1L << 32) + 12345);
        folder.Write("tree/zz-after.txt", "after\n");
        string zip = await ZipAsync(folder.At("tree"), Options with { Speed = ArchiveSpeed.Fast });
        Assert.InRange(new FileInfo(zip).Length, 1, 80_000_000);
        const string python = "import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); print(z.getinfo('huge.bin').file_size, z.read('zz-after.txt'))";
        Assert.Equal($"{(1L << 32) + 12345} b'after\\n'\n", await OutsideProgram.RunAsync(folder.Path, "python3", "-c", python, zip));
        await OutsideProgram.RunAsync(folder.Path, "unzip", "-tq", zip);
    }

    [Fact]
    public async Task An_offset_of_more_than_32_bits_is_read_by_others()
    {
        SlowTests.Ask("4 GiB");
        Directory.CreateDirectory(folder.At("tree"));
        foreach (string name in (string[])["a.bin", "b.bin"])
        {
            await using FileStream sparse = File.Create(folder.At("tree", name));
            sparse.SetLength((1L << 31) + 77);
        }

        folder.Write("tree/zz-after.txt", "after\n");
        string zip = await ZipAsync(folder.At("tree"), Options with { Speed = ArchiveSpeed.Store });
        const string python =
            "import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); print(z.getinfo('zz-after.txt').header_offset > 2**32, z.read('zz-after.txt'))";
        Assert.Equal("True b'after\\n'\n", await OutsideProgram.RunAsync(folder.Path, "python3", "-c", python, zip));
        Assert.Equal("after\n", await OutsideProgram.RunAsync(folder.Path, "unzip", "-p", zip, "zz-after.txt"));
    }

    [Theory]
    [InlineData(-1, 1980, 1, 1)]
    [InlineData(5_000_000_000, 2107, 12, 31)]
    public async Task Times_that_zip_can_not_tell_become_its_nearest(long seconds, int year, int month, int day)
    {
        folder.Write("tree/a", "a");
        string zip = await ZipAsync(folder.At("tree"), Options with { Time = DateTimeOffset.FromUnixTimeSeconds(seconds) });
        string time = await OutsideProgram.RunAsync(folder.Path, "python3", "-c",
            "import sys, zipfile; print(zipfile.ZipFile(sys.argv[1]).getinfo('a').date_time[:3])", zip);
        Assert.Equal($"({year}, {month}, {day})\n", time);
    }

    [Fact]
    public async Task A_pipe_and_a_name_that_is_no_text_are_refused()
    {
        Directory.CreateDirectory(folder.At("pipe"));
        await OutsideProgram.RunAsync(folder.Path, "mkfifo", folder.At("pipe", "p"));
        Assert.Contains("pipe, socket or device", Assert.Throws<ReleaseException>(() => ArchiveTree.Read(folder.At("pipe"))).Message, StringComparison.Ordinal);
        Directory.CreateDirectory(folder.At("bytes"));
        await OutsideProgram.RunAsync(folder.At("bytes"), "python3", "-c", "open(b'\\xff', 'w')");
        Assert.Contains("is no name", Assert.Throws<ReleaseException>(() => ArchiveTree.Read(folder.At("bytes"))).Message, StringComparison.Ordinal);
        await OutsideProgram.RunAsync(folder.At("bytes"), "python3", "-c", "import os; os.remove(b'\\xff')");
        Assert.Throws<ReleaseException>(() => ArchiveTree.Sorted([new ArchiveEntry("../a", ArchiveEntryKind.File, 0)]));
        Assert.Throws<ReleaseException>(
            () => ArchiveTree.Sorted([new ArchiveEntry("a", ArchiveEntryKind.File, 0), new ArchiveEntry("a", ArchiveEntryKind.File, 0)]));
    }

    [Fact]
    public async Task A_cancelled_zip_leaves_nothing()
    {
        string root = AppTree.Write(folder);
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => ZipWriter.WriteAsync(folder.At("to", "out.zip"), ArchiveTree.Read(root), Options, stop.Token));
        Assert.False(Directory.Exists(folder.At("to")) && Directory.EnumerateFileSystemEntries(folder.At("to")).Any());
    }

    public void Dispose() => folder.Dispose();
}
