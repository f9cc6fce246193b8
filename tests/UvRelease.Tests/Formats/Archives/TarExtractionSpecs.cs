using System.Formats.Tar;
using UvRelease.Formats.Archives;
using UvRelease.Posix;
using UvRelease.Releases;
using Xunit;

namespace UvRelease.Tests.Formats.Archives;

public sealed class TarExtractionSpecs : IDisposable
{
    private static readonly DateTimeOffset Time = new(2026, 2, 3, 4, 5, 6, TimeSpan.Zero);
    private readonly TemporaryFolder folder = new();

    [Fact]
    public async Task What_our_writer_packs_comes_back_with_links_modes_and_time()
    {
        folder.Write("app/bin/run", "#!/bin/sh\n");
        FileStatus.SetMode(folder.At("app/bin/run"), FileModes.Executable);
        folder.Write($"app/{new string('l', 120)}/{new string('n', 120)}", "long");
        File.CreateSymbolicLink(folder.At("app/current"), "bin/run");
        await UvRelease.Formats.Archives.TarWriter.WriteAsync(folder.At("app.tar"), ArchiveTree.Read(folder.At("app"), "app"),
            new ArchiveOptions { Time = Time }, TestContext.Current.CancellationToken);
        Assert.Equal(Time, Run());
        Assert.Equal(ArchiveTree.Read(folder.At("app"), "app").Select(Shape), ArchiveTree.Read(folder.At("out")).Select(Shape));
    }

    [Theory]
    [InlineData(TarEntryType.RegularFile, "../out", "", "is outside of it")]
    [InlineData(TarEntryType.RegularFile, "/tmp/out", "", "is outside of it")]
    [InlineData(TarEntryType.Directory, "a/../../b", "", "is outside of it")]
    [InlineData(TarEntryType.SymbolicLink, "link", "../../etc", "leads out of the archive")]
    [InlineData(TarEntryType.SymbolicLink, "link", "/etc/passwd", "an absolute path")]
    [InlineData(TarEntryType.HardLink, "link", "first", "is a HardLink")]
    [InlineData(TarEntryType.Fifo, "pipe", "", "is a Fifo")]
    [InlineData(TarEntryType.RegularFile, "first", "", "is there twice")]
    [InlineData(TarEntryType.SymbolicLink, "first", "other", "is there twice")]
    public void What_could_be_written_elsewhere_is_refused(TarEntryType type, string name, string target, string says)
    {
        using (var tar = new System.Formats.Tar.TarWriter(File.Create(folder.At("app.tar"))))
        {
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "first"));
            PaxTarEntry entry = new(type, name);
            if (target.Length > 0)
                entry.LinkName = target;
            tar.WriteEntry(entry);
        }

        ReleaseException refused = Assert.Throws<ReleaseException>(() => Run());
        Assert.Equal(Fault.Refused, refused.Fault);
        Assert.Contains(says, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_is_never_written_through_a_link_that_came_before_it()
    {
        Directory.CreateDirectory(folder.At("victim"));
        using (var tar = new System.Formats.Tar.TarWriter(File.Create(folder.At("app.tar"))))
        {
            tar.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, "way") { LinkName = "inner" });
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "way/file") { DataStream = new MemoryStream([1]) });
        }

        Assert.Contains("is there twice", Assert.Throws<ReleaseException>(() => Run()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cut_archive_is_named()
    {
        using (var tar = new System.Formats.Tar.TarWriter(File.Create(folder.At("app.tar"))))
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "file") { DataStream = new MemoryStream(new byte[4000]) });
        File.WriteAllBytes(folder.At("app.tar"), File.ReadAllBytes(folder.At("app.tar"))[..2500]);
        Assert.Contains("app.tar is no tar archive that can be read", Assert.Throws<ReleaseException>(() => Run()).Message, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();

    private DateTimeOffset? Run()
    {
        using FileStream tar = File.OpenRead(folder.At("app.tar"));
        return TarExtraction.Run(tar, "app.tar", folder.At("out"), TestContext.Current.CancellationToken);
    }

    private static string Shape(ArchiveEntry entry) =>
        $"{entry.Name} {entry.Kind} {FileModes.Octal(entry.Mode)} {entry.Target} {(entry.Source is { } file ? File.ReadAllText(file) : "")}";
}
