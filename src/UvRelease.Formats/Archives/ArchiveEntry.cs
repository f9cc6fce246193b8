namespace UvRelease.Formats.Archives;

/// <summary>What an entry of an archive is.</summary>
public enum ArchiveEntryKind
{
    /// <summary>A file.</summary>
    File,

    /// <summary>A folder.</summary>
    Directory,

    /// <summary>A symbolic link.</summary>
    Link,
}

/// <summary>How much time compressing may take.</summary>
public enum ArchiveSpeed
{
    /// <summary>Nothing is compressed.</summary>
    Store,

    /// <summary>The quickest deflate: about a quarter larger than <see cref="Normal"/>, in half of its time.</summary>
    Fast,

    /// <summary>About 6 % larger than 7-Zip's default, in a fifth of its time (bench/zip).</summary>
    Normal,

    /// <summary>About 2 % larger than 7-Zip's default, in two fifths of its time (bench/zip).</summary>
    Small,
}

/// <summary>Something that goes into an archive.</summary>
/// <param name="Name">Path in the archive with forward slashes, without one at its ends.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Mode">Unix permission bits, 0 to 07777; a link's don't matter.</param>
public sealed record ArchiveEntry(string Name, ArchiveEntryKind Kind, int Mode)
{
    /// <summary>File on disk that holds a file's bytes; null where <see cref="Content"/> does.</summary>
    public string? Source { get; init; }

    /// <summary>A file's bytes where no file on disk holds them.</summary>
    public ReadOnlyMemory<byte> Content { get; init; }

    /// <summary>Where a link leads, as it is written in the link.</summary>
    public string Target { get; init; } = "";
}

/// <summary>What an archive is written with, beside its entries.</summary>
public sealed record ArchiveOptions
{
    /// <summary>Time of every entry: SOURCE_DATE_EPOCH, or the time of the commit. The default is the first second that a zip can express.</summary>
    public DateTimeOffset Time { get; init; } = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>How much time compressing may take.</summary>
    public ArchiveSpeed Speed { get; init; } = ArchiveSpeed.Normal;

    /// <summary>Blocks that are compressed at once; the bytes that come out don't depend on it. Each takes 6 MB.</summary>
    public int Parallelism { get; init; } = Math.Min(Environment.ProcessorCount, 8);

    /// <summary>Gets the number of bytes that were read, in pieces.</summary>
    public IProgress<long>? Progress { get; init; }
}
