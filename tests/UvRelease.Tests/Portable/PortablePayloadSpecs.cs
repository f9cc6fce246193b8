using System.Net.Sockets;
using UvRelease.Formats.Archives;
using UvRelease.Portable;
using UvRelease.Portable.Packing;
using UvRelease.Releases;
using UvRelease.Releases.Artifacts;
using UvRelease.Tests.Formats.Archives;
using Xunit;

namespace UvRelease.Tests.Portable;

/// <summary>Files that are none, can't be read, or make an archive that readers refuse: each is told before anything is packed.</summary>
public sealed class PortablePayloadSpecs : IDisposable
{
    private const int Patience = 30_000;
    private readonly PortableStage stage = new();

    [Theory(Timeout = Patience)]
    [InlineData("build/linux-x64/daemon", 1, "the binary 'build/linux-x64/daemon' is a pipe, socket or device")]
    [InlineData("LICENSE", 1, "'LICENSE' is a pipe, socket")]
    [InlineData("build/web/index.html", 1, "'web/index.html' is a pipe, socket or device")]
    [InlineData("release/notes.txt", 2, "'release/notes.txt' is a folder, pipe, socket or device")]
    [InlineData("release/upgrade.txt", 2, "'release/upgrade.txt' is a folder, pipe, socket or device")]
    [InlineData(".github/uv-release.yml", 2, ".github/uv-release.yml can't be read")]
    [InlineData("release/release.linux-x64.json", 2, "is a pipe, socket or device")]
    public async Task A_pipe_is_told_and_never_waited_for(string path, int code, string says)
    {
        foreach (bool isSocket in (bool[])[false, true])
        {
            File.Delete(stage.At(path));
            using Socket? socket = isSocket ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) : null;
            if (socket is null)
                await OutsideProgram.RunAsync(stage.Workspace, "mkfifo", path);
            else
                socket.Bind(new UnixDomainSocketEndPoint(stage.At(path)));
            Assert.Equal(code, await stage.PackageAsync().WaitAsync(TestContext.Current.CancellationToken));
            Assert.Contains(says, stage.Run.Output, StringComparison.Ordinal);
            Assert.False(File.Exists(stage.Zip));
        }
    }

    [Theory(Timeout = Patience)]
    [InlineData("path")]
    [InlineData("checksum-file")]
    [InlineData("configuration")]
    public async Task A_pipe_is_not_verified(string input)
    {
        Assert.Equal(0, await stage.PackageAsync());
        await OutsideProgram.RunAsync(stage.Workspace, "mkfifo", "pipe");
        Assert.Equal(2, await stage.VerifyAsync((input, "pipe")).WaitAsync(TestContext.Current.CancellationToken));
        Assert.Equal("failed", stage.Outputs["result"]);
    }

    [Fact(Timeout = Patience)]
    public async Task A_pipe_in_an_unpacked_folder_is_refused()
    {
        Assert.Equal(0, await stage.PackageAsync());
        await OutsideProgram.RunAsync(stage.Workspace, "unzip", "-q", stage.Zip, "-d", "unpacked");
        await OutsideProgram.RunAsync(stage.At("unpacked"), "mkfifo", "web/pipe");
        Assert.Equal(1, await stage.VerifyAsync(("path", "unpacked")).WaitAsync(TestContext.Current.CancellationToken));
        Assert.Contains("'web/pipe' is a pipe, socket or device", stage.Run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_can_not_be_read_is_told_by_its_name()
    {
        // A regular file whose first byte is an error for everybody, root included.
        var request = new PortableRequest
        {
            Facts = new UvRelease.Portable.Proving.BuildFacts(new Dictionary<string, string>(StringComparer.Ordinal), PortableStage.Commit),
            Configuration = new PortableConfiguration
            {
                Name = "sample",
                Parts =
                [
                    new("daemon", "daemon", PortableRole.Binary, [PortableKind.Headless], []),
                    new("mem", "unreadable.txt", PortableRole.Extra, [PortableKind.Headless], []),
                ],
            },
            Kind = PortableKind.Headless,
            Version = "1.0.0",
            Platform = ReleasePlatform.Linux,
            Arch = ReleaseArch.X64,
            Commit = PortableStage.Commit,
            Resolve = path => path == "mem" ? "/proc/self/mem" : stage.At("build/linux-x64/daemon"),
        };
        ReleaseException error = await Assert.ThrowsAsync<ReleaseException>(() =>
            PortablePackage.WriteAsync(request, stage.At("release"), TestContext.Current.CancellationToken));
        Assert.Equal(Fault.Environment, error.Fault);
        Assert.StartsWith("'unreadable.txt' can't be read: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_payload_that_readers_take_for_a_bomb_is_told_before_it_is_packed()
    {
        stage.Write("build/web/zeros.bin", new byte[40_000_000]);
        Assert.Equal(1, await stage.PackageAsync());
        Assert.Contains("the largest file is 'web/zeros.bin' with 40000000", stage.Run.Output, StringComparison.Ordinal);
        Assert.Contains("can't be packaged: its 4", stage.Run.Output, StringComparison.Ordinal);
        Assert.Equal(0, await stage.PackageAsync(("speed", "store")));
    }

    [Theory]
    [InlineData(ArchiveSpeed.Fast)]
    [InlineData(ArchiveSpeed.Small)]
    public async Task The_forecast_is_what_the_reader_says(ArchiveSpeed speed)
    {
        byte[] zeros = new byte[20_000_000];
        AppTree.Noise(60_000, 1).CopyTo(zeros, 3_000_000);
        var options = new ArchiveOptions { Speed = speed };
        foreach (int extra in (int[])[0, 10_000, 20_000, 60_000])
        {
            ArchiveEntry[] entries =
            [
                new("a.bin", ArchiveEntryKind.File, 0x1a4) { Content = zeros.AsMemory(0, 18_000_000) },
                new("b.bin", ArchiveEntryKind.File, 0x1a4) { Content = AppTree.Noise(extra + 1, 2) },
            ];
            string zip = stage.At($"{extra}.zip");
            await ZipWriter.WriteAsync(zip, entries, options, TestContext.Current.CancellationToken);
            var limits = new ZipLimits { Ratio = 18_000_000 / 90_000 };
            string? problem = ZipForecast.Problem(entries, options, limits, TestContext.Current.CancellationToken);
            Assert.Equal(problem is null, Record.Exception(() => ZipReader.Open(zip, "a.zip", limits).Dispose()) is null);
        }
    }

    [Theory]
    [InlineData("bin/CONIN$", "is a device on Windows")]
    [InlineData("bin/da*mon", "no name may have on Windows")]
    [InlineData("bin/stra\u00dfe", "would stand there twice, or in two cases")]
    [InlineData("BIN/other", "would stand there twice, or in two cases")]
    public async Task A_name_that_some_system_has_not_is_refused(string to, string says)
    {
        stage.Write(".github/uv-release.yml", $$"""
            portable:
              name: sample-app
              binaries: [{ path: build/linux-x64/daemon, to: bin/strasse }, { path: build/linux-x64/daemon, to: "{{to}}" }]
            """);
        Assert.Equal(1, await stage.PackageAsync());
        Assert.Contains(says, stage.Run.Output, StringComparison.Ordinal);
    }

    public void Dispose() => stage.Dispose();
}
