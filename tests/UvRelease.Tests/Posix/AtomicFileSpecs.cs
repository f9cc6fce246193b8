using System.Diagnostics;
using UvRelease.Posix;
using UvRelease.Tests.Formats.Archives;
using Xunit;

namespace UvRelease.Tests.Posix;

public sealed class AtomicFileSpecs : IDisposable
{
    private const int Patience = 60_000;

    // Starts a program whose every fsync(2) ends with EIO, as on a disk that breaks.
    private const string WithoutFlush = """
        #include <errno.h>
        #include <stddef.h>
        #include <unistd.h>
        #include <linux/filter.h>
        #include <linux/seccomp.h>
        #include <sys/prctl.h>
        #include <sys/syscall.h>

        int main(int count, char **arguments) {
          struct sock_filter filter[] = {
            BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
            BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_fsync, 0, 1),
            BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EIO),
            BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
          };
          struct sock_fprog program = { sizeof filter / sizeof *filter, filter };
          if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program)) return 77;
          execv(arguments[1], arguments + 1);
          return 78;
        }
        """;

    private readonly TemporaryFolder folder = new();

    private string Target => folder.At("folder", "file");

    [Fact]
    public async Task A_file_is_written_without_a_byte_order_mark_and_its_folders_are_made()
    {
        AtomicFile.WriteText(Target, "é", TestContext.Current.CancellationToken);
        Assert.Equal("é"u8.ToArray(), await File.ReadAllBytesAsync(Target, TestContext.Current.CancellationToken));
        Assert.Equal([Target], Directory.GetFiles(folder.At("folder")));
    }

    [Theory]
    [InlineData(255)]
    [InlineData(1)]
    public async Task A_name_may_be_as_long_as_the_system_takes_it(int length)
    {
        string path = folder.At(new string('x', length));
        AtomicFile.WriteText(path, "new", TestContext.Current.CancellationToken);
        Assert.Equal([path], Directory.GetFiles(folder.Path));
    }

    [Fact]
    public async Task A_reader_of_the_old_file_keeps_reading_it()
    {
        folder.Write("folder/file", "old");
        using var reader = new StreamReader(Target);
        AtomicFile.WriteText(Target, "new", TestContext.Current.CancellationToken);
        Assert.Equal(("old", "new"),
            (await reader.ReadToEndAsync(TestContext.Current.CancellationToken), await File.ReadAllTextAsync(Target, TestContext.Current.CancellationToken)));
    }

    [Fact]
    public async Task A_writer_that_fails_leaves_the_old_file_and_nothing_else()
    {
        folder.Write("folder/file", "old");
        await Assert.ThrowsAsync<InvalidDataException>(() => AtomicFile.WriteAsync(
            Target,
            async (stream, token) =>
            {
                await stream.WriteAsync("half"u8.ToArray(), token);
                throw new InvalidDataException();
            },
            TestContext.Current.CancellationToken));
        await OnlyTheOldIsLeftAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_cancelled_writer_leaves_the_old_file_even_when_it_had_come_to_its_end(bool listens)
    {
        folder.Write("folder/file", "old");
        using var cancellation = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => AtomicFile.WriteAsync(
            Target,
            async (stream, token) =>
            {
                await stream.WriteAsync("half"u8.ToArray(), CancellationToken.None);
                await cancellation.CancelAsync();
                if (listens)
                    token.ThrowIfCancellationRequested();
            },
            cancellation.Token));
        await OnlyTheOldIsLeftAsync();
    }

    [Fact]
    public async Task A_target_that_is_a_folder_is_an_error_and_leaves_nothing()
    {
        Directory.CreateDirectory(Target);
        Exception error = Assert.ThrowsAny<Exception>(() => AtomicFile.WriteText(Target, "new", TestContext.Current.CancellationToken));
        Assert.True(error is IOException or UnauthorizedAccessException, error.ToString());
        Assert.Empty(Directory.GetFiles(folder.At("folder")));
    }

    [Fact(Timeout = Patience)]
    public async Task A_process_that_is_killed_in_the_middle_leaves_the_old_file()
    {
        folder.Write("folder/file", "old");
        using Process process = LivingProcess.Start(Dummy.Program, folder.Path, Dummy.Environment, "half-written-file", Target);
        Assert.Equal("half written", await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
        Assert.Equal(2, Directory.GetFiles(folder.At("folder")).Length);
        process.Kill();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal("old", await File.ReadAllTextAsync(Target, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_file_of_several_writers_gets_the_mode_that_is_asked_for()
    {
        byte[] bytes = [.. Enumerable.Range(0, 1000).Select(i => (byte)i)];
        AtomicFile.Write(Target, FileModes.Shared, file => Parallel.For(0, 10, i => RandomAccess.Write(file, bytes.AsSpan(100 * i, 100), 100 * i)),
            TestContext.Current.CancellationToken);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(Target, TestContext.Current.CancellationToken));
        Assert.Equal(FileModes.Shared, FileStatus.Of(Target).Mode);
        AtomicFile.Write(Target, FileModes.Executable, _ => { }, TestContext.Current.CancellationToken);
        Assert.Equal((0, FileModes.Executable), (FileStatus.Of(Target).Size, FileStatus.Of(Target).Mode));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_writer_of_a_handle_that_fails_or_is_cancelled_leaves_the_old_file(bool fails)
    {
        folder.Write("folder/file", "old");
        using var cancellation = new CancellationTokenSource();
        Assert.ThrowsAny<Exception>(() => AtomicFile.Write(
            Target,
            FileModes.Plain,
            file =>
            {
                RandomAccess.Write(file, "half"u8, 0);
                cancellation.Cancel();
                if (fails)
                    throw new InvalidDataException();
            },
            cancellation.Token));
        await OnlyTheOldIsLeftAsync();
    }

    [Fact]
    public async Task A_copy_has_the_bytes_and_the_mode()
    {
        string from = folder.Write("from", "text");
        FileStatus.SetMode(from, FileModes.OwnerAccess);
        AtomicFile.Copy(from, Target, TestContext.Current.CancellationToken);
        Assert.Equal("text", await File.ReadAllTextAsync(Target, TestContext.Current.CancellationToken));
        Assert.Equal(FileModes.OwnerAccess, FileStatus.Of(Target).Mode);
        Assert.True(File.Exists(from));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_file_is_moved_also_from_another_file_system(bool another)
    {
        using var elsewhere = new TemporaryFolder(another ? "/dev/shm" : Path.GetTempPath());
        string from = elsewhere.Write("from", "new");
        FileStatus.SetMode(from, FileModes.Executable);
        Assert.SkipWhen(another && await DeviceAsync(from) == await DeviceAsync(folder.Path),
            "/dev/shm and the folder for temporary files are one file system.");
        folder.Write("folder/file", "old");
        AtomicFile.Move(from, Target, TestContext.Current.CancellationToken);
        Assert.False(File.Exists(from));
        Assert.Equal("new", await File.ReadAllTextAsync(Target, TestContext.Current.CancellationToken));
        Assert.Equal(FileModes.Executable, FileStatus.Of(Target).Mode);
        Assert.Equal([Target], Directory.GetFileSystemEntries(folder.At("folder")));
        Assert.Throws<FileNotFoundException>(() => AtomicFile.Move(from, Target, TestContext.Current.CancellationToken));
    }

    [Theory(Timeout = Patience)]
    [InlineData("atomic-file")]
    [InlineData("staged-folder")]
    public async Task A_disk_that_fails_while_it_is_flushed_is_an_error_and_the_old_stays(string command)
    {
        await OutsideProgram.RunAsync(folder.Path, "gcc", "-o", folder.At("without-flush"), folder.Write("without-flush.c", WithoutFlush));
        folder.Write("folder/file/inside", "old");
        string target = folder.At("folder", "file", command == "atomic-file" ? "inside" : "");
        using Process process = LivingProcess.Start(folder.At("without-flush"), folder.Path, Dummy.Environment, Dummy.Program, command, target);
        string said = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal("IOException\n", said);
        Assert.Equal("old", await File.ReadAllTextAsync(folder.At("folder", "file", "inside"), TestContext.Current.CancellationToken));
        Assert.Equal([folder.At("folder", "file"), folder.At("folder", "file", "inside")],
            Directory.GetFileSystemEntries(folder.At("folder"), "*", SearchOption.AllDirectories));
    }

    public void Dispose() => folder.Dispose();

    private static async Task<string> DeviceAsync(string path) => await OutsideProgram.RunAsync("/", "stat", "-c", "%d", path);

    private async Task OnlyTheOldIsLeftAsync()
    {
        Assert.Equal([Target], Directory.GetFiles(folder.At("folder")));
        Assert.Equal("old", await File.ReadAllTextAsync(Target, TestContext.Current.CancellationToken));
    }
}
