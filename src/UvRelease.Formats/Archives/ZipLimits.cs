namespace UvRelease.Formats.Archives;

/// <summary>How much a foreign zip may hold: what is larger is refused before a byte of it is unpacked.</summary>
public sealed record ZipLimits
{
    /// <summary>Most entries.</summary>
    public int Entries { get; init; } = 200_000;

    /// <summary>Most bytes of all entries together, unpacked.</summary>
    public long TotalSize { get; init; } = 8L << 30;

    /// <summary>Most bytes that one byte of the archive may become, over the whole archive; deflate could give 1032.</summary>
    public int Ratio { get; init; } = 200;

    /// <summary>Bytes that the ratio is not asked of: a small file of zeros harms nobody.</summary>
    public long RatioFrom { get; init; } = 16L << 20;
}
