using System.Buffers.Binary;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Xunit;

namespace UvRelease.Tests.Channels;

/// <summary>The real program on a disk that can't keep what it took: the kernel answers every fsync with an error, by a filter of system calls.</summary>
public sealed class FlushFaultSpecs : IDisposable
{
    private readonly PublishStage stage = new();

    [Theory]
    [InlineData(5, "an I/O error")]
    [InlineData(28, "no space left")]
    [InlineData(122, "a quota that is used up")]
    public async Task What_could_not_be_flushed_is_not_published(int error, string meaning)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/bwrap"), "bwrap is not installed: apt-get install bubblewrap");
        Directory.CreateDirectory(stage.At(".github"));
        await File.WriteAllTextAsync(stage.At(".github", "uv-release.yml"), "publish: { app: sample-app }\n");
        stage.Build("1.0.0");
        Assert.Equal(0, (await PublishAsync("1.0.0", null)).Code);
        var before = PublishStage.Snapshot(stage.At("store"));
        stage.Build("1.1.0");
        (int code, string output) = await PublishAsync("1.1.0", error);
        Assert.True(code == 3, $"{meaning}: exit code {code}\n{output}");
        Assert.DoesNotContain("Published", output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
        Assert.Equal(before, PublishStage.Snapshot(stage.At("store")));
        Assert.Equal(0, (await PublishAsync("1.1.0", null)).Code);
        Assert.Equal([], StoreChecker.ViolationsAtRest(stage.At("store"), "canary"));
    }

    public void Dispose() => stage.Dispose();

    private async Task<(int Code, string Output)> PublishAsync(string version, int? error)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "publish-channel");
        string[] arguments =
        [
            "--channel", "canary",
            "--store", stage.At("store"),
            "--release-folder", stage.At($"release-{version}"),
            "--configuration", stage.At(".github", "uv-release.yml"),
            "--plan-file", stage.At("plan.json"),
            "--events-file", stage.At("events.ndjson"),
        ];
        await File.WriteAllBytesAsync(stage.At("filter"), Filter(error ?? 0));
        // The shell opens the filter as descriptor 9, which a process of .NET can't hand on.
        const string Filtered = "filter=$1; shift; exec bwrap --dev-bind / / --seccomp 9 -- \"$@\" 9<\"$filter\"";
        string[] whole = error is null ? [program, .. arguments] : ["bash", "-c", Filtered, "bash", stage.At("filter"), program, .. arguments];
        var start = new ProcessStartInfo(whole[0], whole[1..]) { RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false };
        using var process = Process.Start(start)!;
        Task<string> told = process.StandardOutput.ReadToEndAsync();
        string output = await process.StandardError.ReadToEndAsync() + await told;
        await process.WaitForExitAsync();
        return (process.ExitCode, output);
    }

    // A program of the kernel's packet filter (seccomp(2), linux/bpf_common.h): fsync and fdatasync of this processor get the error, all else goes on.
    private static byte[] Filter(int error)
    {
        const ushort Load = 0x20, IsEqual = 0x15, Return = 0x06;
        bool isArm = RuntimeInformation.ProcessArchitecture == Architecture.Arm64;
        (uint arch, uint fsync, uint fdatasync) = isArm ? (0xC00000B7u, 82u, 83u) : (0xC000003Eu, 74u, 75u);
        byte[] filter = new byte[7 * 8];
        (ushort Code, byte True, byte False, uint Value)[] program =
        [
            (Load, 0, 0, 4), (IsEqual, 0, 4, arch), (Load, 0, 0, 0), (IsEqual, 1, 0, fsync), (IsEqual, 0, 1, fdatasync),
            (Return, 0, 0, 0x0005_0000u | (uint)error), (Return, 0, 0, 0x7FFF_0000u),
        ];
        foreach ((int index, (ushort code, byte whenTrue, byte whenFalse, uint value)) in program.Index())
        {
            Span<byte> one = filter.AsSpan(index * 8, 8);
            BinaryPrimitives.WriteUInt16LittleEndian(one, code);
            (one[2], one[3]) = (whenTrue, whenFalse);
            BinaryPrimitives.WriteUInt32LittleEndian(one[4..], value);
        }

        return filter;
    }
}
