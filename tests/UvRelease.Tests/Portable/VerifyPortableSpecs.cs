using System.Security.Cryptography;
using UvRelease.Formats.Archives;
using UvRelease.Portable.Verifying;
using UvRelease.Tests.Formats.Archives;
using Xunit;

namespace UvRelease.Tests.Portable;

public sealed class VerifyPortableSpecs : IDisposable
{
    private readonly PortableStage stage = new();

    private string Unpacked => stage.At("unpacked");

    // Packs, unpacks by another program, spoils the folder, and packs that again by another program.
    private async Task RepackAsync(Action<string> spoil)
    {
        Assert.Equal(0, await stage.PackageAsync());
        await OutsideProgram.RunAsync(stage.Workspace, "unzip", "-q", stage.Zip, "-d", Unpacked);
        spoil(Unpacked);
        File.Delete(stage.Zip);
        File.Delete(stage.Zip + ".sha256");
        await OutsideProgram.RunAsync(Unpacked, "zip", "-qryD", stage.Zip, ".");
    }

    // Makes checksums.txt right again, as somebody would who changed a file on purpose.
    private static void Resum(string folder)
    {
        IEnumerable<string> lines =
            from path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            let name = Path.GetRelativePath(folder, path)
            where name != "checksums.txt"
            select $"{Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)))}  {name}\n";
        File.WriteAllText(Path.Combine(folder, "checksums.txt"), string.Concat(lines.OrderBy(line => line[66..], StringComparer.Ordinal)));
    }

    private static void Replace(string folder, string old, string text)
    {
        string manifest = Path.Combine(folder, "release-manifest.json");
        File.WriteAllText(manifest, File.ReadAllText(manifest).Replace(old, text, StringComparison.Ordinal));
        Resum(folder);
    }

    [Fact]
    public async Task What_was_packed_is_in_order_as_zip_and_as_folder()
    {
        Assert.Equal(0, await stage.PackageAsync());
        Assert.Equal(0, await stage.VerifyAsync(("kind", "headless"), ("version", "1.4.0"),
            ("platform", "linux"), ("arch", "x64"), ("commit", PortableStage.Commit)));
        Assert.Equal(("done", "true", "0", PortableStage.Name, "headless", "1.4.0"),
            (stage.Outputs["result"], stage.Outputs["valid"], stage.Outputs["problems"], stage.Outputs["name"],
            stage.Outputs["kind"], stage.Outputs["version"]));
        await OutsideProgram.RunAsync(stage.Workspace, "unzip", "-q", stage.Zip, "-d", Unpacked);
        Assert.Equal(0, await stage.VerifyAsync(("path", "unpacked")));
    }

    [Fact]
    public async Task Another_program_s_zip_of_the_same_files_is_in_order()
    {
        await RepackAsync(_ => { });
        Assert.Equal(0, await stage.VerifyAsync());
    }

    [Theory]
    [InlineData("kind", "desktop", "kind")]
    [InlineData("version", "1.4.1", "version")]
    [InlineData("platform", "mac", "platform")]
    [InlineData("arch", "arm64", "arch")]
    [InlineData("commit", "1123456789abcdef0123456789abcdef01234567", "commit")]
    public async Task What_the_caller_knows_is_compared(string input, string value, string rule)
    {
        Assert.Equal(0, await stage.PackageAsync());
        Assert.Equal(1, await stage.VerifyAsync((input, value)));
        Assert.Contains($"::error title={rule}%3A release/", stage.Run.Output, StringComparison.Ordinal);
        Assert.Equal(("failed", "false", "1"), (stage.Outputs["result"], stage.Outputs["valid"], stage.Outputs["problems"]));
    }

    [Theory]
    [InlineData("a changed file", "checksums", "checksums.txt says")]
    [InlineData("a changed file whose sum was mended", "manifest", "and the manifest says")]
    [InlineData("a file more", "checksums", "'extra.txt' is no file of checksums.txt")]
    [InlineData("a file more whose sum was added", "manifest", "'extra.txt' is no file of the manifest")]
    [InlineData("a file less", "checksums", "'LICENSE.txt' is listed in checksums.txt and is missing")]
    [InlineData("a text less", "required-file", "'ROLLBACK.txt' is missing")]
    [InlineData("no checksums", "checksums", "checksums.txt is missing")]
    [InlineData("no manifest", "manifest", "release-manifest.json is missing")]
    [InlineData("a manifest with more in it", "manifest", "is no known property")]
    [InlineData("another platform", "platform", "is for linux-x64, and the manifest says mac-x64")]
    [InlineData("another version", "name", "which should end in")]
    [InlineData("a name that leaves", "manifest", "leads out of the folder")]
    [InlineData("no program", "platform", "is no program")]
    [InlineData("a log", "forbidden-content", "is forbidden content (*.log)")]
    [InlineData("the project's own pattern", "forbidden-content", "is forbidden content (*.secret)")]
    [InlineData("no right to run", "mode", "'bin/daemon' has the mode 0644, and the manifest says 0755")]
    [InlineData("a link", "link", "'link' is a link")]
    [InlineData("a malformed list", "checksums", "checksums.txt, line 1")]
    [InlineData("a list with two sums of a file", "checksums", "is there twice, with two sums")]
    [InlineData("a binary less in manifest and list", "required-binary", "'bin/daemon', which the configuration declares, is missing")]
    public async Task An_archive_is_refused_for(string what, string rule, string says)
    {
        await RepackAsync(folder => Spoil(what, folder));
        Assert.Equal(1, await stage.VerifyAsync());
        Assert.Contains($"::error title={rule}%3A release/", stage.Run.Output, StringComparison.Ordinal);
        Assert.Contains(says, stage.Run.Output, StringComparison.Ordinal);
        Assert.Contains($"| {rule} |", stage.Run.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_checksum_beside_the_archive_is_compared()
    {
        Assert.Equal(0, await stage.PackageAsync());
        await File.WriteAllTextAsync(stage.Zip + ".sha256", $"{new string('0', 64)}  {PortableStage.Name}.zip\n");
        Assert.Equal(1, await stage.VerifyAsync());
        Assert.Contains("title=archive-checksum", stage.Run.Output, StringComparison.Ordinal);
        await File.WriteAllTextAsync(stage.Zip + ".sha256", $"{new string('0', 64)}  another.zip\n");
        Assert.Equal(1, await stage.VerifyAsync());
        Assert.Contains("has no checksum of", stage.Run.Output, StringComparison.Ordinal);
        Assert.Equal(2, await stage.VerifyAsync(("checksum-file", "nowhere")));
        Assert.Equal(2, await stage.VerifyAsync(("path", "nowhere.zip")));
    }

    [Fact]
    public async Task A_renamed_archive_is_refused()
    {
        Assert.Equal(0, await stage.PackageAsync());
        File.Move(stage.Zip, stage.At("release", "sample-app-headless-1.5.0-linux-x64.zip"));
        Assert.Equal(1, await stage.VerifyAsync(("path", "release/sample-app-headless-1.5.0-linux-x64.zip")));
        Assert.Contains("title=name", stage.Run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hostile_zip_is_refused_and_its_names_obey_nobody()
    {
        stage.Write($"release/{PortableStage.Name}.zip", RawZip.Of(new RawEntry("a\n::add-mask::x\n") { }));
        Assert.Equal(1, await stage.VerifyAsync());
        Assert.Contains("title=archive-hazard", stage.Run.Output, StringComparison.Ordinal);
        stage.Write($"release/{PortableStage.Name}.zip", RawZip.Of(new RawEntry("<img src=x>[a](b) @all"), RawEntry.Link("up", "../..")));
        Assert.Equal(1, await stage.VerifyAsync());
        stage.Write($"release/{PortableStage.Name}.zip", RawZip.Of(new RawEntry("<img src=x>[a](b) @all.log")));
        Assert.Equal(1, await stage.VerifyAsync());
        Assert.DoesNotMatch("(?m)^::add-mask::x", stage.Run.Output);
        Assert.DoesNotContain("<img", stage.Run.Summary, StringComparison.Ordinal);
        Assert.Equal(1, await stage.VerifyAsync(("max-size", "0")));
    }

    [Fact]
    public async Task A_broken_archive_never_breaks_the_check()
    {
        Assert.Equal(0, await stage.PackageAsync());
        byte[] good = await File.ReadAllBytesAsync(stage.Zip);
        var random = new Random(9);
        for (int i = 0; i < 1500; i++)
        {
            byte[] bytes = [.. good];
            for (int change = random.Next(1, 4); change > 0; change--)
                bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
            // Two changes of one bit take each other back.
            if (bytes.AsSpan().SequenceEqual(good))
                continue;
            await File.WriteAllBytesAsync(stage.Zip, bytes);
            Assert.NotEmpty(PortableCheck.Run(stage.Zip, new() { Sha256 = stage.Outputs["sha256"], Limits = new ZipLimits() },
                TestContext.Current.CancellationToken).Findings);
        }
    }

    public void Dispose() => stage.Dispose();

    private static void Spoil(string what, string folder)
    {
        string At(string name) => Path.Combine(folder, name);
        switch (what)
        {
            case "a changed file": File.AppendAllText(At("web/index.html"), "x"); break;
            case "a changed file whose sum was mended": File.AppendAllText(At("web/index.html"), "x"); Resum(folder); break;
            case "a file more": File.WriteAllText(At("extra.txt"), "x"); break;
            case "a file more whose sum was added": File.WriteAllText(At("extra.txt"), "x"); Resum(folder); break;
            case "a file less": File.Delete(At("LICENSE.txt")); break;
            case "a text less": File.Delete(At("ROLLBACK.txt")); break;
            case "no checksums": File.Delete(At("checksums.txt")); break;
            case "no manifest": File.Delete(At("release-manifest.json")); break;
            case "a manifest with more in it": Replace(folder, "\"kind\":", "\"more\": 1, \"kind\":"); break;
            case "another platform": Replace(folder, "\"platform\": \"linux\"", "\"platform\": \"mac\""); break;
            case "another version": Replace(folder, "\"version\": \"1.4.0\"", "\"version\": \"1.4.1\""); break;
            case "a name that leaves": Replace(folder, "\"path\": \"web/index.html\"", "\"path\": \"../index.html\""); break;
            case "no program": File.WriteAllText(At("bin/daemon"), "text"); break;
            case "a log": File.WriteAllText(At("web/debug.log"), "x"); break;
            case "the project's own pattern": File.WriteAllText(At("web/my.secret"), "x"); break;
            case "no right to run": UvRelease.Posix.FileStatus.SetMode(At("bin/daemon"), 0x1a4); break;
            case "a link": File.CreateSymbolicLink(At("link"), "LICENSE.txt"); break;
            case "a malformed list": File.WriteAllText(At("checksums.txt"), "Z" + File.ReadAllText(At("checksums.txt"))[1..]); break;
            case "a list with two sums of a file": File.AppendAllText(At("checksums.txt"), $"{new string('0', 64)}  LICENSE.txt\n"); break;
            case "a binary less in manifest and list": Replace(folder, "\"role\": \"binary\"", "\"role\": \"extra\""); break;
            default: throw new ArgumentException(what, nameof(what));
        }
    }
}
