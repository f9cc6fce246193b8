using System.Buffers.Binary;

namespace UvRelease.Formats.Archives;

/// <summary>Compresses what is written to it, on every core, into one member of gzip (RFC 1952).</summary>
public sealed class GzipBlockStream : Stream
{
    private readonly Stream output;
    private readonly BlockQueue<DeflateBlock> queue;
    private readonly int level;
    private readonly byte[] pending = new byte[DeflateBlock.WindowSize + DeflateBlock.BlockSize];
    private bool isFirst = true;
    private int window;
    private int length;
    private uint sum;
    private uint size;

    /// <summary>Writes into a stream, which stays open.</summary>
    public GzipBlockStream(Stream output, ArchiveOptions options, CancellationToken cancellationToken)
    {
        this.output = output;
        level = options.Speed switch { ArchiveSpeed.Store => 0, ArchiveSpeed.Fast => 1, ArchiveSpeed.Small => 9, _ => 6 };
        queue = new BlockQueue<DeflateBlock>(
            options.Parallelism, () => new DeflateBlock(), block => block.Compress(), block => output.Write(block.Compressed), cancellationToken);
        // No name, the time, nothing of how it was compressed, made on Unix.
        Span<byte> header = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3];
        BinaryPrimitives.WriteUInt32LittleEndian(header[4..], (uint)Math.Clamp(options.Time.ToUnixTimeSeconds(), 0, uint.MaxValue));
        output.Write(header);
    }

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        sum = Crc32.Append(sum, buffer);
        size += (uint)buffer.Length;
        while (buffer.Length > 0)
        {
            // A full piece waits for the next byte: only then it is known not to be the last.
            if (length == DeflateBlock.BlockSize)
                Queue(last: false);
            int part = Math.Min(buffer.Length, DeflateBlock.BlockSize - length);
            buffer[..part].CopyTo(pending.AsSpan(window + length));
            length += part;
            buffer = buffer[part..];
        }
    }

    /// <summary>Ends the member.</summary>
    public void Finish()
    {
        Queue(last: true);
        queue.Finish();
        Span<byte> trailer = stackalloc byte[8];
        BinaryPrimitives.WriteUInt32LittleEndian(trailer, sum);
        BinaryPrimitives.WriteUInt32LittleEndian(trailer[4..], size);
        output.Write(trailer);
    }

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            queue.Dispose();
        base.Dispose(disposing);
    }

    private void Queue(bool last)
    {
        DeflateBlock block = queue.Rent();
        pending.AsSpan(0, window + length).CopyTo(block.Room(window, length));
        (block.Level, block.IsFirst, block.IsLast) = (level, isFirst, last);
        queue.Add(block);
        isFirst = false;
        int kept = Math.Min(DeflateBlock.WindowSize, window + length);
        pending.AsSpan(window + length - kept, kept).CopyTo(pending);
        (window, length) = (kept, 0);
    }
}
