using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace UvRelease.Posix;

/// <summary>
/// Standard output and standard error, as System.Console writes them but without its 4 ms at start: its file handles are made by reflection,
/// which loads the just-in-time compiler.
/// </summary>
public static unsafe class StandardStream
{
    /// <summary>Descriptor of standard output.</summary>
    public const int Output = 1;

    /// <summary>Descriptor of standard error.</summary>
    public const int Error = 2;

    /// <summary>
    /// Opens /dev/null for each standard stream that the caller has closed: else the next file that is opened would take its number, and what is said would be
    /// written into that file.
    /// </summary>
    public static void KeepOpen()
    {
        if (OtherSystem.IsHere)
            return;
        int opened;
        do
            opened = Libc.Open("/dev/null", Libc.O_RDWR, 0);
        while (opened is >= 0 and <= Error);
        if (opened > Error)
            new SafeFileHandle(opened, ownsHandle: true).Dispose();
    }

    /// <summary>Writes all bytes. What nobody reads any more (a closed pipe) is dropped, as Console does.</summary>
    /// <exception cref="IOException">The descriptor can't be written.</exception>
    public static void Write(int descriptor, ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            nint written;
            fixed (byte* start = bytes)
                written = Libc.Write(descriptor, start, bytes.Length);
            if (written >= 0)
            {
                bytes = bytes[(int)written..];
                continue;
            }

            switch (Marshal.GetLastPInvokeError())
            {
                case Libc.EINTR:
                    break;
                case Libc.EAGAIN:
                    // Somebody who shares the pipe (Node.js does so) made it non-blocking.
                    var wait = new Libc.PollDescriptor { Descriptor = descriptor, Events = Libc.POLLOUT };
                    _ = Libc.Poll(&wait, 1, -1);
                    break;
                case Libc.EPIPE:
                    return;
                default:
                    throw new IOException($"Descriptor {descriptor} can't be written: {Marshal.GetLastPInvokeErrorMessage()}.");
            }
        }
    }
}
