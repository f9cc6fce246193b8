using UvRelease.Formats.Archives;
using Xunit;

namespace UvRelease.Tests.Formats.Archives;

public sealed class TarWriterSpecs : IDisposable
{
    private static readonly ArchiveOptions Options = new() { Time = DateTimeOffset.FromUnixTimeSeconds(1_700_000_001) };
    private readonly TemporaryFolder folder = new();

    private async Task<string> GzipAsync(string root, ArchiveOptions? options = null)
    {
        await TarWriter.WriteGzipAsync(folder.At("out.tar.gz"), ArchiveTree.Read(root), options ?? Options, TestContext.Current.CancellationToken);
        return folder.At("out.tar.gz");
    }

    [Theory]
    [InlineData("tar", "-xpf", "{tar}", "-C", "{to}")]
    [InlineData("bsdtar", "-xpf", "{tar}", "-C", "{to}")]
    [InlineData("python3", "-c", "import sys, tarfile; tarfile.open(sys.argv[1]).extractall(sys.argv[2])", "{tar}", "{to}")]
    public async Task Others_unpack_links_modes_and_every_byte(string program, params string[] arguments)
    {
        string root = AppTree.Write(folder);
        foreach (ArchiveSpeed speed in Enum.GetValues<ArchiveSpeed>())
        {
            string tar = await GzipAsync(root, Options with { Speed = speed }), to = folder.At($"{speed}");
            Directory.CreateDirectory(to);
            await OutsideProgram.RunAsync(folder.Path, program,
                [.. arguments.Select(text => text.Replace("{tar}", tar, StringComparison.Ordinal).Replace("{to}", to, StringComparison.Ordinal))]);
            Assert.Equal(AppTree.Describe(root), AppTree.Describe(to));
        }
    }

    [Fact]
    public async Task Gzip_and_7z_find_one_member_without_fault()
    {
        string root = AppTree.Write(folder), tar = await GzipAsync(root);
        await OutsideProgram.RunAsync(folder.Path, "gzip", "-t", tar);
        Assert.Contains("Everything is Ok", await OutsideProgram.RunAsync(folder.Path, "7zz", "t", tar), StringComparison.Ordinal);
        const string python =
            "import sys, zlib; d = zlib.decompressobj(31); n = len(d.decompress(open(sys.argv[1], 'rb').read())); print(n, d.eof, len(d.unused_data))";
        await TarWriter.WriteAsync(folder.At("out.tar"), ArchiveTree.Read(root), Options, TestContext.Current.CancellationToken);
        Assert.Equal($"{new FileInfo(folder.At("out.tar")).Length} True 0\n", await OutsideProgram.RunAsync(folder.Path, "python3", "-c", python, tar));
    }

    [Fact]
    public async Task The_plain_tar_is_what_GNU_tar_makes_of_the_same_tree()
    {
        string root = AppTree.Write(folder);
        await TarWriter.WriteAsync(folder.At("ours.tar"), ArchiveTree.Read(root), Options, TestContext.Current.CancellationToken);
        await OutsideProgram.RunAsync(root, "tar", "--format=ustar", "--sort=name", "--owner=0",
            "--group=0", "--numeric-owner", "--mtime=@1700000001", "-cf", folder.At("gnu.tar"), "--exclude=*.txt", ".");
        string ours = await OutsideProgram.RunAsync(folder.Path, "tar", "--numeric-owner", "--full-time", "-tvf", folder.At("ours.tar"));
        string theirs = await OutsideProgram.RunAsync(folder.Path, "tar", "--numeric-owner", "--full-time", "-tvf", folder.At("gnu.tar"));
        string[] names = [.. theirs.Replace(" ./", " ", StringComparison.Ordinal).Split('\n').Where(line => !line.EndsWith(' '))];
        Assert.Equal(names.Order(), ours.Split('\n').Where(line => !line.Contains(".txt", StringComparison.Ordinal)).Order());
    }

    [Fact]
    public async Task Names_that_ustar_can_not_hold_are_read_by_others()
    {
        string longName = new string('n', 180), deep = string.Join('/', Enumerable.Repeat("folder-of-twenty-char", 7)), target = new string('t', 150);
        ArchiveEntry[] entries =
        [
            new(longName, ArchiveEntryKind.File, 0x1a4) { Content = "long"u8.ToArray() },
            new($"{deep}/{new string('f', 90)}", ArchiveEntryKind.File, 0x1a4) { Content = "split"u8.ToArray() },
            new("日本", ArchiveEntryKind.File, 0x1a4) { Content = "wide"u8.ToArray() },
            new("link", ArchiveEntryKind.Link, 0) { Target = target },
        ];
        await TarWriter.WriteAsync(folder.At("out.tar"), entries, Options, TestContext.Current.CancellationToken);
        const string python =
            "import sys, tarfile; t = tarfile.open(sys.argv[1]); print([(m.name, m.linkname, m.uid, m.uname, m.mtime, list(m.pax_headers)) for m in t])";
        string listing = await OutsideProgram.RunAsync(folder.Path, "python3", "-c", python, folder.At("out.tar"));
        Assert.Contains($"('{longName}', '', 0, '', 1700000001, ['path'])", listing, StringComparison.Ordinal);
        Assert.Contains($"/{new string('f', 90)}', '', 0, '', 1700000001, [])", listing, StringComparison.Ordinal);
        Assert.Contains("('日本', '', 0, '', 1700000001, ['path'])", listing, StringComparison.Ordinal);
        Assert.Contains($"('link', '{target}', 0, '', 1700000001, ['linkpath'])", listing, StringComparison.Ordinal);
        Assert.Equal(4, (await OutsideProgram.RunAsync(folder.Path, "tar", "-tf", folder.At("out.tar")))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task A_file_of_more_than_8_GiB_is_read_by_others()
    {
        Directory.CreateDirectory(folder.At("tree"));
        await using (FileStream sparse = File.Create(folder.At("tree", "huge.bin")))
            sparse.SetLength((1L << 33) + 5);
        string header = Convert.ToHexString(TarHeader.Write(ArchiveTree.Read(folder.At("tree"))[0], (1L << 33) + 5, 0));
        await File.WriteAllBytesAsync(folder.At("head.tar"), Convert.FromHexString(header));
        const string python = "import sys, tarfile; print(tarfile.open(sys.argv[1]).next().size)";
        Assert.Equal($"{(1L << 33) + 5}\n", await OutsideProgram.RunAsync(folder.Path, "python3", "-c", python, folder.At("head.tar")));
    }

    [Fact]
    public async Task Cores_order_and_moment_change_no_byte()
    {
        string root = AppTree.Write(folder);
        byte[] one = await File.ReadAllBytesAsync(await GzipAsync(root, Options with { Parallelism = 1 }));
        await TarWriter.WriteGzipAsync(folder.At("two.tar.gz"), ArchiveTree.Read(AppTree.Write(folder, "other")).Reverse(),
            Options with { Parallelism = 4 }, TestContext.Current.CancellationToken);
        Assert.Equal(one, await File.ReadAllBytesAsync(folder.At("two.tar.gz")));
    }

    public void Dispose() => folder.Dispose();
}
