namespace UvRelease.Formats.Archives;

/// <summary>The bytes of an entry as they are in the zip, for an inflater.</summary>
internal sealed class ZipContent(CheckedReader input, long offset, long length) : Stream
{
    private long position;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => length;

    /// <inheritdoc/>
    public override long Position { get => position; set => throw new NotSupportedException(); }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <summary>Reads some bytes; the last one always alone. An inflater that is done without it never asks for it, and then something comes after.</summary>
    public override int Read(Span<byte> buffer)
    {
        long rest = length - position;
        int count = (int)Math.Min(buffer.Length, rest > 1 ? rest - 1 : rest);
        int read = count == 0 ? 0 : input.Read(offset + position, buffer[..count]);
        position += read;
        return read;
    }

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
