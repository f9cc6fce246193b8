using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace UvRelease.Posix;

/// <summary>Copies bytes from file to file.</summary>
public static class FileRange
{
    private const int BufferSize = 256 * 1024;

    // Calls are kept short, so that a cancellation is seen.
    private const long LargestCall = 64 * 1024 * 1024;

    /// <summary>
    /// Copies a part of a file into another, by copy_file_range(2) where the file systems can: the bytes don't pass through this process, and some file
    /// systems share them.
    /// </summary>
    /// <param name="from">File that is read.</param>
    /// <param name="fromOffset">Place of the first byte.</param>
    /// <param name="to">File that is written.</param>
    /// <param name="toOffset">Place it goes to.</param>
    /// <param name="length">How many bytes.</param>
    /// <param name="cancellationToken">Stops between two parts.</param>
    /// <exception cref="EndOfStreamException">The file ends before.</exception>
    /// <exception cref="IOException">The file can't be written.</exception>
    public static void Copy(SafeFileHandle from, long fromOffset, SafeFileHandle to, long toOffset, long length, CancellationToken cancellationToken)
    {
        long copied = CopyInKernel(from, fromOffset, to, toOffset, length, cancellationToken);
        if (copied < length)
            CopyBuffered(from, fromOffset + copied, to, toOffset + copied, length - copied, cancellationToken);
    }

    /// <summary>Copies what the kernel copies, and returns how much: nothing where it can't, and the other way says why if there is a reason.</summary>
    private static unsafe long CopyInKernel(SafeFileHandle from, long fromOffset, SafeFileHandle to,
        long toOffset, long length, CancellationToken cancellationToken)
    {
        long copied = 0;
        bool keptFrom = false, keptTo = false;
        try
        {
            from.DangerousAddRef(ref keptFrom);
            to.DangerousAddRef(ref keptTo);
            while (copied < length)
            {
                cancellationToken.ThrowIfCancellationRequested();
                (long source, long target) = (fromOffset + copied, toOffset + copied);
                nint count = Libc.CopyFileRange((int)from.DangerousGetHandle(), &source, (int)to.DangerousGetHandle(),
                    &target, (nuint)Math.Min(length - copied, LargestCall), 0);
                if (count < 0 && Marshal.GetLastPInvokeError() == Libc.EINTR)
                    continue;
                if (count <= 0)
                    return copied;
                copied += count;
            }

            return copied;
        }
        finally
        {
            if (keptTo)
                to.DangerousRelease();
            if (keptFrom)
                from.DangerousRelease();
        }
    }

    private static void CopyBuffered(SafeFileHandle from, long fromOffset, SafeFileHandle to, long toOffset, long length, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[Math.Min(BufferSize, length)];
        while (length > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int read = RandomAccess.Read(from, buffer.AsSpan(0, (int)Math.Min(buffer.Length, length)), fromOffset);
            if (read == 0)
                throw new EndOfStreamException($"A file ended at {fromOffset}, {length} bytes early.");
            RandomAccess.Write(to, buffer.AsSpan(0, read), toOffset);
            (fromOffset, toOffset, length) = (fromOffset + read, toOffset + read, length - read);
        }
    }
}
