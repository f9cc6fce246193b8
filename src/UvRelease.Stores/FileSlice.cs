using Microsoft.Win32.SafeHandles;

namespace UvRelease.Stores;

/// <summary>Part of a file as a stream of its own; several read one handle side by side.</summary>
/// <param name="file">The file.</param>
/// <param name="offset">First byte.</param>
/// <param name="length">How many.</param>
/// <param name="owns">True when the file is closed with the stream.</param>
internal sealed class FileSlice(SafeFileHandle file, long offset, long length, bool owns = true) : Stream
{
    private long position;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => true;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => length;

    /// <inheritdoc/>
    public override long Position
    {
        get => position;
        set => position = value;
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        int read = RandomAccess.Read(file, buffer[..Wanted(buffer.Length)], offset + position);
        return Took(read, buffer.Length);
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    // A file's bytes come from the page cache as a rule, where a thread of the pool is the dearer way.
    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(Read(buffer.Span));
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => position = offset + origin switch
    {
        SeekOrigin.Begin => 0,
        SeekOrigin.Current => position,
        _ => length,
    };

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && owns)
            file.Dispose();
        base.Dispose(disposing);
    }

    private int Wanted(int asked) => (int)Math.Min(asked, Math.Max(0, length - position));

    private int Took(int read, int asked)
    {
        if (read == 0 && Wanted(asked) > 0)
            throw new EndOfStreamException("A file became shorter while it was read.");
        position += read;
        return read;
    }
}
