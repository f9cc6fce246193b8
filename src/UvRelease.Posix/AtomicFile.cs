using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace UvRelease.Posix;

/// <summary>Writes a file so that a reader, or a kill at any moment, sees the old bytes or the new ones and never a part.</summary>
public static class AtomicFile
{
    private static readonly UTF8Encoding WithoutMark = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Writes bytes that are there already, on the calling thread.</summary>
    /// <inheritdoc cref="WriteAsync"/>
    public static void Write(string path, byte[] bytes, CancellationToken cancellationToken) => Write(path, stream => stream.Write(bytes), cancellationToken);

    /// <summary>Writes UTF-8 text without a byte order mark.</summary>
    /// <inheritdoc cref="WriteAsync"/>
    public static void WriteText(string path, string text, CancellationToken cancellationToken) => Write(path, Encoding.UTF8.GetBytes(text), cancellationToken);

    /// <summary>Writes the parts of a long text one after the other, so that it is never in memory as a whole.</summary>
    /// <inheritdoc cref="WriteText(string, string, CancellationToken)"/>
    public static void WriteText(string path, IEnumerable<string> parts, CancellationToken cancellationToken) => Write(
        path,
        stream =>
        {
            using var writer = new StreamWriter(stream, WithoutMark, 64 * 1024, leaveOpen: true);
            foreach (string part in parts)
                writer.Write(part);
        },
        cancellationToken);

    /// <summary>The same as <see cref="WriteAsync"/>, on the calling thread.</summary>
    /// <inheritdoc cref="WriteAsync"/>
    public static void Write(string path, Action<Stream> write, CancellationToken cancellationToken) => Make(
        path,
        neighbour =>
        {
            using var stream = new FileStream(neighbour, FileMode.CreateNew, FileAccess.Write, FileShare.Read);
            write(stream);
            stream.Flush();
            FileFlush.File(stream.SafeFileHandle);
        },
        cancellationToken);

    /// <summary>Lets <paramref name="write"/> write to any places of a new file, also from several threads.</summary>
    /// <param name="path">The file.</param>
    /// <param name="mode">Its permission bits, whatever the umask: see <see cref="FileModes"/>.</param>
    /// <param name="write">Writes it.</param>
    /// <param name="cancellationToken">Stops before the file is in its place.</param>
    /// <inheritdoc cref="WriteAsync"/>
    public static void Write(string path, int mode, Action<SafeFileHandle> write, CancellationToken cancellationToken) => Make(
        path,
        neighbour =>
        {
            using SafeFileHandle file = File.OpenHandle(neighbour, FileMode.CreateNew, FileAccess.Write);
            write(file);
            FileStatus.SetMode(neighbour, mode);
            FileFlush.File(file);
        },
        cancellationToken);

    /// <summary>
    /// Lets <paramref name="write"/> fill a neighbour of <paramref name="path"/>, flushes it to disk and renames it into place
    /// (rename(2) replaces atomically within one file system). Missing folders are made. On failure or cancellation the neighbour is removed.
    /// </summary>
    /// <exception cref="IOException">The folder can't be written, or the disk is full.</exception>
    /// <exception cref="UnauthorizedAccessException">No permission for the folder.</exception>
    public static async Task WriteAsync(string path, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        (string target, string neighbour) = Begin(path);
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.Asynchronous };
            await using (var stream = new FileStream(neighbour, options))
            {
                await write(stream, cancellationToken);
                await stream.FlushAsync(cancellationToken);
                FileFlush.File(stream.SafeFileHandle);
            }

            cancellationToken.ThrowIfCancellationRequested();
            File.Move(neighbour, target, overwrite: true);
        }
        finally
        {
            UnfinishedPaths.End(neighbour);
        }
    }

    /// <summary>Does everything but the last step: a neighbour is written, flushed and removed again.</summary>
    /// <inheritdoc cref="WriteAsync"/>
    public static void Try(string path)
    {
        (_, string neighbour) = Begin(path);
        try
        {
            using SafeFileHandle file = File.OpenHandle(neighbour, FileMode.CreateNew, FileAccess.Write);
            RandomAccess.Write(file, "\n"u8, 0);
            FileFlush.File(file);
        }
        finally
        {
            UnfinishedPaths.End(neighbour);
        }
    }

    /// <summary>Copies a file with its permission bits.</summary>
    /// <inheritdoc cref="WriteAsync"/>
    public static void Copy(string from, string path, CancellationToken cancellationToken)
    {
        using SafeFileHandle source = File.OpenHandle(from);
        Write(path, FileStatus.Of(from).Mode, file => FileRange.Copy(source, 0, file, 0, RandomAccess.GetLength(source), cancellationToken), cancellationToken);
    }

    /// <summary>Moves a file that others made, flushed to disk: by its name where both places are in one file system, else by a copy.</summary>
    /// <inheritdoc cref="WriteAsync"/>
    public static void Move(string from, string path, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Directory.CreateDirectory(Folder(Path.GetFullPath(path)));
        FileFlush.File(from);
        if (Libc.Rename(Libc.AT_FDCWD, from, Libc.AT_FDCWD, path, 0) == 0)
            return;
        int error = Marshal.GetLastPInvokeError();
        if (error != Libc.EXDEV)
            throw new IOException($"'{from}' can't be moved to '{path}': {Marshal.GetPInvokeErrorMessage(error)}.", error);
        Copy(from, path, cancellationToken);
        File.Delete(from);
    }

    /// <summary>
    /// Removes what is being written at this moment, here and in each <see cref="StagingFolder"/>: the last act of a process that can't wait for its writers
    /// any longer.
    /// </summary>
    public static void RemoveUnfinished() => UnfinishedPaths.RemoveAll();

    private static void Make(string path, Action<string> make, CancellationToken cancellationToken)
    {
        (string target, string neighbour) = Begin(path);
        try
        {
            make(neighbour);
            cancellationToken.ThrowIfCancellationRequested();
            File.Move(neighbour, target, overwrite: true);
        }
        finally
        {
            UnfinishedPaths.End(neighbour);
        }
    }

    private static (string Target, string Neighbour) Begin(string path)
    {
        string target = Path.GetFullPath(path), folder = Folder(target);
        Directory.CreateDirectory(folder);
        string neighbour = Path.Combine(folder, $".{Guid.NewGuid():N}.part");
        UnfinishedPaths.Begin(neighbour);
        return (target, neighbour);
    }

    private static string Folder(string target) =>
        Path.GetDirectoryName(target) ?? throw new IOException($"'{target}' is a folder, not a file that can be written.");
}
