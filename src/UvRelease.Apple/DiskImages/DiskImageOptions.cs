using UvRelease.Formats.Archives;

namespace UvRelease.Apple.DiskImages;

/// <summary>What a disk image is made with, beside its files.</summary>
public sealed record DiskImageOptions
{
    internal const string IconName = ".VolumeIcon.icns";

    /// <summary>Name of the volume, which Finder shows.</summary>
    public required string VolumeName { get; init; }

    /// <summary>Time of everything in it: SOURCE_DATE_EPOCH, or the time of the commit.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>How much time zlib may take; every macOS reads what it makes (UDZO).</summary>
    public ArchiveSpeed Speed { get; init; } = ArchiveSpeed.Normal;

    /// <summary>How Finder shows the volume; null leaves it to Finder.</summary>
    public FinderWindow? Window { get; init; }

    /// <summary>An icon of the volume (.icns); null for the usual one.</summary>
    public ReadOnlyMemory<byte>? Icon { get; init; }

    /// <summary>Chunks that are compressed at once; the bytes that come out don't depend on it. Each takes 3 MB.</summary>
    public int Parallelism { get; init; } = Math.Min(Environment.ProcessorCount, 8);

    /// <summary>Gets the number of bytes that were read, in pieces.</summary>
    public IProgress<long>? Progress { get; init; }
}
