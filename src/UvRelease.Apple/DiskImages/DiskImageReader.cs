using UvRelease.Formats;
using UvRelease.Releases;

namespace UvRelease.Apple.DiskImages;

/// <summary>Reads disk images, ours and others', whose bytes are not trusted.</summary>
public sealed class DiskImageReader : IDisposable
{
    private readonly CheckedReader image;
    private readonly UdifReader tables;
    private readonly Lazy<HfsReader> volume;

    private DiskImageReader(CheckedReader image)
    {
        this.image = image;
        tables = new UdifReader(image);
        volume = new Lazy<HfsReader>(OpenVolume);
    }

    /// <summary>Everything on the volume, sorted by path.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: there is no volume of HFS Plus, or it says what can't be.</exception>
    public IReadOnlyList<VolumeFile> Files => volume.Value.Files;

    /// <summary>Where everything is in the file.</summary>
    internal UdifTrailer Trailer => tables.Trailer;

    /// <summary>Opens a disk image.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">What errors call it.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: the file is no disk image, or says what can't be.</exception>
    /// <exception cref="IOException">It is no regular file, or can't be opened.</exception>
    public static DiskImageReader Open(string path, string name)
    {
        var reader = CheckedReader.Open(path, name, DiskImage.Kind);
        try
        {
            return new DiskImageReader(reader);
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    /// <summary>Compares all checksums with the bytes they are of.</summary>
    /// <returns>Names of partitions that can't be read here, because of their compression.</returns>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: one is wrong.</exception>
    public IReadOnlyList<string> CheckSums(CancellationToken cancellationToken) => tables.CheckSums(cancellationToken);

    /// <summary>The bytes of a file.</summary>
    public Stream OpenFile(VolumeFile file) => volume.Value.Open(file);

    /// <inheritdoc/>
    public void Dispose() => image.Dispose();

    private HfsReader OpenVolume()
    {
        UdifPartition partition = tables.Partitions.FirstOrDefault(one => one.Name.Contains("Apple_HFS", StringComparison.Ordinal))
            ?? throw image.Bad(Trailer.ListOffset, "the property list", "names no partition of kind Apple_HFS; other file systems are not read");
        return new HfsReader(CheckedReader.Of(tables.Open(partition), $"{image.Name}, '{partition.Name}'", DiskImage.Kind));
    }
}
