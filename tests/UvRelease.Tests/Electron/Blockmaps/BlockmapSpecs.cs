using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using UvRelease.Electron.Blockmaps;
using UvRelease.Releases;
using UvRelease.Tests.Formats.Archives;
using UvRelease.Tests.Doubles;
using Xunit;

namespace UvRelease.Tests.Electron.Blockmaps;

public sealed class BlockmapSpecs
{
    private const string Judges = "tests/UvRelease.Tests/Electron/judges";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_chunks_are_those_of_both_makers_whatever_is_in_the_file()
    {
        Node.Needs("app-builder-bin", Judges);
        Node.Needs("app-builder-lib", "tools/electron-builder");
        using var folder = new TemporaryFolder();
        var noise = AppTree.Noise(9 * 1024 * 1024 + 777, 3);
        (string Name, byte[] Bytes)[] files =
        [
            ("empty", []), ("one byte", [7]), ("less than a window", noise[..63]), ("a window", noise[..64]),
                ("before the smallest chunk", noise[..8191]), ("the smallest chunk", noise[..8192]),
            ("after the smallest chunk", noise[..8193]), ("the largest chunk of zeros", new byte[32768]),
                ("one more zero", new byte[32769]), ("zeros", new byte[5 * 1024 * 1024 + 3]),
            ("a piece", noise[..ChunkRound.PieceSize]), ("a piece and a byte", noise[..(ChunkRound.PieceSize + 1)]), ("two pieces and a rest", noise),
            ("a period", [.. Enumerable.Range(0, 700_000).Select(i => (byte)(i % 97))]),
                ("text", Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 90_000).Select(i => $"line {i * 7919 % 1000}\n")))),
            ("zeros, then noise", [.. new byte[4_190_000], .. noise[..100_000], .. new byte[100_000]]),
                ("a program", File.ReadAllBytes(typeof(BlockmapFile).Assembly.Location)),
        ];
        foreach ((string name, byte[] bytes) in files)
            File.WriteAllBytes(folder.At(name), bytes);
        JsonElement answers = await Node.AskAsync($"{Judges}/blockmaps.mjs",
            new { files = files.Select(file => folder.At(file.Name)), folder = Directory.CreateDirectory(folder.At("judges")).FullName });
        foreach (((string name, byte[] bytes), JsonElement answer) in files.Zip(answers.EnumerateArray()))
        {
            foreach (int parallelism in new[] { 1, 3 })
            {
                MappedFile mapped = await BlockmapFile.WriteBesideAsync(folder.At(name), new BlockmapOptions { Parallelism = parallelism }, Token);
                string json = Unzipped(folder.At($"{name}.blockmap"));
                Assert.True(json == answer.GetProperty("js").GetString(), $"{name}: not as app-builder-lib cuts it.");
                Assert.True(WithoutEmptyChunk(answer.GetProperty("go").GetString()!) == json, $"{name}: not as app-builder cuts it.");
                Assert.Equal(answer.GetProperty("sha512").GetString(), mapped.Sha512);
                Assert.Equal((answer.GetProperty("size").GetInt64(), new FileInfo(folder.At($"{name}.blockmap")).Length), (mapped.Size, mapped.BlockmapSize));
                Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), mapped.Sha256);
            }
        }
    }

    [Fact]
    public async Task Electron_updater_downloads_only_what_changed_by_embedded_block_maps()
    {
        Node.Needs("electron-updater", Judges);
        using var folder = new TemporaryFolder();
        byte[] bytes = AppTree.Noise(6 * 1024 * 1024, 11);
        File.WriteAllBytes(folder.At("old"), bytes);
        File.WriteAllBytes(folder.At("new"), [.. bytes[..2_000_000], .. "changed and longer"u8, .. bytes[2_000_000..]]);
        await BlockmapFile.EmbedAsync(folder.At("old"), new BlockmapOptions(), Token);
        MappedFile mapped = await BlockmapFile.EmbedAsync(folder.At("new"), new BlockmapOptions(), Token);
        Assert.Equal(new FileInfo(folder.At("new")).Length, mapped.Size);
        var feed = new
        {
            oldFile = folder.At("old"),
            newFile = folder.At("new"),
            size = mapped.Size,
            sha512 = mapped.Sha512,
            blockMapSize = mapped.BlockmapSize,
            target = folder.At("downloaded")
        };
        JsonElement answer = await Node.AskAsync($"{Judges}/update.mjs", feed);
        Assert.Equal(File.ReadAllBytes(folder.At("new")), File.ReadAllBytes(folder.At("downloaded")));
        Assert.InRange(answer.GetProperty("bytes").GetInt64(), mapped.BlockmapSize, mapped.BlockmapSize + 150_000);
    }

    [Fact]
    public async Task A_second_block_map_is_not_appended()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.At("Sample.AppImage"), AppTree.Noise(300_000, 5));
        await BlockmapFile.EmbedAsync(folder.At("Sample.AppImage"), new BlockmapOptions(), Token);
        byte[] once = File.ReadAllBytes(folder.At("Sample.AppImage"));
        var refused = await Assert.ThrowsAsync<ReleaseException>(() => BlockmapFile.EmbedAsync(folder.At("Sample.AppImage"), new BlockmapOptions(), Token));
        Assert.Contains("has a block map at its end already", refused.Message, StringComparison.Ordinal);
        Assert.Equal(once, File.ReadAllBytes(folder.At("Sample.AppImage")));
    }

    [Fact]
    public async Task The_end_of_a_file_that_only_looks_like_a_block_map_is_none()
    {
        using var folder = new TemporaryFolder();
        byte[] content = AppTree.Noise(100_000, 6);
        byte[][] ends =
        [
            [0, 0, 0, 0], [0xff, 0xff, 0xff, 0xff], [1, 2, 3, 4, 0, 0, 0, 4], Trailer("{}"), Trailer("[]"),
                Trailer("{\"version\":\"2\",\"files\":[]}"), Trailer("{\"version\":\"2\",\"files\":[{\"offset\":0,\"checksums\":[],\"sizes\":[]}]}"),
            Trailer("{\"version\":\"2\",\"files\":[{\"offset\":0,\"checksums\":[\"AAAA\"],\"sizes\":[100000]}]}"), Trailer(new string(' ', 60_000_000)),
        ];
        foreach (byte[] end in ends)
        {
            File.WriteAllBytes(folder.At("file"), [.. content, .. end]);
            MappedFile mapped = await BlockmapFile.EmbedAsync(folder.At("file"), new BlockmapOptions(), Token);
            Assert.Equal(content.Length + end.Length, mapped.Blockmap.CoveredSize);
        }
    }

    [Fact]
    public async Task A_missing_file_is_named()
    {
        var refused = await Assert.ThrowsAsync<ReleaseException>(() => BlockmapFile.WriteBesideAsync("/nowhere/Sample.zip", new BlockmapOptions(), Token));
        Assert.Equal(Fault.Input, refused.Fault);
        Assert.Contains("/nowhere/Sample.zip can't be opened", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancelled_run_leaves_the_file_as_it_was()
    {
        using var folder = new TemporaryFolder();
        byte[] bytes = AppTree.Noise(100_000, 8);
        File.WriteAllBytes(folder.At("file"), bytes);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => BlockmapFile.EmbedAsync(folder.At("file"), new BlockmapOptions(), new CancellationToken(canceled: true)));
        Assert.Equal(bytes, File.ReadAllBytes(folder.At("file")));
    }

    private static string Unzipped(string path)
    {
        using var gzip = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        return new StreamReader(gzip).ReadToEnd();
    }

    // Where a file ends with a chunk that was cut, Go adds one of no bytes; today's electron-builder does not.
    private static string WithoutEmptyChunk(string json) =>
        json.EndsWith(",0]}]}", StringComparison.Ordinal) || json.EndsWith("[0]}]}", StringComparison.Ordinal)
        ? json.Replace(",\"kaGkgagus/PmJi3hHxQtI0lF\"]", "]", StringComparison.Ordinal)
            .Replace("[\"kaGkgagus/PmJi3hHxQtI0lF\"]", "[]", StringComparison.Ordinal).Replace(",0]}]}", "]}]}", StringComparison.Ordinal)
            .Replace("[0]}]}", "[]}]}", StringComparison.Ordinal)
        : json;

    private static byte[] Trailer(string json)
    {
        using var bytes = new MemoryStream();
        using (var deflate = new DeflateStream(bytes, CompressionLevel.Optimal, leaveOpen: true))
            deflate.Write(Encoding.UTF8.GetBytes(json));
        byte[] length = BitConverter.GetBytes((uint)bytes.Length);
        Array.Reverse(length);
        return [.. bytes.ToArray(), .. length];
    }
}
