using System.Collections.Concurrent;
using System.Text;

namespace UvRelease.Posix;

/// <summary>Writes a file so that a reader, or a kill at any moment, sees the old bytes or the new ones and never a part.</summary>
public static class AtomicFile
{
    private static readonly UTF8Encoding WithoutMark = new(encoderShouldEmitUTF8Identifier: false);
    private static readonly ConcurrentDictionary<string, string> Unfinished = new(StringComparer.Ordinal);

    /// <summary>Writes bytes that are there already, on the calling thread.</summary>
    /// <inheritdoc cref="WriteAsync"/>
    public static void Write(string path, byte[] bytes, CancellationToken cancellationToken) => Write(path, stream => stream.Write(bytes), cancellationToken);

    /// <summary>Writes UTF-8 text without a byte order mark.</summary>
    /// <inheritdoc cref="WriteAsync"/>
    public static void WriteText(string path, string text, CancellationToken cancellationToken) => Write(path, Encoding.UTF8.GetBytes(text), cancellationToken);

    /// <summary>Writes the parts of a long text one after the other, so that it never stands in memory as a whole.</summary>
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
    public static void Write(string path, Action<Stream> write, CancellationToken cancellationToken)
    {
        (string target, string neighbour) = Begin(path);
        try
        {
            using (var stream = new FileStream(neighbour, FileMode.CreateNew, FileAccess.Write, FileShare.Read))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            cancellationToken.ThrowIfCancellationRequested();
            File.Move(neighbour, target, overwrite: true);
        }
        finally
        {
            End(neighbour);
        }
    }

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
                stream.Flush(flushToDisk: true);
            }

            cancellationToken.ThrowIfCancellationRequested();
            File.Move(neighbour, target, overwrite: true);
        }
        finally
        {
            End(neighbour);
        }
    }

    /// <summary>Removes what is being written at this moment: the last act of a process that can't wait for its writers any longer.</summary>
    public static void RemoveUnfinished()
    {
        foreach (string neighbour in Unfinished.Keys)
        {
            try
            {
                File.Delete(neighbour);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // The others can still go.
            }
        }
    }

    private static (string Target, string Neighbour) Begin(string path)
    {
        string target = Path.GetFullPath(path);
        string folder = Path.GetDirectoryName(target) ?? throw new IOException($"'{path}' is a folder, not a file that can be written.");
        Directory.CreateDirectory(folder);
        string neighbour = Path.Combine(folder, $".{Guid.NewGuid():N}.part");
        Unfinished[neighbour] = neighbour;
        return (target, neighbour);
    }

    private static void End(string neighbour)
    {
        File.Delete(neighbour);
        Unfinished.TryRemove(neighbour, out _);
    }
}
