using System.Diagnostics;
using UvRelease.Posix;
using Xunit;

namespace UvRelease.Tests.Posix;

public sealed class AtomicFileSpecs : IDisposable
{
    private const int Patience = 60_000;
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
        Assert.Equal(("old", "new"), (await reader.ReadToEndAsync(TestContext.Current.CancellationToken), await File.ReadAllTextAsync(Target, TestContext.Current.CancellationToken)));
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

    public void Dispose() => folder.Dispose();

    private async Task OnlyTheOldIsLeftAsync()
    {
        Assert.Equal([Target], Directory.GetFiles(folder.At("folder")));
        Assert.Equal("old", await File.ReadAllTextAsync(Target, TestContext.Current.CancellationToken));
    }
}
