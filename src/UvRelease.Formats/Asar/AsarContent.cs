using Microsoft.Win32.SafeHandles;
using UvRelease.Releases;

namespace UvRelease.Formats.Asar;

/// <summary>Bytes of a file that are in some file, from a place on.</summary>
/// <param name="Path">The file.</param>
/// <param name="Offset">Place of the first byte.</param>
/// <param name="Length">How many.</param>
public sealed record AsarContent(string Path, long Offset, long Length)
{
    private const int BufferSize = 128 * 1024;

    /// <summary>A whole file.</summary>
    public static AsarContent Of(string path) => new(path, 0, new FileInfo(path).Length);

    /// <summary>Reads a part.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Environment"/>: the file became shorter.</exception>
    public void Read(SafeFileHandle file, long from, Span<byte> buffer)
    {
        while (buffer.Length > 0)
        {
            int read = RandomAccess.Read(file, buffer, Offset + from);
            if (read == 0)
                throw new ReleaseException(Fault.Environment, $"{Path} became shorter while it was read. Let the step that writes it end first.");
            from += read;
            buffer = buffer[read..];
        }
    }

    /// <summary>True when two have the same bytes.</summary>
    public static bool AreEqual(AsarContent left, AsarContent right)
    {
        if (left.Length != right.Length)
            return false;
        using SafeFileHandle leftFile = File.OpenHandle(left.Path), rightFile = File.OpenHandle(right.Path);
        byte[] a = new byte[BufferSize], b = new byte[BufferSize];
        for (long at = 0; at < left.Length; at += BufferSize)
        {
            int count = (int)Math.Min(BufferSize, left.Length - at);
            left.Read(leftFile, at, a.AsSpan(0, count));
            right.Read(rightFile, at, b.AsSpan(0, count));
            if (!a.AsSpan(0, count).SequenceEqual(b.AsSpan(0, count)))
                return false;
        }

        return true;
    }
}
