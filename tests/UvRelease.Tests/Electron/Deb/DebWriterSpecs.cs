using System.Security.Cryptography;
using UvRelease.Electron.Deb;
using UvRelease.Releases;
using UvRelease.Tests.Formats.Archives;
using Xunit;

namespace UvRelease.Tests.Electron.Deb;

public class DebWriterSpecs
{
    private static readonly DateTimeOffset Time = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000);

    private static DebOptions Options(DebCompression compression) => new()
    {
        Time = Time,
        Compression = compression,
        Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["PATH"] = Environment.GetEnvironmentVariable("PATH") ?? "" },
    };

    private static DebPackage Package(TemporaryFolder folder) => new()
    {
        Name = "sample-app",
        Version = DebVersion.Of(SemanticVersion.TryParse("1.2.0-beta.1")!),
        Architecture = "amd64",
        Maintainer = "Jane Doe <jane@example.org>",
        Vendor = "Jane Doe <jane@example.org>",
        License = "MIT",
        Homepage = "https://example.org",
        Description = "\n Takes samples.\n\n Second paragraph.",
        Depends = ["libc6 (>= 2.31)", "libfoo > 1 | libbar"],
        Recommends = ["libappindicator3-1"],
        AfterInstall = folder.Write("postinst", "#!/bin/sh\nset -e\nexit 0\n"),
        AfterRemove = folder.Write("postrm", "#!/bin/sh\nset -e\nexit 0\n"),
        Contents = [new DebContent(AppTree.Write(folder), "/opt/Sample Äpp"),
            new DebContent(folder.Write("sample.desktop", "[Desktop Entry]\n"), "/usr/share/applications/sample-app.desktop")],
    };

    private static async Task<string> WriteAsync(TemporaryFolder folder, string name, DebCompression compression = DebCompression.Gzip)
    {
        string path = folder.At(name);
        await DebWriter.WriteAsync(path, Package(folder), Options(compression), TestContext.Current.CancellationToken);
        return path;
    }

    [Theory]
    [InlineData(DebCompression.Gzip)]
    [InlineData(DebCompression.Xz)]
    [InlineData(DebCompression.Zstd)]
    [InlineData(DebCompression.None)]
    public async Task Dpkg_reads_what_was_written(DebCompression compression)
    {
        if (compression is DebCompression.Xz or DebCompression.Zstd)
            OutsideProgram.Needs(compression == DebCompression.Xz ? "xz" : "zstd");
        using var folder = new TemporaryFolder();
        string deb = await WriteAsync(folder, "a.deb", compression);
        string fields = await OutsideProgram.RunAsync(folder.Path, "dpkg-deb", "--field", deb);
        Assert.Contains("Version: 1.2.0~beta.1\n", fields, StringComparison.Ordinal);
        Assert.Contains("Depends: libc6 (>= 2.31), libfoo (>> 1) | libbar\n", fields, StringComparison.Ordinal);
        Assert.Contains("Description: Takes samples.\n Takes samples.\n .\n Second paragraph.\n", fields, StringComparison.Ordinal);
        await OutsideProgram.RunAsync(folder.Path, "dpkg-deb", "--extract", deb, folder.At("out"));
        Assert.Equal(AppTree.Describe(folder.At("tree")), AppTree.Describe(folder.At("out", "opt", "Sample Äpp")));
        string listing = await OutsideProgram.RunAsync(folder.Path, "dpkg-deb", "--contents", deb);
        Assert.All(listing.TrimEnd('\n').Split('\n'), line => Assert.Contains("root/root", line, StringComparison.Ordinal));
        Assert.All(listing.TrimEnd('\n').Split('\n'), line => Assert.Contains("2023-11-14 22:13", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Dpkg_installs_verifies_and_removes_it()
    {
        OutsideProgram.Needs("dpkg");
        Assert.SkipUnless(Environment.UserName == "root", "dpkg --root needs root.");
        using var folder = new TemporaryFolder();
        string deb = await WriteAsync(folder, "a.deb");
        string root = folder.At("root");
        Directory.CreateDirectory(folder.At("root", "var/lib/dpkg/info"));
        Directory.CreateDirectory(folder.At("root", "var/lib/dpkg/updates"));
        folder.Write("root/var/lib/dpkg/status", "");
        folder.Write("root/var/lib/dpkg/available", "");
        // The root has no shell for the scripts: dpkg unpacks, and --verify compares every file with md5sums.
        string[] options = [$"--root={root}", "--force-depends", "--force-architecture", "--log=/dev/null"];
        await OutsideProgram.RunAsync(folder.Path, "dpkg", [.. options, "--unpack", deb]);
        Assert.Equal(AppTree.Describe(folder.At("tree")), AppTree.Describe(folder.At("root", "opt", "Sample Äpp")));
        Assert.Equal("", await OutsideProgram.RunAsync(folder.Path, "dpkg", [.. options, "--verify", "sample-app"]));
        File.AppendAllText(folder.At("root", "opt", "Sample Äpp", "empty.txt"), "changed");
        Assert.Contains("/opt/Sample Äpp/empty.txt", (await OutsideProgram.TryAsync(folder.Path, "dpkg", [.. options, "--verify", "sample-app"])).Output,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(DebCompression.Gzip)]
    [InlineData(DebCompression.Xz)]
    public async Task Two_packages_of_the_same_input_are_equal(DebCompression compression)
    {
        if (compression == DebCompression.Xz)
            OutsideProgram.Needs("xz");
        using var folder = new TemporaryFolder();
        byte[] first = SHA256.HashData(File.ReadAllBytes(await WriteAsync(folder, "a.deb", compression)));
        foreach (string path in Directory.EnumerateFiles(folder.At("tree"), "*", SearchOption.AllDirectories))
            File.SetLastWriteTimeUtc(path, new DateTime(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc));
        Directory.Delete(folder.At("tree"), recursive: true);
        Assert.Equal(first, SHA256.HashData(File.ReadAllBytes(await WriteAsync(folder, "b.deb", compression))));
    }

    [Fact]
    public async Task A_beta_sorts_before_its_release()
    {
        using var folder = new TemporaryFolder();
        await OutsideProgram.RunAsync(folder.Path, "dpkg", "--compare-versions", DebVersion.Of(SemanticVersion.TryParse("1.2.0-beta.1")!),
            "lt", DebVersion.Of(SemanticVersion.TryParse("1.2.0")!));
    }

    [Theory]
    [InlineData("Sample App", "1.0.0", "Jane <j@example.org>")]
    [InlineData("sample", "v1", "Jane <j@example.org>")]
    [InlineData("sample", "1.0.0\nEssential: yes", "Jane <j@example.org>")]
    [InlineData("sample", "1.0.0", "Jane\nEssential: yes <j@example.org>")]
    [InlineData("sample", "1.0.0", "Jane")]
    public async Task What_would_break_the_control_file_is_refused(string name, string version, string maintainer)
    {
        using var folder = new TemporaryFolder();
        DebPackage package = Package(folder) with { Name = name, Version = version, Maintainer = maintainer };
        ReleaseException e =
            await Assert.ThrowsAsync<ReleaseException>(
            () => DebWriter.WriteAsync(folder.At("x.deb"), package, Options(DebCompression.Gzip), TestContext.Current.CancellationToken));
        Assert.Equal(Fault.Input, e.Fault);
        Assert.True(name == "sample" || e.Message.Contains("Set deb.packageName", StringComparison.Ordinal));
        Assert.False(File.Exists(folder.At("x.deb")));
    }

    [Fact]
    public async Task A_missing_compressor_is_named_with_the_way_out()
    {
        using var folder = new TemporaryFolder();
        DebOptions options = Options(DebCompression.Xz) with
        {
            Environment = new Dictionary<string,
            string>(StringComparer.Ordinal)
            { ["PATH"] = folder.Path }
        };
        ReleaseException e =
            await Assert.ThrowsAsync<ReleaseException>(
            () => DebWriter.WriteAsync(folder.At("x.deb"), Package(folder), options, TestContext.Current.CancellationToken));
        Assert.Equal(Fault.Environment, e.Fault);
        Assert.Contains("deb.compression to gz", e.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder.Path, "*.part"));
    }
}
