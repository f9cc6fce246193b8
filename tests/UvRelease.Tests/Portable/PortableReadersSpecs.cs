using System.Security.Cryptography;
using System.Text;
using UvRelease.Formats.Archives;
using UvRelease.Portable.Verifying;
using UvRelease.Tests.Formats.Archives;
using Xunit;

namespace UvRelease.Tests.Portable;

/// <summary>What readers of an archive see beyond contents: modes, folders, characters; and what a hostile manifest costs.</summary>
public sealed class PortableReadersSpecs : IDisposable
{
    // Copies a zip, with another mode for one name, which is added where it is missing.
    private const string Rewrite = """
        import os, sys, zipfile
        path, name, mode = sys.argv[1], sys.argv[2], int(sys.argv[3], 8)
        with zipfile.ZipFile(path) as old, zipfile.ZipFile(path + '.new', 'w') as new:
            infos = old.infolist()
            if name not in old.namelist():
                infos.append(zipfile.ZipInfo(name))
            for info in infos:
                data = b'' if info.filename.endswith('/') else old.read(info.filename)
                if info.filename == name:
                    info.external_attr = ((0o40000 if name.endswith('/') else 0o100000) | mode) << 16 | (0x10 if name.endswith('/') else 0)
                new.writestr(info, data)
        os.replace(path + '.new', path)
        """;

    private readonly PortableStage stage = new();

    [Theory]
    [InlineData("bin/daemon", "4755")]
    [InlineData("bin/daemon", "0777")]
    [InlineData("bin/daemon", "0000")]
    [InlineData("web/index.html", "0666")]
    [InlineData("README.txt", "2644")]
    [InlineData("release-manifest.json", "0777")]
    [InlineData("release-manifest.json", "4644")]
    [InlineData("checksums.txt", "0000")]
    [InlineData("web/", "0777")]
    [InlineData("web/", "0000")]
    [InlineData("web/", "2755")]
    public async Task A_mode_that_is_not_the_manifests_is_refused(string name, string mode)
    {
        await RewriteAsync(name, mode);
        Assert.Equal(1, await stage.VerifyAsync());
        Assert.Contains("title=mode%3A release/", stage.Run.Output, StringComparison.Ordinal);
        Assert.Contains($"'{name.TrimEnd('/')}' has the mode {mode}", stage.Run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("web/", "0755")]
    [InlineData("checksums.txt", "0644")]
    public async Task A_mode_as_it_should_be_is_in_order(string name, string mode)
    {
        await RewriteAsync(name, mode);
        Assert.Equal(0, await stage.VerifyAsync());
    }

    [Theory]
    [InlineData("bin/daemon", 0x9ed)]
    [InlineData("bin/daemon", 0x1ff)]
    [InlineData("LICENSE.txt", 0)]
    [InlineData("checksums.txt", 0x1b6)]
    [InlineData("web", 0x1ff)]
    public async Task What_nobody_should_have_unpacked_is_refused(string name, int mode)
    {
        Assert.Equal(0, await stage.PackageAsync());
        await OutsideProgram.RunAsync(stage.Workspace, "unzip", "-q", stage.Zip, "-d", "unpacked");
        UvRelease.Posix.FileStatus.SetMode(stage.At("unpacked", name), mode);
        Assert.Equal(1, await stage.VerifyAsync(("path", "unpacked")));
        Assert.Contains($"'{name}' has the mode", stage.Run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("web/node_modules/")]
    [InlineData(".GIT/")]
    [InlineData("di\u017ft/")]
    public async Task A_forbidden_folder_is_forbidden_when_it_is_empty(string name)
    {
        await RewriteAsync(name, "0755");
        Assert.Equal(1, await stage.VerifyAsync());
        Assert.Contains($"'{name}' is forbidden content", stage.Run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_forbidden_folder_is_not_packed()
    {
        Directory.CreateDirectory(stage.At("build/web/a/.git/objects"));
        Assert.Equal(1, await stage.PackageAsync());
        Assert.Contains("the empty folder 'web/a/.git' is forbidden content (.git/)", stage.Run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_separator_in_a_name_is_a_character_like_others()
    {
        stage.Write("build/web/a\u2028b.txt", "text");
        Assert.Equal(0, await stage.PackageAsync());
        Assert.Equal(0, await stage.VerifyAsync());
        await OutsideProgram.RunAsync(stage.Workspace, "python3", "-m", "zipfile", "-e", stage.Zip, "out");
        await OutsideProgram.RunAsync(stage.At("out"), "sha256sum", "--strict", "-c", "checksums.txt");
    }

    [Theory]
    [InlineData("\"web/index.html\"", "\"web/\\ud800.html\"", "has half of a surrogate pair")]
    [InlineData("\"kind\": \"headless\"", "\"kind\": \"\\udc00\"", "has half of a surrogate pair")]
    [InlineData("\"kind\": \"headless\"", "\"kind\": \"headless\", \"\\ud800\": 1", "release-manifest.json")]
    public async Task Half_a_character_in_the_manifest_is_no_bug(string old, string text, string says)
    {
        await ReplaceManifestAsync(manifest => manifest.Replace(old, text, StringComparison.Ordinal));
        Assert.Equal(1, await stage.VerifyAsync());
        Assert.Contains("title=manifest", stage.Run.Output, StringComparison.Ordinal);
        Assert.Contains(says, stage.Run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Missing_files_are_counted_and_the_first_are_told()
    {
        await ReplaceManifestAsync(manifest => WithMissing(manifest, 3000));
        Assert.Equal(1, await stage.VerifyAsync());
        Assert.InRange(int.Parse(stage.Outputs["problems"], System.Globalization.CultureInfo.InvariantCulture), 3000, 3010);
        Assert.InRange(stage.Run.Output.Length + stage.Run.Summary.Length, 0, 100_000);
    }

    [Fact]
    public async Task A_manifest_of_more_files_than_there_are_costs_one_message()
    {
        await ReplaceManifestAsync(manifest => WithMissing(manifest, 100_000));
        long before = GC.GetAllocatedBytesForCurrentThread();
        PortableReport report = PortableCheck.Run(stage.Zip, new PortableExpectation(), TestContext.Current.CancellationToken);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 20_000_000);
        Assert.Contains("release-manifest.json has", Assert.Single(report.Findings).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_patterns_than_an_archive_may_come_with_are_refused()
    {
        string patterns = string.Concat(Enumerable.Range(0, 300).Select(i => $", {{ \"forbidden\": \"*.x{i}\" }}"));
        await ReplaceManifestAsync(manifest => manifest.Replace("{ \"forbidden\": \"*.secret\" }", $"{{ \"forbidden\": \"*.secret\" }}{patterns}",
            StringComparison.Ordinal).Replace("{\n      \"forbidden\": \"*.secret\"\n    }", $"{{ \"forbidden\": \"*.secret\" }}{patterns}",
            StringComparison.Ordinal));
        Assert.Equal(1, await stage.VerifyAsync());
        Assert.Contains("may have 256", stage.Run.Output, StringComparison.Ordinal);
    }

    public void Dispose() => stage.Dispose();

    private static string WithMissing(string manifest, int count)
    {
        int at = manifest.IndexOf("\"files\": [", StringComparison.Ordinal) + "\"files\": [".Length;
        string missing = string.Concat(Enumerable.Range(0, count).Select(i =>
            $"{{\"path\": \"m/{i}\", \"role\": \"extra\", \"size\": 0, \"sha256\": \"{new string('0', 64)}\", \"mode\": \"0644\"}},"));
        return manifest.Insert(at, missing);
    }

    private async Task RewriteAsync(string name, string mode)
    {
        Assert.Equal(0, await stage.PackageAsync());
        await OutsideProgram.RunAsync(stage.Workspace, "python3", "-c", Rewrite, stage.Zip, name, mode);
        File.Delete(stage.Zip + ".sha256");
    }

    private async Task ReplaceManifestAsync(Func<string, string> change)
    {
        Assert.Equal(0, await stage.PackageAsync());
        await OutsideProgram.RunAsync(stage.Workspace, "unzip", "-q", stage.Zip, "-d", "unpacked");
        string manifest = change(await File.ReadAllTextAsync(stage.At("unpacked/release-manifest.json")));
        string[] lines = await File.ReadAllLinesAsync(stage.At("unpacked/checksums.txt"));
        await File.WriteAllTextAsync(stage.At("unpacked/release-manifest.json"), manifest);
        string sum = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(manifest)));
        await File.WriteAllLinesAsync(stage.At("unpacked/checksums.txt"),
            lines.Select(line => line.EndsWith("release-manifest.json", StringComparison.Ordinal) ? $"{sum}  release-manifest.json" : line));
        File.Delete(stage.Zip);
        File.Delete(stage.Zip + ".sha256");
        await ZipWriter.WriteAsync(stage.Zip, ArchiveTree.Read(stage.At("unpacked"), modes: ArchiveModes.Normalized), new ArchiveOptions(),
            TestContext.Current.CancellationToken);
    }
}
