using System.Runtime.InteropServices;

namespace UvRelease.Posix;

/// <summary>
/// A child's standard output. Whoever reads it also empties the child's standard error, of which the end is kept, so that one thread does for
/// both and the child never waits for a pipe that nobody reads.
/// </summary>
internal sealed unsafe class ChildOutput : Stream
{
    private readonly int[] wake = new int[2];
    private readonly ErrorTail tail = new();
    private int output = -1;
    private int error = -1;

    /// <summary>Prepares for a child, so that nothing can fail any more once it runs.</summary>
    /// <exception cref="IOException">Too many files are open.</exception>
    public ChildOutput()
    {
        fixed (int* pipe = wake)
        {
            if (Libc.Pipe(pipe, Libc.O_CLOEXEC) != 0)
                throw new IOException(Marshal.GetLastPInvokeErrorMessage());
        }
    }

    /// <summary>Takes over the ends of a child's pipes.</summary>
    public void Take(int outputEnd, int errorEnd) => (output, error) = (outputEnd, errorEnd);

    /// <summary>The last 64 KiB of standard error, invalid bytes replaced.</summary>
    public string ErrorText => tail.Text;

    /// <summary>Lets a reader that waits stop with <see cref="OperationCanceledException"/>; from any thread.</summary>
    public void Wake() => StandardStream.Write(wake[1], [0]);

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        while (output >= 0 && buffer.Length > 0)
        {
            if (!Wait(output))
                continue;
            int count = ReadOnce(output, buffer);
            if (count == 0)
                Close(ref output);
            return count;
        }

        return 0;
    }

    /// <summary>Waits until nobody holds standard error any more.</summary>
    public void ReadErrorToEnd()
    {
        while (error >= 0)
            Wait(-1);
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <summary>Gives everything back, once nobody can call <see cref="Wake"/> any more.</summary>
    public void Release()
    {
        Close(ref output);
        Close(ref error);
        Close(ref wake[0]);
        Close(ref wake[1]);
    }

    /// <summary>Stops reading the output, for a reader that has enough: a child that writes on is ended by SIGPIPE.</summary>
    protected override void Dispose(bool disposing)
    {
        Close(ref output);
        base.Dispose(disposing);
    }

    // True when there is something to read from the given descriptor; what came from standard error is taken meanwhile.
    private bool Wait(int descriptor)
    {
        Libc.PollDescriptor* polled = stackalloc Libc.PollDescriptor[3];
        polled[0] = new Libc.PollDescriptor { Descriptor = wake[0], Events = Libc.POLLIN };
        polled[1] = new Libc.PollDescriptor { Descriptor = error, Events = Libc.POLLIN }; // poll(2) passes over a negative one
        polled[2] = new Libc.PollDescriptor { Descriptor = descriptor, Events = Libc.POLLIN };
        if (Libc.Poll(polled, 3, -1) < 0)
            return Marshal.GetLastPInvokeError() == Libc.EINTR ? false : throw new IOException(Marshal.GetLastPInvokeErrorMessage());
        if (polled[0].Returned != 0)
            throw new OperationCanceledException();
        if (polled[1].Returned != 0)
            TakeError();
        return polled[2].Returned != 0;
    }

    private void TakeError()
    {
        int count = ReadOnce(error, tail.Room());
        tail.Keep(count);
        if (count == 0)
            Close(ref error);
    }

    private static int ReadOnce(int descriptor, Span<byte> buffer)
    {
        while (true)
        {
            nint count;
            fixed (byte* start = buffer)
                count = Libc.Read(descriptor, start, buffer.Length);
            if (count >= 0)
                return (int)count;
            if (Marshal.GetLastPInvokeError() != Libc.EINTR)
                throw new IOException($"The output of a program can't be read: {Marshal.GetLastPInvokeErrorMessage()}.");
        }
    }

    private static void Close(ref int descriptor)
    {
        if (descriptor >= 0)
            _ = Libc.Close(descriptor);
        descriptor = -1;
    }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

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
