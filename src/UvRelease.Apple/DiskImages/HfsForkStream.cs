using UvRelease.Formats;

namespace UvRelease.Apple.DiskImages;

/// <summary>The bytes of a fork, which lie on the volume in one piece or more.</summary>
/// <param name="volume">The volume.</param>
/// <param name="extents">Offsets and lengths of the pieces, which were checked.</param>
/// <param name="length">Bytes of the fork, no more than the pieces have.</param>
internal sealed class HfsForkStream(CheckedReader volume, IReadOnlyList<(long Offset, long Length)> extents, long length) : Stream
{
    /// <summary>Offsets and lengths of the pieces.</summary>
    public IReadOnlyList<(long Offset, long Length)> Extents => extents;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => true;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => length;

    /// <inheritdoc/>
    public override long Position { get; set; }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <summary>Reads some bytes: 0 at the end.</summary>
    public override int Read(Span<byte> buffer)
    {
        long at = Position;
        if (at >= length)
            return 0;
        int piece = 0;
        for (; at >= extents[piece].Length; piece++)
            at -= extents[piece].Length;
        int count = (int)Math.Min(buffer.Length, Math.Min(extents[piece].Length - at, length - Position));
        int read = volume.Read(extents[piece].Offset + at, buffer[..count]);
        Position += read;
        return read;
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
}
