using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using UvRelease.Electron.Asar;
using UvRelease.Formats.Asar;
using UvRelease.Posix;
using UvRelease.Releases;
using UvRelease.Tests.Doubles;
using UvRelease.Tests.Formats.Archives;
using Xunit;

namespace UvRelease.Tests.Electron.Asar;

public sealed class AsarSpecs
{
    internal const string Judge = "tests/UvRelease.Tests/Electron/judges/asar.mjs";

    [Fact]
    public async Task An_archive_of_electron_asar_is_read_and_written_again_byte_for_byte()
    {
        Node.Needs("@electron/asar", "tools/electron-builder");
        using var folder = new TemporaryFolder();
        string source = Source(folder);
        await Node.AskAsync(Judge, new { pack = new[] { source, folder.At("theirs.asar"), "*.node" } });
        using var archive = AsarArchive.Open(folder.At("theirs.asar"), "theirs.asar");
        Assert.Contains(archive.Entries, entry => entry is { Path: "lib/native.node", IsUnpacked: true });
        Assert.Contains(archive.Entries, entry => entry is { Path: "run.sh", IsExecutable: true });
        Assert.Contains(archive.Entries, entry => entry is { Path: "lib/link.js", Kind: AsarEntryKind.Link, Target: "main.js" });
        AsarItem[] items = [
            .. archive.Entries.Select(
            entry => new AsarItem(entry with { Integrity = null, Size = 0, Offset = 0 }, entry.Kind == AsarEntryKind.File ? archive.Content(entry) : null))];
        AsarWriter.Write(folder.At("ours.asar"), items, TestContext.Current.CancellationToken);
        Assert.Equal(File.ReadAllBytes(folder.At("theirs.asar")), File.ReadAllBytes(folder.At("ours.asar")));
    }

    [Fact]
    public async Task What_is_written_is_read_by_electron_asar()
    {
        Node.Needs("@electron/asar", "tools/electron-builder");
        using var folder = new TemporaryFolder();
        string text = folder.Write("text", "console.log('ü')\n");
        AsarItem[] items =
        [
            new(new AsarEntry("z/deep/\"quoted\" \u2028.js", AsarEntryKind.File) { IsExecutable = true }, AsarContent.Of(text)),
                new(new AsarEntry("empty", AsarEntryKind.Folder)),
            new(new AsarEntry("a.js", AsarEntryKind.File), new AsarContent(text, 3, 5)), new(new AsarEntry("b.js", AsarEntryKind.Link) { Target = "a.js" }),
                new(new AsarEntry("z", AsarEntryKind.Folder)),
        ];
        AsarWriter.Write(folder.At("ours.asar"), items, TestContext.Current.CancellationToken);
        JsonElement answer = await Node.AskAsync(Judge, new { list = folder.At("ours.asar") });
        JsonElement files = answer.GetProperty("files");
        Assert.Equal(["z", "z/deep", "z/deep/\"quoted\" \u2028.js", "empty", "a.js", "b.js"], files.EnumerateObject().Select(file => file.Name));
        Assert.Equal("link a.js", files.GetProperty("b.js").GetString());
        string[] parts = files.GetProperty("z/deep/\"quoted\" \u2028.js").GetString()!.Split(' ');
        Assert.Equal(("packed", "true", parts[3], "1"), (parts[0], parts[1], parts[2], parts[4]));
        using var archive = AsarArchive.Open(folder.At("ours.asar"), "ours.asar");
        Assert.Equal(answer.GetProperty("hash").GetString(), archive.HeaderHash);
    }

    [Theory]
    [InlineData("[]", "files is missing or no object")]
    [InlineData("{", "the header is no JSON")]
    [InlineData("""{"files":{"..":{"files":{}}}}""", "the name of '..' can't be that of a file")]
    [InlineData("""{"files":{"a/b":{"size":0,"offset":"0"}}}""", "the name of 'a/b' can't be that of a file")]
    [InlineData("""{"files":{"a":7}}""", "the entry of 'a' is no object")]
    [InlineData("""{"files":{"a":{}}}""", "size of 'a' is missing")]
    [InlineData("""{"files":{"a":{"size":-1,"offset":"0"}}}""", "size of 'a' is missing or no number")]
    [InlineData("""{"files":{"a":{"size":5,"offset":0}}}""", "offset of 'a' is missing or no text of digits")]
    [InlineData("""{"files":{"a":{"size":5,"offset":"-1"}}}""", "offset of 'a' is missing or no text of digits")]
    [InlineData("""{"files":{"a":{"size":5,"offset":"9223372036854775807"}}}""", "offset of 'a' is 9223372036854775807 with 5 bytes")]
    [InlineData("""{"files":{"a":{"size":100,"offset":"1"}}}""", "and the archive has 100 behind its header")]
    [InlineData("""{"files":{"a":{"size":60,"offset":"0"},"b":{"size":60,"offset":"30"}}}""", "they overlap")]
    [InlineData("""{"files":{"a":{"link":"../../etc/passwd"}}}""", "leads to '../../etc/passwd', out of the archive")]
    [InlineData("""{"files":{"a":{"link":"/etc/passwd"}}}""", "out of the archive")]
    [InlineData("""{"files":{"a":{"size":1,"offset":"0","unpacked":1}}}""", "unpacked of 'a' is neither true nor false")]
    [InlineData("""{"files":{"a":{"size":1,"offset":"0","integrity":{"algorithm":"MD5"}}}}""", "integrity.algorithm of 'a' is not SHA256")]
    [InlineData("""{"files":{"a":{"files":{}},"a":{"files":{}}}}""", "is no JSON")]
    [InlineData("""{"files":{"\ud800":{"files":{}}}}""", "has a text that is no Unicode")]
    public void What_is_wrong_in_a_header_is_named(string json, string says)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.At("bad.asar"), Archive(Encoding.UTF8.GetBytes(json)));
        ReleaseException refused = Assert.Throws<ReleaseException>(() => AsarArchive.Open(folder.At("bad.asar"), "bad.asar"));
        Assert.Contains(says, refused.Message, StringComparison.Ordinal);
        Assert.StartsWith("bad.asar is no asar archive to be trusted", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Lengths_that_lie_and_folders_without_end_are_refused()
    {
        using var folder = new TemporaryFolder();
        byte[] good = Archive("""{"files":{}}"""u8.ToArray());
        for (int length = 0; length < good.Length - 100; length++)
        {
            File.WriteAllBytes(folder.At("bad.asar"), good[..length]);
            Assert.Throws<ReleaseException>(() => AsarArchive.Open(folder.At("bad.asar"), "bad.asar"));
        }

        for (int i = 0; i < 16; i++)
        {
            byte[] bad = [.. good];
            bad[i] ^= 0x80;
            File.WriteAllBytes(folder.At("bad.asar"), bad);
            Assert.Throws<ReleaseException>(() => AsarArchive.Open(folder.At("bad.asar"), "bad.asar"));
        }

        const int depth = 100_000;
        string deep = string.Concat(Enumerable.Repeat("{\"files\":{\"a\":", depth)) + "{\"files\":{}}" + new string('}', 2 * depth);
        File.WriteAllBytes(folder.At("bad.asar"), Archive(Encoding.UTF8.GetBytes(deep)));
        Assert.Throws<ReleaseException>(() => AsarArchive.Open(folder.At("bad.asar"), "bad.asar"));
    }

    [Fact]
    public void A_path_below_a_file_or_twice_is_not_written()
    {
        using var folder = new TemporaryFolder();
        var content = AsarContent.Of(folder.Write("text", "x"));
        AsarItem file = new(new AsarEntry("a", AsarEntryKind.File), content), below = new(new AsarEntry("a/b", AsarEntryKind.File), content);
        Assert.Contains("lies below a file", Assert.Throws<ReleaseException>(() => AsarWriter.Write(folder.At("x.asar"), [file, below], default)).Message,
            StringComparison.Ordinal);
        Assert.Contains("is in the archive twice",
            Assert.Throws<ReleaseException>(() => AsarWriter.Write(folder.At("x.asar"), [file, file], default)).Message, StringComparison.Ordinal);
        Assert.Equal(["text"], Directory.EnumerateFileSystemEntries(folder.Path).Select(Path.GetFileName));
    }

    /// <summary>An archive with any header and a hundred bytes.</summary>
    private static byte[] Archive(byte[] json)
    {
        int padded = (json.Length + 3) / 4 * 4;
        byte[] bytes = new byte[16 + padded + 100];
        int[] words = [4, 8 + padded, 4 + padded, json.Length];
        for (int i = 0; i < 4; i++)
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4 * i), words[i]);
        json.CopyTo(bytes, 16);
        return bytes;
    }

    private static string Source(TemporaryFolder folder)
    {
        folder.Write("source/empty.js", "");
        folder.Write("source/lib/main.js", "module.exports = 1;\n");
        folder.Write("source/lib/native.node", "native");
        folder.Write("source/package.json", "{}");
        FileStatus.SetMode(folder.Write("source/run.sh", "#!/bin/sh\n"), 0x1ed);
        File.WriteAllBytes(folder.At("source", "one block.bin"), AppTree.Noise(AsarWriter.BlockSize, 1));
        File.WriteAllBytes(folder.At("source", "three blocks.bin"), AppTree.Noise(2 * AsarWriter.BlockSize + 5, 2));
        File.WriteAllText(folder.At("source", "ünïcode.txt"), "日本語");
        File.WriteAllText(folder.At("source", "main.js"), "");
        File.CreateSymbolicLink(folder.At("source", "lib", "link.js"), "../main.js");
        return folder.At("source");
    }
}
