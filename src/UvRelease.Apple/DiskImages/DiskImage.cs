using UvRelease.Formats.Archives;
using UvRelease.Posix;
using UvRelease.Releases;

namespace UvRelease.Apple.DiskImages;

/// <summary>
/// Disk images for macOS (UDIF) with one read-only volume of HFS Plus: what hdiutil makes, without a Mac. The same files, options and time give the same
/// bytes.
/// </summary>
public static class DiskImage
{
    /// <summary>What errors say of a file that should be one.</summary>
    public static Formats.FileKind Kind { get; } = new("disk image to be trusted", "Make it anew.");

    /// <summary>Where apps are on a Mac: the one place outside the image that a link on it may lead to.</summary>
    public const string ApplicationsFolder = "/Applications";

    /// <summary>Writes a disk image atomically.</summary>
    /// <param name="path">The disk image.</param>
    /// <param name="entries">What is on it, folders included, in any order. Links may not lead out, but for those to /Applications.</param>
    /// <param name="options">Its name, time, looks and compression.</param>
    /// <param name="cancellationToken">Stops; no file is left behind.</param>
    /// <exception cref="ReleaseException">
    /// <see cref="Fault.Input"/>: something can't be on it, or can't be shown; <see cref="Fault.Environment"/>: a file changed while it was read.
    /// </exception>
    public static async Task WriteAsync(string path, IEnumerable<ArchiveEntry> entries, DiskImageOptions options, CancellationToken cancellationToken)
    {
        IReadOnlyList<ArchiveEntry> all = new FinderLook(options).Complete([.. entries]);
        CheckLinks(all);
        using var volume = new HfsVolume(all, options);
        await AtomicFile.WriteAsync(path, (stream, token) => Task.Run(() => new UdifWriter(stream, options, token).Write(volume), token), cancellationToken);
    }

    private static void CheckLinks(IEnumerable<ArchiveEntry> entries)
    {
        var links = new LinkTargets();
        foreach (ArchiveEntry link in entries.Where(entry => entry.Kind == ArchiveEntryKind.Link && entry.Target != ApplicationsFolder))
            links.Add(link.Name, link.Target);
        if (links.Problem() is var (name, problem))
            throw new ReleaseException(Fault.Input, $"The link '{name}' {problem}. Let it lead to something on the disk image, or remove it.") { File = name };
    }
}
