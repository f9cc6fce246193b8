using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;
using UvRelease.Releases;

namespace UvRelease.Electron.Archives;

/// <summary>The bytes of a zip file, and errors that say where in it something is wrong.</summary>
internal sealed class ZipInput : IDisposable
{
    private readonly SafeFileHandle handle;
    private readonly string name;
    private readonly byte[] buffer = new byte[64 * 1024];
    private long bufferStart;
    private int bufferLength;

    public ZipInput(string path, string name)
    {
        (handle, this.name) = (File.OpenHandle(path), name);
        Length = RandomAccess.GetLength(handle);
    }

    /// <summary>Bytes of the file.</summary>
    public long Length { get; }

    /// <summary>Bytes at a place. They stay as they are until the next call.</summary>
    /// <param name="offset">Place in the file.</param>
    /// <param name="count">How many; at most 65,536.</param>
    /// <param name="field">What stands there, for the error.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Refused"/>: the file ends before.</exception>
    public ReadOnlySpan<byte> At(long offset, int count, string field)
    {
        if (offset < 0 || offset > Length - count)
            throw Bad(offset, field, $"needs {count} bytes, and the file has {Length}");
        if (offset < bufferStart || offset + count > bufferStart + bufferLength)
        {
            // Who looks for the end record goes backwards, byte by byte, and wants what is before.
            bufferStart = offset < bufferStart ? Math.Max(0, offset + count - buffer.Length) : offset;
            bufferLength = (int)Math.Min(buffer.Length, Length - bufferStart);
            Fill(bufferStart, buffer.AsSpan(0, bufferLength));
        }

        return buffer.AsSpan((int)(offset - bufferStart), count);
    }

    /// <summary>A number of 16 bits.</summary>
    public ushort U16(long offset, string field) => BinaryPrimitives.ReadUInt16LittleEndian(At(offset, 2, field));

    /// <summary>A number of 32 bits.</summary>
    public uint U32(long offset, string field) => BinaryPrimitives.ReadUInt32LittleEndian(At(offset, 4, field));

    /// <summary>A number of 64 bits, of which the highest is 0: no file is longer.</summary>
    public long U64(long offset, string field) =>
        BinaryPrimitives.ReadInt64LittleEndian(At(offset, 8, field)) is >= 0 and var value ? value : throw Bad(offset, field, "is larger than any file can be");

    /// <summary>Reads some bytes from a place, without buffering them.</summary>
    public int Read(long offset, Span<byte> bytes) => RandomAccess.Read(handle, bytes, offset);

    /// <summary>An error at a place.</summary>
    /// <param name="offset">Place in the file.</param>
    /// <param name="field">What stands there.</param>
    /// <param name="problem">What is wrong, as the rest of a sentence.</param>
    /// <param name="inner">What said so, if anything did.</param>
    public ReleaseException Bad(long offset, string field, string problem, Exception? inner = null) =>
        new(Fault.Refused, MarkdownText.Visible($"{name} is no zip to be trusted: at offset {offset}, {field} {problem}. Make the archive anew."), inner) { File = name };

    /// <inheritdoc/>
    public void Dispose() => handle.Dispose();

    private void Fill(long offset, Span<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            int read = RandomAccess.Read(handle, bytes, offset);
            if (read == 0)
                throw Bad(offset, "the file", "became shorter while it was read");
            offset += read;
            bytes = bytes[read..];
        }
    }
}
