using System.IO.Compression;
using UvRelease.Formats.Archives;

namespace UvRelease.Apple.DiskImages;

/// <summary>A chunk while it is compressed. What compresses to no less than it is stays as it is, and zeros become nothing.</summary>
internal sealed class UdifChunkBlock(DiskImageOptions options) : IDisposable
{
    private readonly byte[] raw = new byte[UdifFormat.ChunkSize];
    private readonly MemoryStream compressed = new(UdifFormat.ChunkSize);
    private int length;

    /// <summary>What it belongs to.</summary>
    public UdifPartition Partition { get; private set; } = null!;

    /// <summary>Where it begins in its partition.</summary>
    public long Sector { get; private set; }

    /// <summary>What became of it.</summary>
    public UdifChunkKind Kind { get; private set; }

    /// <summary>Its bytes.</summary>
    public ReadOnlySpan<byte> Raw => raw.AsSpan(0, length);

    /// <summary>The bytes as they are in the image.</summary>
    public ReadOnlySpan<byte> Written => Kind switch
    {
        UdifChunkKind.Zero => [],
        UdifChunkKind.Raw => Raw,
        _ => compressed.GetBuffer().AsSpan(0, (int)compressed.Length),
    };

    /// <summary>Room for bytes.</summary>
    public Span<byte> Room(UdifPartition partition, long sector, int count)
    {
        (Partition, Sector, length) = (partition, sector, count);
        return raw.AsSpan(0, count);
    }

    /// <summary>Compresses them.</summary>
    public void Compress()
    {
        if (!Raw.ContainsAnyExcept((byte)0))
        {
            Kind = UdifChunkKind.Zero;
            return;
        }

        compressed.SetLength(0);
        int level = options.Speed switch { ArchiveSpeed.Store => 0, ArchiveSpeed.Fast => 1, ArchiveSpeed.Small => 9, _ => 6 };
        using (var zlib = new ZLibStream(compressed, new ZLibCompressionOptions { CompressionLevel = level }, leaveOpen: true))
            zlib.Write(Raw);
        Kind = compressed.Length < length ? UdifChunkKind.Zlib : UdifChunkKind.Raw;
    }

    /// <inheritdoc/>
    public void Dispose() => compressed.Dispose();
}
