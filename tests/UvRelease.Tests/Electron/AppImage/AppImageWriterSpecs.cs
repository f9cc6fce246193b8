using System.Security.Cryptography;
using UvRelease.Electron.AppImage;
using UvRelease.Posix;
using UvRelease.Releases;
using UvRelease.Tests.Formats.Archives;
using Xunit;

namespace UvRelease.Tests.Electron.AppImage;

public class AppImageWriterSpecs
{
    private static AppImageOptions Options(AppImageCompression compression = AppImageCompression.Gzip) => new()
    {
        Time = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000),
        Compression = compression,
        Environment = new Dictionary<string,
            string>(StringComparer.Ordinal)
        { ["PATH"] = Environment.GetEnvironmentVariable("PATH") ?? "", ["SOURCE_DATE_EPOCH"] = "1" },
    };

    private static async Task<AppImagePackage> PackageAsync(TemporaryFolder folder)
    {
        OutsideProgram.Needs("mksquashfs");
        string runtime = folder.At("runtime");
        await OutsideProgram.RunAsync(folder.Path, "gcc", "-O1", "-static", "-s", "-o", runtime,
            SourceTree.At("tests", "UvRelease.Tests", "Electron", "AppImage", "runtime.c"));
        byte[] bytes = File.ReadAllBytes(runtime);
        "AI\u0002"u8.CopyTo(bytes.AsSpan(8));
        File.WriteAllBytes(runtime, bytes);
        string app = AppTree.Write(folder, "app");
        folder.Write("app/sample", "#!/bin/sh\necho \"started $# $1 in ${APPDIR##*/uv-appimage-} of ${APPIMAGE##*/}\"\ncat \"$APPDIR/resources/version\"\n");
        folder.Write("app/resources/version", "1.2.3\n");
        FileStatus.SetMode(folder.At("app", "sample"), 0x1ed);
        return new AppImagePackage
        {
            AppFolder = app,
            Executable = "sample",
            DesktopEntry = "[Desktop Entry]\nName=Sample\nExec=AppRun %U\nType=Application\nIcon=sample\nCategories=Utility;\n",
            Icons = [new AppImageIcon(folder.Write("16.png", "small"), 16), new AppImageIcon(folder.Write("512.png", "large"), 512)],
            Runtime = new AppImageRuntime(runtime, Convert.ToHexStringLower(SHA256.HashData(bytes))),
        };
    }

    [Theory]
    [InlineData(AppImageCompression.Gzip)]
    [InlineData(AppImageCompression.Zstd)]
    public async Task It_starts_by_extract_and_run_and_unsquashfs_reads_it(AppImageCompression compression)
    {
        using var folder = new TemporaryFolder();
        AppImagePackage package = await PackageAsync(folder);
        string path = folder.At("Sample.AppImage");
        await AppImageWriter.WriteAsync(path, package, Options(compression), TestContext.Current.CancellationToken);
        string said = await OutsideProgram.RunAsync(folder.Path, "env", "APPIMAGE_EXTRACT_AND_RUN=1", path, "--no-sandbox");
        Assert.Matches("^started 1 --no-sandbox in [A-Za-z0-9]{6} of Sample.AppImage\n1.2.3\n$", said);
        string offset = $"{new FileInfo(package.Runtime.Path).Length}";
        string listing = await OutsideProgram.RunAsync(folder.Path, "unsquashfs", "-o", offset, "-lln", path);
        Assert.Contains("squashfs-root/.DirIcon -> usr/share/icons/hicolor/512x512/apps/sample.png", listing, StringComparison.Ordinal);
        Assert.Contains("squashfs-root/Sample.app/Contents/Frameworks/Sample.framework/Versions/Current -> A", listing, StringComparison.Ordinal);
        await OutsideProgram.RunAsync(folder.Path, "unsquashfs", "-o", offset, "-q", "-n", "-d", folder.At("out"), path);
        foreach (string file in Directory.GetFiles(package.AppFolder, "*", SearchOption.AllDirectories))
            Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(Path.Combine(folder.At("out"), Path.GetRelativePath(package.AppFolder, file))));
    }

    [Fact]
    public async Task Two_of_the_same_input_are_equal_whatever_the_disk_says()
    {
        using var folder = new TemporaryFolder();
        AppImagePackage package = await PackageAsync(folder);
        await AppImageWriter.WriteAsync(folder.At("a.AppImage"), package, Options(), TestContext.Current.CancellationToken);
        foreach (string file in Directory.GetFiles(package.AppFolder, "*", SearchOption.AllDirectories))
        {
            File.SetLastWriteTimeUtc(file, new DateTime(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc));
            if ((FileStatus.Of(file).Mode & 0x40) == 0)
                FileStatus.SetMode(file, 0x1b4);
        }

        await AppImageWriter.WriteAsync(folder.At("b.AppImage"), package, Options(), TestContext.Current.CancellationToken);
        Assert.Equal(SHA256.HashData(File.ReadAllBytes(folder.At("a.AppImage"))), SHA256.HashData(File.ReadAllBytes(folder.At("b.AppImage"))));
        Assert.DoesNotContain(Directory.GetFileSystemEntries(folder.Path), entry => Path.GetExtension(entry) is ".part" or ".stage");
    }

    [Fact]
    public async Task A_runtime_that_is_not_the_pinned_one_is_refused_and_the_old_file_stays()
    {
        using var folder = new TemporaryFolder();
        AppImagePackage package = await PackageAsync(folder);
        string path = folder.Write("a.AppImage", "old");
        ReleaseException e = await Assert.ThrowsAsync<ReleaseException>(() =>
            AppImageWriter.WriteAsync(path, package with { Runtime = package.Runtime with { Sha256 = new string('0', 64) } },
            Options(), TestContext.Current.CancellationToken));
        Assert.Contains("is pinned", e.Message, StringComparison.Ordinal);
        Assert.Equal("old", File.ReadAllText(path));
    }

    [Theory]
    [InlineData("@acmedesk")]
    [InlineData("Ada's R&D, 100%!")]
    public async Task A_program_may_have_the_name_that_electron_builder_gives_it(string executable)
    {
        using var folder = new TemporaryFolder();
        AppImagePackage package = await PackageAsync(folder);
        File.Move(Path.Combine(package.AppFolder, package.Executable), Path.Combine(package.AppFolder, executable));
        await AppImageWriter.WriteAsync(folder.At("a.AppImage"), package with { Executable = executable }, Options(), TestContext.Current.CancellationToken);
        Assert.Contains("1.2.3", await OutsideProgram.RunAsync(folder.Path, "env", "APPIMAGE_EXTRACT_AND_RUN=1", folder.At("a.AppImage")),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sample$(id)", "Exec=AppRun")]
    [InlineData("sample`id`", "Exec=AppRun")]
    [InlineData("nothing", "Exec=AppRun")]
    [InlineData("sample", "Exec=other")]
    public async Task A_program_or_entry_that_would_not_start_is_refused(string executable, string exec)
    {
        using var folder = new TemporaryFolder();
        AppImagePackage package = await PackageAsync(folder);
        package = package with { Executable = executable, DesktopEntry = $"[Desktop Entry]\nName=x\n{exec}\n" };
        Assert.Equal(Fault.Input,
            (await Assert.ThrowsAsync<ReleaseException>(
            () => AppImageWriter.WriteAsync(folder.At("a.AppImage"), package, Options(), TestContext.Current.CancellationToken))).Fault);
    }

    [Fact]
    public async Task The_blockmap_comes_last()
    {
        using var folder = new TemporaryFolder();
        AppImagePackage package = await PackageAsync(folder);
        AppImageOptions options = Options() with { AppendBlockmap = (file, _) => File.AppendAllTextAsync(file, "trailer", CancellationToken.None) };
        await AppImageWriter.WriteAsync(folder.At("a.AppImage"), package, options, TestContext.Current.CancellationToken);
        Assert.EndsWith("trailer", File.ReadAllText(folder.At("a.AppImage")), StringComparison.Ordinal);
        Assert.Contains("1.2.3", await OutsideProgram.RunAsync(folder.Path, "env", "APPIMAGE_EXTRACT_AND_RUN=1", folder.At("a.AppImage")),
            StringComparison.Ordinal);
    }
}
