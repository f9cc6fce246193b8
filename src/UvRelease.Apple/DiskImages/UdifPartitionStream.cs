using System.IO.Compression;
using UvRelease.Formats;
using UvRelease.Releases;

namespace UvRelease.Apple.DiskImages;

/// <summary>The bytes of a partition, read at any place. One chunk is kept unpacked.</summary>
/// <param name="image">The disk image.</param>
/// <param name="partition">The partition, whose places were checked.</param>
internal sealed class UdifPartitionStream(CheckedReader image, UdifPartition partition) : Stream
{
    private byte[] unpacked = [];
    private int kept = -1;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => true;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => partition.Sectors * UdifFormat.SectorSize;

    /// <inheritdoc/>
    public override long Position { get; set; }

    /// <summary>True for chunks that can be unpacked here.</summary>
    public static bool Reads(UdifChunkKind kind) => kind is UdifChunkKind.Zero or UdifChunkKind.Ignored or UdifChunkKind.Raw or UdifChunkKind.Zlib;

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <summary>Reads some bytes: 0 at the end.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: a chunk can't be unpacked.</exception>
    public override int Read(Span<byte> buffer)
    {
        if (Position >= Length || buffer.IsEmpty)
            return 0;
        int index = Find(Position / UdifFormat.SectorSize);
        UdifChunk chunk = partition.Chunks[index];
        long inside = Position - chunk.Sector * UdifFormat.SectorSize;
        int count = (int)Math.Min(buffer.Length, chunk.Count * UdifFormat.SectorSize - inside);
        Span<byte> target = buffer[..count];
        if (chunk.Kind is UdifChunkKind.Zero or UdifChunkKind.Ignored)
            target.Clear();
        else if (chunk.Kind == UdifChunkKind.Raw)
            image.Bytes(chunk.Offset + inside, count, "a chunk").CopyTo(target);
        else
            Unpacked(index, chunk).AsSpan((int)inside, count).CopyTo(target);
        Position += count;
        return count;
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) =>
        Position = offset + (origin == SeekOrigin.Current ? Position : origin == SeekOrigin.End ? Length : 0);

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    // Chunks are one after the other without gaps.
    private int Find(long sector)
    {
        int low = 0, high = partition.Chunks.Count - 1;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            (low, high) = partition.Chunks[middle].Sector <= sector ? (middle, high) : (low, middle - 1);
        }

        return low;
    }

    private byte[] Unpacked(int index, UdifChunk chunk)
    {
        if (kept == index)
            return unpacked;
        if (chunk.Kind != UdifChunkKind.Zlib)
            throw image.Bad(chunk.Offset, $"a chunk of '{partition.Name}'", $"is compressed in the way 0x{(uint)chunk.Kind:x}, which can't be read here");
        int length = (int)(chunk.Count * UdifFormat.SectorSize);
        if (unpacked.Length != length)
            unpacked = new byte[length];
        kept = -1;
        try
        {
            using var zlib = new ZLibStream(new MemoryStream(image.Bytes(chunk.Offset, (int)chunk.Length, "a chunk")), CompressionMode.Decompress);
            zlib.ReadExactly(unpacked);
            if (zlib.ReadByte() >= 0)
                throw image.Bad(chunk.Offset, $"a chunk of '{partition.Name}'", $"makes more than the {length} bytes of its sectors");
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw image.Bad(chunk.Offset, $"a chunk of '{partition.Name}'", $"doesn't unpack to {length} bytes", e);
        }

        kept = index;
        return unpacked;
    }
}
