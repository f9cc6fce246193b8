using System.Diagnostics;
using Xunit;

namespace UvRelease.Tests.Channels;

public sealed class DiskFullSpecs : IDisposable
{
    private readonly PublishStage stage = new();

    [Fact]
    public async Task A_full_disk_ends_as_a_sentence_and_clients_keep_the_release_they_have()
    {
        string disk = stage.At("disk");
        Directory.CreateDirectory(disk);
        bool isMounted = await RunAsync("mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", disk) is (0, _);
        Assert.SkipUnless(isMounted, "A small file system can't be mounted here: that needs root.");
        try
        {
            Directory.CreateDirectory(stage.At(".github"));
            await File.WriteAllTextAsync(stage.At(".github", "uv-release.yml"), "publish: { app: sample-app }\n");
            stage.Build("1.0.0");
            Assert.Equal(0, (await PublishAsync("1.0.0")).Code);
            var before = PublishStage.Snapshot(disk);
            string filler = stage.At("disk", "filler");
            await Assert.ThrowsAsync<IOException>(() => File.WriteAllBytesAsync(filler, new byte[1 << 20]));
            stage.Build("1.1.0");
            (int code, string error) = await PublishAsync("1.1.0");
            Assert.Equal(3, code);
            Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
            File.Delete(filler);
            Assert.Equal(before, PublishStage.Snapshot(disk));
            Assert.Equal(0, (await PublishAsync("1.1.0")).Code);
            Assert.Equal([], StoreChecker.ViolationsAtRest(stage.At("disk", "store"), "canary"));
        }
        finally
        {
            await RunAsync("umount", disk);
        }
    }

    [Theory]
    [InlineData("channels")]
    [InlineData("feeds")]
    public async Task A_part_of_the_store_on_another_file_system_is_told(string part)
    {
        string disk = stage.At("disk", "store", part);
        Directory.CreateDirectory(disk);
        bool isMounted = await RunAsync("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", disk) is (0, _);
        Assert.SkipUnless(isMounted, "A small file system can't be mounted here: that needs root.");
        try
        {
            Directory.CreateDirectory(stage.At(".github"));
            await File.WriteAllTextAsync(stage.At(".github", "uv-release.yml"), "publish: { app: sample-app }\n");
            stage.Build("1.0.0");
            (int code, string error) = await PublishAsync("1.0.0");
            Assert.Equal(3, code);
            Assert.Contains("is on another file system than the store. Mount the store's folder as a whole.", error, StringComparison.Ordinal);
        }
        finally
        {
            await RunAsync("umount", disk);
        }
    }

    public void Dispose() => stage.Dispose();

    private Task<(int Code, string Error)> PublishAsync(string version) => RunAsync(
        Path.Combine(AppContext.BaseDirectory, "publish-channel"),
        "--channel", "canary",
        "--store", stage.At("disk", "store"),
        "--release-folder", stage.At($"release-{version}"),
        "--configuration", stage.At(".github", "uv-release.yml"),
        "--plan-file", stage.At("plan.json"),
        "--events-file", stage.At("events.ndjson"));

    private static async Task<(int Code, string Error)> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false };
        using var process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string error = await process.StandardError.ReadToEndAsync();
        await output;
        await process.WaitForExitAsync();
        return (process.ExitCode, error);
    }
}
