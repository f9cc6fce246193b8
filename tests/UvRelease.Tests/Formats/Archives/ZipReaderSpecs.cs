using UvRelease.Formats.Archives;
using UvRelease.Releases;
using Xunit;

namespace UvRelease.Tests.Formats.Archives;

public sealed class ZipReaderSpecs : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string Extract(string zip)
    {
        using var reader = ZipReader.Open(zip, "sample.zip", new ZipLimits());
        string to = folder.At(Path.GetFileName(zip) + ".unpacked");
        ZipExtraction.Run(reader, to, null, TestContext.Current.CancellationToken);
        return to;
    }

    [Theory]
    [InlineData("zip", "-qry", "{zip}", ".")]
    [InlineData("7zz", "a", "-tzip", "-mcu=on", "-snl", "-bso0", "{zip}", ".")]
    [InlineData("bsdtar", "--format", "zip", "--options", "zip:hdrcharset=UTF-8", "-cf", "{zip}", ".")]
    public async Task What_others_write_is_read(string program, params string[] arguments)
    {
        string root = AppTree.Write(folder);
        // Info-ZIP's zip does not mark names as UTF-8, so readers on other systems take them for something else; such names are refused.
        if (program == "zip")
            File.Delete(Path.Combine(root, AppTree.Version, "Resources", "Ünïcode 日本語.txt"));
        // Some write './', which no reader here takes; so the names are given.
        string[] names = [.. Directory.EnumerateFileSystemEntries(root).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];
        await OutsideProgram.RunAsync(root, program,
            [.. arguments.SkipLast(1).Select(text => text.Replace("{zip}", folder.At("theirs.zip"), StringComparison.Ordinal)), .. names]);
        Assert.Equal(AppTree.Describe(root), AppTree.Describe(Extract(folder.At("theirs.zip"))));
    }

    [Theory]
    [InlineData(ArchiveSpeed.Store)]
    [InlineData(ArchiveSpeed.Normal)]
    public async Task What_we_write_is_read(ArchiveSpeed speed)
    {
        string root = AppTree.Write(folder);
        await ZipWriter.WriteAsync(folder.At("ours.zip"), ArchiveTree.Read(root), new ArchiveOptions { Speed = speed }, TestContext.Current.CancellationToken);
        Assert.Equal(AppTree.Describe(root), AppTree.Describe(Extract(folder.At("ours.zip"))));
    }

    [Fact]
    public async Task Zips_of_more_than_16_and_32_bits_are_read()
    {
        SlowTests.Ask("4 GiB");
        Directory.CreateDirectory(folder.At("tree"));
        await using (FileStream sparse = File.Create(folder.At("tree", "huge.bin")))
            sparse.SetLength((1L << 32) + 12345);
        IEnumerable<ArchiveEntry> many = Enumerable.Range(0, 66_000)
            .Select(i => new ArchiveEntry($"f{i:D5}", ArchiveEntryKind.File, 0x1a4) { Content = new byte[] { (byte)i } });
        await ZipWriter.WriteAsync(folder.At("large.zip"), [.. many, .. ArchiveTree.Read(folder.At("tree"))],
            new ArchiveOptions { Speed = ArchiveSpeed.Fast }, TestContext.Current.CancellationToken);
        using var reader = ZipReader.Open(folder.At("large.zip"), "large.zip", new ZipLimits { Ratio = 2000 });
        Assert.Equal(66_001, reader.Entries.Count);
        Assert.Equal((1L << 32) + 12345, reader.Entries.Single(entry => entry.Name == "huge.bin").Size);
    }

    [Fact]
    public void Nothing_is_unpacked_into_a_folder_that_holds_something_and_no_rights_are_lent()
    {
        File.WriteAllBytes(folder.At("a.zip"), RawZip.Of(new RawEntry("tool") { Mode = 0x89ed }));
        string to = Extract(folder.At("a.zip"));
        Assert.Equal(0x1ed, UvRelease.Posix.FileStatus.Of(Path.Combine(to, "tool")).Mode);
        Assert.Contains("is not empty", Assert.Throws<ReleaseException>(() => Extract(folder.At("a.zip"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_fold_as_Python_normalises_them()
    {
        const string python = "import unicodedata; print('\\n'.join(f'{c:X} ' + ' '.join(f'{ord(x):X}' for x in unicodedata.normalize('NFC', chr(c))) for c "
            + "in range(0x80, 0x30000) if not 0xD800 <= c < 0xE000 and unicodedata.normalize('NFC', chr(c)) != chr(c)) + '\\n' + '\\n'.join(f'{c:X} ' + ' "
            + "'.join(f'{ord(x):X}' for x in unicodedata.normalize('NFD', chr(c))) for c in range(0x80, 0x30000) if not 0xD800 <= c < 0xE000 and "
            + "unicodedata.normalize('NFD', chr(c)) != chr(c)))";
        string[] pairs = (await OutsideProgram.RunAsync(folder.Path, "python3", "-c", python)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.True(pairs.Length > 13_000);
        foreach (int[] points in pairs.Select(pair => pair.Split(' ').Select(text => Convert.ToInt32(text, 16)).ToArray()))
            Assert.Equal(FoldedName.Of(char.ConvertFromUtf32(points[0])), FoldedName.Of(string.Concat(points.Skip(1).Select(char.ConvertFromUtf32))));
        Assert.NotEqual(FoldedName.Of("resume"), FoldedName.Of("r\u00e9sum\u00e9"));
    }

    // The Turkish i without a dot is I in upper case, and no file system takes it for one.
    [Fact]
    public async Task Names_fold_as_Python_folds_upper_and_lower_case()
    {
        const string python = "for c in range(0x80, 0x30000):\n if 0xD800 <= c < 0xE000 or c == 0x131: continue\n "
            + "for t in {chr(c).casefold(), chr(c).upper(), chr(c).lower()} - {chr(c)}: print(f'{c:X} ' + ' '.join(f'{ord(x):X}' for x in t))";
        string[] pairs = (await OutsideProgram.RunAsync(folder.Path, "python3", "-c", python)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.True(pairs.Length > 2_700);
        foreach (int[] points in pairs.Select(pair => pair.Split(' ').Select(text => Convert.ToInt32(text, 16)).ToArray()))
            Assert.Equal(FoldedName.Of(char.ConvertFromUtf32(points[0])), FoldedName.Of(string.Concat(points.Skip(1).Select(char.ConvertFromUtf32))));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_broken_zip_gives_the_librarys_error_and_no_large_allocation(int seed)
    {
        string root = AppTree.Write(folder);
        File.Delete(Path.Combine(root, "large.bin"));
        File.Delete(Path.Combine(root, "exact.bin"));
        await ZipWriter.WriteAsync(folder.At("good.zip"), ArchiveTree.Read(root), new ArchiveOptions(), TestContext.Current.CancellationToken);
        byte[][] good =
        [
            await File.ReadAllBytesAsync(folder.At("good.zip")),
            RawZip.Of(new RawEntry("a") { Method = 8 }, RawEntry.Link("l", "a"), RawEntry.Folder("f"),
                new RawEntry("f/b") { Size = uint.MaxValue, Extra = [1, 0, 8, 0, 7, 0, 0, 0, 0, 0, 0, 0] }),
        ];
        var random = new Random(seed);
        int refused = 0;
        for (int i = 0; i < 4000; i++)
        {
            byte[] bytes = [.. good[i % 2]];
            for (int change = random.Next(1, 4); change > 0; change--)
                Change(random, ref bytes);
            File.WriteAllBytes(folder.At("mutant.zip"), bytes);
            long before = GC.GetAllocatedBytesForCurrentThread();
            refused += Refuses(folder.At("mutant.zip")) ? 1 : 0;
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4_000_000);
        }

        Assert.InRange(refused, 1500, 4000);
    }

    public void Dispose() => folder.Dispose();

    private static bool Refuses(string path)
    {
        try
        {
            using var reader = ZipReader.Open(path, "mutant.zip", new ZipLimits());
            foreach (ZipEntry entry in reader.Entries.Where(entry => entry.Kind == ArchiveEntryKind.File))
                reader.Unpack(entry, _ => { }, CancellationToken.None);
            return false;
        }
        catch (ReleaseException)
        {
            return true;
        }
    }

    // Most changes hit the headers, which are at the end; numbers become the ones that break sums.
    private static void Change(Random random, ref byte[] bytes)
    {
        int at = random.Next(3) == 0 ? random.Next(bytes.Length) : Math.Max(0, bytes.Length - 1 - random.Next(Math.Min(bytes.Length, 1500)));
        switch (random.Next(6))
        {
            case 0: bytes[at] = (byte)random.Next(256); break;
            case 1: bytes[at] ^= (byte)(1 << random.Next(8)); break;
            case 2: bytes.AsSpan(at, Math.Min(4, bytes.Length - at)).Fill(0xff); break;
            case 3: bytes.AsSpan(at, Math.Min(8, bytes.Length - at)).Clear(); break;
            case 4: bytes = bytes[..at]; break;
            default: bytes = [.. bytes[..at], .. bytes[Math.Min(bytes.Length, at + random.Next(40))..]]; break;
        }

        if (bytes.Length == 0)
            bytes = [0];
    }
}
