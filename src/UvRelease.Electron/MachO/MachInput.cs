using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;
using UvRelease.Releases;

namespace UvRelease.Electron.MachO;

/// <summary>A file, or a part of an archive, that is read as Mach-O, and errors that say where in it something is wrong.</summary>
/// <param name="File">The open file.</param>
/// <param name="Start">Place of its first byte.</param>
/// <param name="Length">Bytes of it.</param>
/// <param name="Name">Its name, for errors.</param>
public sealed record MachInput(SafeFileHandle File, long Start, long Length, string Name)
{
    /// <summary>A whole file.</summary>
    public static MachInput Whole(SafeFileHandle file, string name) => new(file, 0, RandomAccess.GetLength(file), name);

    /// <summary>Bytes at a place.</summary>
    internal byte[] At(long offset, int count, string field)
    {
        if (offset < 0 || count < 0 || offset > Length - count)
            throw Bad(offset, field, $"needs {count} bytes, and the file has {Length}");
        byte[] bytes = new byte[count];
        for (int read = 0; read < count;)
        {
            int now = RandomAccess.Read(File, bytes.AsSpan(read), Start + offset + read);
            if (now == 0)
                throw Bad(offset + read, field, "is missing: the file became shorter while it was read");
            read += now;
        }

        return bytes;
    }

    /// <summary>First number of the file, lowest byte first; 0 where it is shorter than that.</summary>
    internal uint Magic() => Length < 4 ? 0 : BinaryPrimitives.ReadUInt32LittleEndian(At(0, 4, "the magic number"));

    /// <summary>An error at a place.</summary>
    internal ReleaseException Bad(long offset, string field, string problem) =>
        new(Fault.Input, MarkdownText.Visible($"{Name} is no whole Mach-O file: at offset {offset}, {field} {problem}. Build it anew."));
}
