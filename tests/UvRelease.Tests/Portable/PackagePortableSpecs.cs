using UvRelease.Formats.Archives;
using UvRelease.Releases.Artifacts;
using UvRelease.Tests.Formats.Archives;
using Xunit;

namespace UvRelease.Tests.Portable;

public sealed class PackagePortableSpecs : IDisposable
{
    private readonly PortableStage stage = new();

    [Fact]
    public async Task Sha256sum_and_unzip_accept_what_was_packed()
    {
        Assert.Equal(0, await stage.PackageAsync());
        Assert.Equal(($"release/{PortableStage.Name}.zip", $"release/{PortableStage.Name}.zip.sha256", "release/release.linux-x64.json"),
            (stage.Outputs["archive"], stage.Outputs["archive-checksum"], stage.Outputs["fragment"]));
        Assert.Contains(": OK", await OutsideProgram.RunAsync(stage.At("release"), "sha256sum", "--strict", "-c", PortableStage.Name + ".zip.sha256"),
            StringComparison.Ordinal);
        await OutsideProgram.RunAsync(stage.Workspace, "unzip", "-q", stage.Zip, "-d", "out");
        string checks = await OutsideProgram.RunAsync(stage.At("out"), "sha256sum", "--strict", "-c", "checksums.txt");
        Assert.Equal(10, checks.Split(": OK").Length - 1);
        Assert.Equal(await File.ReadAllTextAsync(stage.At("out", "release-manifest.json")), await File.ReadAllTextAsync(stage.At(stage.Outputs["manifest"])));
        Assert.Equal(await File.ReadAllTextAsync(stage.At("out", "checksums.txt")), await File.ReadAllTextAsync(stage.At(stage.Outputs["checksums"])));
        Assert.Equal("Move settings.\n", await File.ReadAllTextAsync(stage.At("out", "MIGRATION_NOTES.txt")));
        Assert.Equal("Sample 1.4.0\n\nFaster.\n", await File.ReadAllTextAsync(stage.At("out", "RELEASE_NOTES.txt")));
    }

    [Fact]
    public async Task The_listing_is_the_golden_one()
    {
        stage.Run.Variables["SOURCE_DATE_EPOCH"] = "1700000000";
        Assert.Equal(0, await stage.PackageAsync());
        const string python =
            "import sys, zipfile\nfor i in zipfile.ZipFile(sys.argv[1]).infolist(): print(oct(i.external_attr >> 16)[2:], i.date_time, i.file_size, "
            + "i.filename)";
        string listing = await OutsideProgram.RunAsync(stage.Workspace, "python3", "-c", python, stage.Zip);
        string golden = SourceTree.At("tests", "UvRelease.Tests", "Portable", "golden");
        Golden.Matches(Path.Combine(golden, "listing.txt"), listing);
        Golden.Matches(Path.Combine(golden, "release-manifest.json"), await File.ReadAllTextAsync(stage.At(stage.Outputs["manifest"])));
        Golden.Matches(Path.Combine(golden, "checksums.txt"), await File.ReadAllTextAsync(stage.At(stage.Outputs["checksums"])));
        Golden.Matches(Path.Combine(golden, "README.txt"), await OutsideProgram.RunAsync(stage.Workspace, "unzip", "-p", stage.Zip, "README.txt"));
    }

    [Fact]
    public async Task Two_runs_give_equal_bytes_and_one_artifact()
    {
        Assert.Equal(0, await stage.PackageAsync());
        byte[] first = await File.ReadAllBytesAsync(stage.Zip);
        File.SetLastWriteTimeUtc(stage.At("LICENSE"), new DateTime(2001, 2, 3, 0, 0, 0, DateTimeKind.Utc));
        UvRelease.Posix.FileStatus.SetMode(stage.At("LICENSE"), 0x1a0);
        Assert.Equal(0, await stage.PackageAsync());
        Assert.Equal(first, await File.ReadAllBytesAsync(stage.Zip));
        Artifact artifact = Assert.Single(ReleaseFragmentFile.Find(stage.At("release"), new Leg(ReleasePlatform.Linux, ReleaseArch.X64))!.Artifacts);
        Assert.Equal((ArtifactKind.Portable, PortableStage.Name + ".zip", stage.Outputs["sha256"], (long)first.Length),
            (artifact.Kind, artifact.Path, artifact.Sha256, artifact.Size));
    }

    [Fact]
    public async Task Other_bytes_under_the_same_name_are_refused_and_the_first_archive_stays()
    {
        Assert.Equal(0, await stage.PackageAsync());
        byte[] first = await File.ReadAllBytesAsync(stage.Zip);
        await File.WriteAllTextAsync(stage.At("LICENSE"), "another licence");
        Assert.Equal(1, await stage.PackageAsync());
        Assert.Contains("has other bytes", stage.Run.Output, StringComparison.Ordinal);
        Assert.Equal(first, await File.ReadAllBytesAsync(stage.Zip));
        Assert.Empty(Directory.GetFileSystemEntries(stage.At("release"), ".*"));
    }

    [Theory]
    [InlineData("win", "arm64", "bin/daemon.exe")]
    [InlineData("mac", "universal", "bin/daemon")]
    public async Task Other_platforms_are_packed_from_the_same_configuration(string platform, string arch, string binary)
    {
        Assert.Equal(0, await stage.PackageAsync(("platform", platform), ("arch", arch)));
        using var zip = ZipReader.Open(stage.At(stage.Outputs["archive"]), "a.zip", new ZipLimits());
        Assert.Contains(zip.Entries, entry => entry.Name == binary && entry.Mode == 0x1ed);
    }

    [Fact]
    public async Task A_binary_in_a_declared_folder_is_one_file()
    {
        stage.Write(".github/uv-release.yml", """
            portable:
              name: sample-app
              assets: [{ path: build/app, to: app }]
              binaries: [{ path: build/app/sample-app, to: app/sample-app }]
            """);
        stage.Write("build/app/sample-app", Programs.Elf(62));
        stage.Write("build/app/resources/app.asar", "asar");
        Assert.Equal(0, await stage.PackageAsync());
        using (var zip = ZipReader.Open(stage.Zip, "a.zip", new ZipLimits()))
            Assert.Equal(["app/resources/app.asar", "app/sample-app"],
                zip.Entries.Select(entry => entry.Name).Where(name => name.StartsWith("app/", StringComparison.Ordinal)));
        Assert.Contains("\"role\": \"binary\"", await File.ReadAllTextAsync(stage.At(stage.Outputs["manifest"])), StringComparison.Ordinal);
        Assert.Equal(0, await stage.VerifyAsync());

        // Another file of that name is a mistake.
        stage.Write("build/sample-app", Programs.Elf(62));
        stage.Write(".github/uv-release.yml", (await File.ReadAllTextAsync(stage.At(".github/uv-release.yml")))
            .Replace("build/app/sample-app", "build/sample-app", StringComparison.Ordinal));
        Assert.Equal(1, await stage.PackageAsync());
        Assert.Contains("'app/sample-app' would stand there twice", stage.Run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Own_texts_take_the_place_of_the_written_ones()
    {
        stage.Write("packaging/README.txt", "Ours.\n");
        await File.AppendAllTextAsync(stage.At(".github/uv-release.yml"), "\n  readme: packaging/README.txt\n");
        File.Delete(stage.At("release/notes.txt"));
        Assert.Equal(0, await stage.PackageAsync(("migration-file", "")));
        Assert.Equal("Ours.\n", await OutsideProgram.RunAsync(stage.Workspace, "unzip", "-p", stage.Zip, "README.txt"));
        Assert.Equal("No release notes came with sample-app 1.4.0.\n",
            await OutsideProgram.RunAsync(stage.Workspace, "unzip", "-p", stage.Zip, "RELEASE_NOTES.txt"));
        Assert.Contains("::warning", stage.Run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a missing binary", "'build/linux-x64/daemon' is missing")]
    [InlineData("a binary of another processor", "is for linux-arm64 and the archive for linux-x64")]
    [InlineData("a binary that is a script", "is no program of Linux, Windows or macOS")]
    [InlineData("a missing index", "'build/web' lacks 'index.html'")]
    [InlineData("a database", "'web/cache.SQLITE3' is forbidden content (*.sqlite3)")]
    [InlineData("node_modules", "'web/node_modules/x/y.js' is forbidden content (node_modules/)")]
    [InlineData("a source map", "is forbidden content (*.map)")]
    [InlineData("the project's own pattern", "is forbidden content (*.secret)")]
    [InlineData("a link", "'web/link' is a link")]
    [InlineData("two cases", "twice, or in two cases")]
    public async Task Packaging_is_refused_for(string what, string says)
    {
        Spoil(what);
        Assert.Equal(1, await stage.PackageAsync());
        Assert.Contains(says, stage.Run.Output, StringComparison.Ordinal);
        Assert.False(File.Exists(stage.Zip));
        Assert.Equal("failed", stage.Outputs["result"]);
    }

    [Fact]
    public async Task Everything_that_is_wrong_is_said_at_once()
    {
        foreach (string what in (string[])["a missing binary", "a missing index", "a database"])
            Spoil(what);
        Assert.Equal(1, await stage.PackageAsync());
        Assert.All((string[])["daemon' is missing", "lacks 'index.html'", "cache.SQLITE3"],
            part => Assert.Contains(part, stage.Run.Output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_a_project_allows_is_packed_and_verified()
    {
        Spoil("node_modules");
        await File.AppendAllTextAsync(stage.At(".github/uv-release.yml"), "\n  allowed: [node_modules/]\n");
        Assert.Equal(0, await stage.PackageAsync());
        Assert.DoesNotContain("node_modules/\"", await File.ReadAllTextAsync(stage.At(stage.Outputs["manifest"])), StringComparison.Ordinal);
        Assert.Equal(0, await stage.VerifyAsync());
        Assert.Equal(1, await stage.VerifyAsync(("configuration", "nowhere.yml")));
        await File.WriteAllTextAsync(stage.At("wrong.yml"),
            (await File.ReadAllTextAsync(stage.At(".github/uv-release.yml"))).Replace("[node_modules/]", "[node_module/]", StringComparison.Ordinal));
        Assert.Equal(2, await stage.PackageAsync(("configuration", "wrong.yml")));
    }

    [Theory]
    [InlineData("version", "v1.4.0", "must be a semantic version")]
    [InlineData("commit", "main", "is no full commit id")]
    [InlineData("migration-file", "nowhere.txt", "There is no 'nowhere.txt'")]
    [InlineData("configuration", "nowhere.yml", "has no section 'portable'")]
    [InlineData("kind", "server", "kind")]
    public async Task Wrong_inputs_have_exit_code_2(string input, string value, string says)
    {
        Assert.Equal(2, await stage.PackageAsync((input, value)));
        Assert.Contains(says, stage.Run.Output, StringComparison.Ordinal);
    }

    public void Dispose() => stage.Dispose();

    private void Spoil(string what)
    {
        switch (what)
        {
            case "a missing binary": File.Delete(stage.At("build/linux-x64/daemon")); break;
            case "a binary of another processor": stage.Write("build/linux-x64/daemon", Programs.Elf(183)); break;
            case "a binary that is a script": stage.Write("build/linux-x64/daemon", "#!/bin/sh\n"); break;
            case "a missing index": File.Delete(stage.At("build/web/index.html")); break;
            case "a database": stage.Write("build/web/cache.SQLITE3", "x"); break;
            case "node_modules": stage.Write("build/web/node_modules/x/y.js", "x"); break;
            case "a source map": stage.Write("build/web/app.js.map", "{}"); break;
            case "the project's own pattern": stage.Write("build/web/a.secret", "x"); break;
            case "a link": File.CreateSymbolicLink(stage.At("build/web/link"), "index.html"); break;
            case "two cases": stage.Write("build/web/INDEX.html", "x"); break;
            default: throw new ArgumentException(what, nameof(what));
        }
    }
}
