using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace UvRelease.Posix;

/// <summary>
/// Flushes to disk what a loss of power must not take (fsync(2)). The framework's own flush says nothing when it fails: SystemNative_FSync of .NET 10 returns
/// 1 then, and its callers look for a negative number.
/// </summary>
public static class FileFlush
{
    /// <summary>Flushes the bytes of a file.</summary>
    /// <exception cref="IOException">The disk did not take them.</exception>
    public static void File(SafeFileHandle file)
    {
        if (OtherSystem.IsHere)
        {
            RandomAccess.FlushToDisk(file);
            return;
        }

        bool kept = false;
        try
        {
            file.DangerousAddRef(ref kept);
            Flush((int)file.DangerousGetHandle(), "A file");
        }
        finally
        {
            if (kept)
                file.DangerousRelease();
        }
    }

    /// <summary>Flushes the bytes of a file.</summary>
    /// <exception cref="IOException">The file can't be opened, or the disk did not take them.</exception>
    public static void File(string path)
    {
        using SafeFileHandle file = System.IO.File.OpenHandle(path);
        File(file);
    }

    /// <summary>Flushes the entries of a folder, so that names given or taken in it last.</summary>
    /// <exception cref="DirectoryNotFoundException">The folder is missing.</exception>
    /// <exception cref="IOException">The folder can't be flushed.</exception>
    public static void Folder(string folder)
    {
        int descriptor = Libc.Open(folder, Libc.O_RDONLY | Libc.O_DIRECTORY | Libc.O_CLOEXEC);
        if (descriptor < 0 && Marshal.GetLastPInvokeError() == Libc.ENOENT)
            throw new DirectoryNotFoundException($"The folder '{folder}' is not there.");
        if (descriptor < 0)
            throw new IOException($"The folder '{folder}' can't be opened: {Marshal.GetLastPInvokeErrorMessage()}.", Marshal.GetLastPInvokeError());
        try
        {
            Flush(descriptor, $"The folder '{folder}'");
        }
        finally
        {
            _ = Libc.Close(descriptor);
        }
    }

    private static void Flush(int descriptor, string what)
    {
        int error;
        do
        {
            error = Libc.Flush(descriptor) == 0 ? 0 : Marshal.GetLastPInvokeError();
        }
        while (error == Libc.EINTR);
        // Some network file systems, and pipes, know no flush and say EINVAL.
        if (error is not (0 or Libc.EINVAL or Libc.ENOTSUP))
            throw new IOException($"{what} can't be flushed to disk: {Marshal.GetPInvokeErrorMessage(error)}.", error);
    }
}
