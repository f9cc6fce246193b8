using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace UvRelease.Posix;

/// <summary>
/// Opens files of strangers. What is no regular file never opens: reading a pipe waits for ever, a device has no end, and a link leads to a file that
/// nobody meant. It is asked before the file is opened (opening a device can do something) and again of what was opened.
/// </summary>
public static class RegularFile
{
    /// <summary>Opens a file for reading; a link in its place is not followed.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    /// <exception cref="UnauthorizedAccessException">No permission.</exception>
    /// <exception cref="IOException">It is no regular file, or can't be opened.</exception>
    public static SafeFileHandle Open(string path)
    {
        if (Path.Exists(path) || new FileInfo(path).LinkTarget is not null)
            Check(path, FileStatus.Of(path).Type);
        int descriptor = Libc.Open(path, Libc.O_RDONLY | Libc.O_CLOEXEC | Libc.O_NONBLOCK | Libc.O_NOFOLLOW);
        if (descriptor < 0)
        {
            int error = Marshal.GetLastPInvokeError();
            string why = $"'{path}' can't be opened: {Marshal.GetPInvokeErrorMessage(error)}.";
            throw error switch
            {
                Libc.ENOENT => new FileNotFoundException(why, path),
                Libc.EACCES or Libc.EPERM => new UnauthorizedAccessException(why),
                _ => new IOException(why, error),
            };
        }

        var file = new SafeFileHandle(descriptor, ownsHandle: true);
        try
        {
            Check(path, FileStatus.Of(file).Type);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Reads a whole file that has an end within a bound.</summary>
    /// <param name="path">The file.</param>
    /// <param name="longest">Most bytes that it may have.</param>
    /// <returns>Its bytes; null where it has more.</returns>
    /// <inheritdoc cref="Open"/>
    public static byte[]? Read(string path, int longest)
    {
        using SafeFileHandle file = Open(path);
        // Files of /proc have bytes and say that they have none.
        byte[] bytes = new byte[Math.Min(longest, Math.Max(RandomAccess.GetLength(file), 4095)) + 1];
        int length = 0;
        for (int read; (read = RandomAccess.Read(file, bytes.AsSpan(length), length)) > 0;)
        {
            length += read;
            if (length > longest)
                return null;
            if (length == bytes.Length)
                Array.Resize(ref bytes, (int)Math.Min((long)longest + 1, 2L * length));
        }

        return bytes[..length];
    }

    private static void Check(string path, FileType type)
    {
        if (type != FileType.File)
            throw new IOException($"'{path}' is {Word(type)} and no file. Put a file in its place.");
    }

    private static string Word(FileType type) =>
        type switch { FileType.Directory => "a folder", FileType.Link => "a link", _ => "a pipe, socket or device" };
}
