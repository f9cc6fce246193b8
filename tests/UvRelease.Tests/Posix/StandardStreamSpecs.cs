using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using UvRelease.Posix;
using Xunit;

namespace UvRelease.Tests.Posix;

public sealed partial class StandardStreamSpecs : IDisposable
{
    private const int NonBlocking = 0x800;
    private readonly TemporaryFolder folder = new();

    [Theory]
    [InlineData(0)]
    [InlineData(NonBlocking)]
    public async Task More_than_a_pipe_holds_arrives_whole(int flags)
    {
        (SafeFileHandle read, SafeFileHandle write) = Pipe(flags);
        byte[] sent = new byte[1 << 20];
        new Random(1).NextBytes(sent);
        Task writing = Task.Run(() =>
        {
            using (write)
                StandardStream.Write((int)write.DangerousGetHandle(), sent);
        });

        // The writer meets a full pipe first.
        await Task.Delay(50, TestContext.Current.CancellationToken);
        using var got = new MemoryStream();
        await using (var reading = new FileStream(read, FileAccess.Read, bufferSize: 0))
            await reading.CopyToAsync(got, TestContext.Current.CancellationToken);
        await writing;
        Assert.Equal(sent, got.ToArray());
    }

    [Fact]
    public void What_nobody_reads_any_more_is_dropped()
    {
        (SafeFileHandle read, SafeFileHandle write) = Pipe(0);
        read.Dispose();
        using (write)
            StandardStream.Write((int)write.DangerousGetHandle(), "lost"u8);
    }

    [Fact]
    public void A_descriptor_that_is_not_open_is_an_error() =>
        Assert.Contains("-1", Assert.Throws<IOException>(() => StandardStream.Write(-1, "x"u8)).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Programs_that_share_a_file_write_one_behind_the_other()
    {
        using Process shell = LivingProcess.Start("/bin/sh", folder.Path, Dummy.Environment,
            "-c", $"{{ echo before; '{Dummy.Program}' step --help; echo behind; }} > shared");
        await shell.WaitForExitAsync(TestContext.Current.CancellationToken);
        string text = await File.ReadAllTextAsync(folder.At("shared"), TestContext.Current.CancellationToken);
        Assert.StartsWith("before\nwaiting: Waits until it is ended.\n", text, StringComparison.Ordinal);
        Assert.EndsWith("ended by signal n.\nbehind\n", text, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();

    private static unsafe (SafeFileHandle Read, SafeFileHandle Write) Pipe(int flagsOfWriter)
    {
        const int setFlags = 4;
        int* ends = stackalloc int[2];
        Assert.Equal(0, OpenPipe(ends, 0x80000));
        Assert.Equal(0, Control(ends[1], setFlags, flagsOfWriter));
        return (new SafeFileHandle(ends[0], ownsHandle: true), new SafeFileHandle(ends[1], ownsHandle: true));
    }

    [LibraryImport("libc", EntryPoint = "pipe2")]
    private static unsafe partial int OpenPipe(int* ends, int flags);

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Control(int descriptor, int command, int value);
}
