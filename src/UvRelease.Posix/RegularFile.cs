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
    /// <exception cref="NoRegularFileException">It is no regular file.</exception>
    /// <exception cref="IOException">It can't be opened.</exception>
    public static SafeFileHandle Open(string path) => OtherSystem.IsHere ? OtherSystem.Open(path) : Open(Libc.AT_FDCWD, path, path);

    /// <summary>Opens a file below a folder for reading. The folder may be reached by links; below it none is followed.</summary>
    /// <param name="folder">A folder.</param>
    /// <param name="path">Path of the file in it, with forward slashes and without <c>..</c>.</param>
    /// <inheritdoc cref="Open(string)"/>
    public static SafeFileHandle OpenBelow(string folder, string path)
    {
        if (OtherSystem.IsHere)
            return OtherSystem.OpenBelow(folder, path);
        string[] parts = path.Split('/');
        int at = OpenFolder(Libc.AT_FDCWD, folder, folder, 0);
        try
        {
            for (int i = 0; i < parts.Length - 1; i++)
            {
                int next = OpenFolder(at, parts[i], Path.Combine(folder, Path.Combine(parts[..(i + 1)])), Libc.O_NOFOLLOW);
                _ = Libc.Close(at);
                at = next;
            }

            return Open(at, parts[^1], Path.Combine(folder, path));
        }
        finally
        {
            _ = Libc.Close(at);
        }
    }

    private static int OpenFolder(int at, string name, string path, int flags)
    {
        int descriptor = Libc.OpenAt(at, name, Libc.O_RDONLY | Libc.O_DIRECTORY | Libc.O_CLOEXEC | flags);
        if (descriptor >= 0)
            return descriptor;
        int error = Marshal.GetLastPInvokeError();
        throw error == Libc.ENOENT || (error == Libc.ENOTDIR && flags == 0) ? NotFound(path)
            : error is not (Libc.ENOTDIR or Libc.ELOOP) ? Failure(path, error)
            : new FileInfo(path).LinkTarget is null ? NotFound(path)
            : new NoRegularFileException($"'{path}' is a link and no folder. Put the folder itself in its place.");
    }

    private static SafeFileHandle Open(int at, string name, string path)
    {
        if (FileStatus.TypeAt(at, name) is { } type)
            Check(path, type);
        int descriptor = Libc.OpenAt(at, name, Libc.O_RDONLY | Libc.O_CLOEXEC | Libc.O_NONBLOCK | Libc.O_NOFOLLOW);
        if (descriptor < 0)
            throw Failure(path, Marshal.GetLastPInvokeError());
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

    private static Exception Failure(string path, int error) => error switch
    {
        Libc.ENOENT or Libc.ENOTDIR => NotFound(path),
        Libc.EACCES or Libc.EPERM => new UnauthorizedAccessException($"'{path}' can't be opened: {Marshal.GetPInvokeErrorMessage(error)}."),
        _ => new IOException($"'{path}' can't be opened: {Marshal.GetPInvokeErrorMessage(error)}.", error),
    };

    private static FileNotFoundException NotFound(string path) => new($"'{path}' is not there.", path);

    /// <summary>Reads a whole file that has an end within a bound.</summary>
    /// <param name="path">The file.</param>
    /// <param name="longest">Most bytes that it may have.</param>
    /// <returns>Its bytes; null where it has more.</returns>
    /// <inheritdoc cref="Open(string)"/>
    public static byte[]? Read(string path, int longest)
    {
        using SafeFileHandle file = Open(path);
        return Read(file, longest);
    }

    /// <summary>Reads a whole file below a folder that has an end within a bound: see <see cref="OpenBelow"/>.</summary>
    /// <inheritdoc cref="Read(string, int)"/>
    public static byte[]? ReadBelow(string folder, string path, int longest)
    {
        using SafeFileHandle file = OpenBelow(folder, path);
        return Read(file, longest);
    }

    private static byte[]? Read(SafeFileHandle file, int longest)
    {
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
            throw new NoRegularFileException($"'{path}' is {Word(type)} and no file. Put a file in its place.");
    }

    private static string Word(FileType type) =>
        type switch { FileType.Directory => "a folder", FileType.Link => "a link", _ => "a pipe, socket or device" };
}

/// <summary>Something else is where a file must be.</summary>
/// <param name="message">What is where, and what to do.</param>
public sealed class NoRegularFileException(string message) : IOException(message);
