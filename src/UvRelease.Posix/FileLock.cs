using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace UvRelease.Posix;

/// <summary>
/// A lock that the kernel takes back when its process ends, however it ends (flock(2)). Each taking is an owner of its own, so that it works between
/// threads as between processes. The file is one that nobody reads: .NET locks whatever it opens, and could not open it.
/// </summary>
public sealed class FileLock : IDisposable
{
    private readonly SafeFileHandle handle;

    private FileLock(SafeFileHandle handle) => this.handle = handle;

    /// <summary>Takes the lock of a file, which is made where it is missing, until it is disposed of.</summary>
    /// <returns>Null when another owner has it, or removed the file meanwhile.</returns>
    /// <exception cref="DirectoryNotFoundException">The folder is missing.</exception>
    /// <exception cref="UnauthorizedAccessException">No permission for the file.</exception>
    /// <exception cref="IOException">The file can't be made, or its file system has no locks.</exception>
    public static FileLock? TryTake(string path)
    {
        int descriptor = Libc.Open(path, Libc.O_RDWR | Libc.O_CREAT | Libc.O_CLOEXEC, FileModes.Shared);
        if (descriptor < 0)
            throw Error(path, Marshal.GetLastPInvokeError());
        var opened = new SafeFileHandle(descriptor, ownsHandle: true);
        int error;
        do
        {
            error = Libc.Lock(descriptor, Libc.LOCK_EX | Libc.LOCK_NB) == 0 ? 0 : Marshal.GetLastPInvokeError();
        }
        while (error == Libc.EINTR);
        if (error == 0 && HasName(descriptor))
            return new FileLock(opened);
        opened.Dispose();
        return error is 0 or Libc.EAGAIN ? null : throw Error(path, error);
    }

    /// <inheritdoc/>
    public void Dispose() => handle.Dispose();

    private static Exception Error(string path, int error) => error switch
    {
        Libc.ENOENT => new DirectoryNotFoundException($"The folder of '{path}' is not there."),
        Libc.EACCES => new UnauthorizedAccessException($"No permission to lock '{path}'."),
        _ => new IOException($"'{path}' can't be locked: {Marshal.GetPInvokeErrorMessage(error)}.", error),
    };

    private static unsafe bool HasName(int descriptor)
    {
        const int statxSize = 256, linksOffset = 16;
        Span<byte> buffer = stackalloc byte[statxSize];
        fixed (byte* p = buffer)
        {
            return Libc.Statx(descriptor, "", Libc.AT_EMPTY_PATH, Libc.STATX_NLINK, p) == 0 && MemoryMarshal.Read<uint>(buffer[linksOffset..]) > 0;
        }
    }
}
