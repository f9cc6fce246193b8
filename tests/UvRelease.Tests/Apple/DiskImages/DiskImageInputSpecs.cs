using UvRelease.Apple.DiskImages;
using UvRelease.Formats.Archives;
using UvRelease.Releases;
using UvRelease.Tests.Formats.Archives;
using Xunit;
using static UvRelease.Tests.Apple.DiskImages.VolumeStage;

namespace UvRelease.Tests.Apple.DiskImages;

/// <summary>What can't be on a disk image is a sentence with the file and what to do, and no image.</summary>
public sealed class DiskImageInputSpecs : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public static TheoryData<string, ArchiveEntry[]> Refused => new()
    {
        { "'._a' keeps a resource fork or attributes", [Text("._a", "x")] },
        { "'A/._b' keeps a resource fork", [Folder("A"), Text("A/._b", "x")] },
        { "'readme' and 'README' are one name on a Mac", [Text("README"), Text("readme")] },
        { "are one name on a Mac", [Text("\u00e9"), Text("e\u0301")] },
        { "are one name on a Mac", [Folder("A"), Text("A/x"), Text("A/X\u200d")] },
        { "has a name of 256 UTF-16 units", [Text(new string('a', 256))] },
        { "has a name of 258 UTF-16 units", [Text(new string('\u00e9', 129))] },
        { "'l' is '../x', which leads out", [Link("l", "../x")] },
        { "'A/l' is '/etc/passwd', an absolute path", [Folder("A"), Link("A/l", "/etc/passwd")] },
        { "which leads in a circle", [Link("a", "b"), Link("b", "a")] },
        { "'B/x' is in no folder", [Text("B/x")] },
        { "would stand in the archive twice", [Text("a"), Text("a")] },
        { "is no name for an entry", [Text("a\\b")] },
        { "is no name for an entry", [Text("a\ufffd")] },
    };

    [Theory, MemberData(nameof(Refused))]
    public async Task What_can_not_be_there_is_refused(string sentence, ArchiveEntry[] entries)
    {
        var refusal = await Assert.ThrowsAsync<ReleaseException>(() => WriteAsync(entries));
        Assert.Equal(Fault.Input, refusal.Fault);
        Assert.Contains(sentence, refusal.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder.Path, "*.dmg"));
    }

    [Fact]
    public async Task Names_that_are_no_UTF_8_and_things_that_are_no_files_are_refused()
    {
        await OutsideProgram.RunAsync(folder.Path, "python3", "-c", "import os; os.mkdir('one'); open(b'one/a\\xff', 'w'); os.mkdir('two'); os.mkfifo('two/pipe')");
        Assert.Contains("is no name for an entry", Assert.Throws<ReleaseException>(() => ArchiveTree.Read(folder.At("one"))).Message, StringComparison.Ordinal);
        Assert.Contains("is a pipe", Assert.Throws<ReleaseException>(() => ArchiveTree.Read(folder.At("two"))).Message, StringComparison.Ordinal);
        // The framework can't name it either.
        await OutsideProgram.RunAsync(folder.Path, "rm", "-r", "one");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5_000_000)]
    public async Task A_file_that_changes_while_it_is_read_is_an_error(int length)
    {
        string path = folder.Write("grows", new string('x', 3_000_000));
        var options = Options with { Progress = new Changing(path, length) };
        var refusal = await Assert.ThrowsAsync<ReleaseException>(() => WriteAsync([.. Many(), new ArchiveEntry("grows", ArchiveEntryKind.File, 0x1a4) { Source = path }], options));
        Assert.Equal(Fault.Environment, refusal.Fault);
        Assert.Contains("'grows' changed while it was read", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder.Path, "*.dmg"));
    }

    [Fact]
    public async Task Whoever_cancels_finds_no_image()
    {
        using var cancellation = new CancellationTokenSource();
        var options = Options with { Progress = new Cancelling(cancellation) };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => DiskImage.WriteAsync(folder.At("x.dmg"), Many(), options, cancellation.Token));
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    public void Dispose() => folder.Dispose();

    private static ArchiveEntry[] Many() => [Text("a first one", string.Concat(Enumerable.Range(0, 600_000).Select(number => $"{number} ")))];

    private Task WriteAsync(ArchiveEntry[] entries, DiskImageOptions? options = null) =>
        DiskImage.WriteAsync(folder.At("x.dmg"), entries, options ?? Options, TestContext.Current.CancellationToken);

    // After the first chunk of the volume, which is laid out by then.
    private sealed class Changing(string path, int length) : IProgress<long>
    {
        public void Report(long value)
        {
            using FileStream file = File.OpenWrite(path);
            file.SetLength(length);
        }
    }

    private sealed class Cancelling(CancellationTokenSource source) : IProgress<long>
    {
        public void Report(long value) => source.Cancel();
    }
}
