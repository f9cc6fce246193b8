namespace UvRelease.Crashes.Intake;

/// <summary>Reads a body, and refuses it once it is longer than is taken.</summary>
/// <param name="inner">The body.</param>
/// <param name="most">Bytes.</param>
/// <param name="what">What is limited, for the error.</param>
/// <param name="isTooSlow">Tells a body that comes too slowly from one that breaks off; null for one that can't be slow.</param>
internal sealed class LimitedStream(Stream inner, long most, string what, Func<IOException, bool>? isTooSlow = null) : Stream
{
    private long taken;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            return Counted(await inner.ReadAsync(buffer, cancellationToken));
        }
        catch (IOException e) when (isTooSlow?.Invoke(e) == true)
        {
            throw new RefusedUploadException(RefusedUploadException.TooSlow, "The body comes too slowly. Send it again.");
        }
        catch (IOException)
        {
            throw new RefusedUploadException(RefusedUploadException.BadRequest, "The body breaks off.");
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private int Counted(int read)
    {
        taken += read;
        return taken <= most ? read
            : throw new RefusedUploadException(RefusedUploadException.TooLarge, $"{what} has more than {most} bytes, which are taken at most.");
    }
}
