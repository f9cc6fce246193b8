using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;
using UvRelease.Posix;
using UvRelease.Releases;

namespace UvRelease.Formats;

/// <summary>
/// Reads a foreign file, or a part of one, at any place. No length is believed before it is compared with the bytes that are there; what is wrong becomes
/// an error that names offset and field. A streamed file is read through a window, a mapped one where it is. For one thread.
/// </summary>
public sealed class CheckedReader : IDisposable
{
    private readonly FileKind kind;
    private readonly ByteSource source;
    private readonly bool owns;
    private readonly long named;

    // Errors count offsets from the beginning of what has the name, so of a part that is read as the same from that of the whole.
    private CheckedReader(ByteSource source, bool owns, long start, long length, string name, FileKind kind, long named = 0) =>
        (this.source, this.owns, Start, Length, Name, this.kind, this.named) = (source, owns, start, length, name, kind, named);

    /// <summary>Place of the first byte in the file.</summary>
    public long Start { get; }

    /// <summary>Bytes that can be read.</summary>
    public long Length { get; }

    /// <summary>What errors call it.</summary>
    public string Name { get; }

    /// <summary>The open file, for bytes that are copied and not looked at: they begin at <see cref="Start"/>.</summary>
    /// <exception cref="InvalidOperationException">The bytes are in memory.</exception>
    public SafeFileHandle File => source.File;

    /// <summary>Opens a file that is streamed.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">What errors call it.</param>
    /// <param name="kind">What it should be.</param>
    /// <param name="window">Bytes that are read at once.</param>
    /// <exception cref="IOException">It is no regular file, or can't be opened.</exception>
    public static CheckedReader Open(string path, string name, FileKind kind, int window = ByteSource.SmallWindow) =>
        Opened(path, name, kind, file => new ByteSource.Streamed(file, owns: true, window));

    /// <summary>Maps a file. Nobody may shorten it meanwhile: the kernel ends a process that reads beyond the end of a mapped file.</summary>
    /// <inheritdoc cref="Open"/>
    public static CheckedReader Map(string path, string name, FileKind kind) => Opened(path, name, kind, file => new ByteSource.Mapped(file));

    /// <summary>Reads an open file, which stays open.</summary>
    /// <inheritdoc cref="Open"/>
    public static CheckedReader Of(SafeFileHandle file, string name, FileKind kind) => Of(file, 0, RandomAccess.GetLength(file), name, kind);

    /// <summary>Reads a part of an open file, which stays open.</summary>
    /// <param name="file">The file.</param>
    /// <param name="start">Place of the first byte, within the file.</param>
    /// <param name="length">Bytes of the part; what is not there is an error when it is read.</param>
    /// <param name="name">What errors call it.</param>
    /// <param name="kind">What it should be.</param>
    /// <exception cref="ArgumentOutOfRangeException">No file has such a part.</exception>
    public static CheckedReader Of(SafeFileHandle file, long start, long length, string name, FileKind kind)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start, long.MaxValue - length);
        return new CheckedReader(new ByteSource.Streamed(file, owns: false, ByteSource.SmallWindow), owns: true, start, length, name, kind);
    }

    /// <summary>Reads bytes that are in memory.</summary>
    public static CheckedReader Of(ReadOnlyMemory<byte> bytes, string name, FileKind kind) => Of(new ByteSource.Kept(bytes), bytes.Length, name, kind);

    /// <summary>Reads a stream that goes to any place and stays open.</summary>
    public static CheckedReader Of(Stream stream, string name, FileKind kind) => Of(new ByteSource.Sought(stream), stream.Length, name, kind);

    /// <summary>Reads from a source, which it then owns.</summary>
    internal static CheckedReader Of(ByteSource source, long length, string name, FileKind kind) => new(source, owns: true, 0, length, name, kind);

    /// <summary>A part that is read as something else. It is of use as long as this reader.</summary>
    /// <exception cref="ReleaseException">The part isn't there.</exception>
    public CheckedReader Part(long offset, long length, string name, FileKind partKind, string field)
    {
        Need(offset, length, field);
        return new CheckedReader(source, owns: false, Start + offset, length, name, partKind);
    }

    /// <summary>A part that is read as the same, so that nothing behind it is.</summary>
    /// <exception cref="ReleaseException">The part isn't there.</exception>
    public CheckedReader Part(long offset, long length, string field)
    {
        Need(offset, length, field);
        return new CheckedReader(source, owns: false, Start + offset, length, Name, kind, named + offset);
    }

    /// <summary>The same under the same name, of bytes that were read from it.</summary>
    internal CheckedReader Over(ReadOnlyMemory<byte> bytes) => Of(bytes, Name, kind);

    /// <summary>Bytes at a place. They stay as they are until the next call.</summary>
    /// <param name="offset">Place in what is read.</param>
    /// <param name="count">How many.</param>
    /// <param name="field">What is there, for the error.</param>
    /// <exception cref="ReleaseException">The bytes are not there.</exception>
    public ReadOnlySpan<byte> At(long offset, int count, string field)
    {
        Need(offset, count, field);
        ReadOnlySpan<byte> bytes = source.At(Start + offset, count, Start + Length);
        return bytes.Length == count ? bytes : throw Shortened(offset + bytes.Length, field);
    }

    /// <summary>A copy of the bytes at a place.</summary>
    /// <inheritdoc cref="At"/>
    public byte[] Bytes(long offset, int count, string field)
    {
        Need(offset, count, field);
        byte[] bytes = new byte[count];
        int read = source.Fill(Start + offset, bytes);
        return read == count ? bytes : throw Shortened(offset + read, field);
    }

    /// <summary>Reads some bytes from a place, as a stream does: 0 at the end.</summary>
    public int Read(long offset, Span<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        source.CheckOpen();
        return offset >= Length ? 0 : source.Read(Start + offset, bytes[..(int)Math.Min(bytes.Length, Length - offset)]);
    }

    /// <summary>A number of 16 bits, lowest byte first.</summary>
    public ushort U16(long offset, string field) => BinaryPrimitives.ReadUInt16LittleEndian(At(offset, 2, field));

    /// <summary>A number of 32 bits, lowest byte first.</summary>
    public uint U32(long offset, string field) => BinaryPrimitives.ReadUInt32LittleEndian(At(offset, 4, field));

    /// <summary>A place or length in 64 bits, lowest byte first.</summary>
    /// <exception cref="ReleaseException">It is above 2^63−1, which no file reaches; or it isn't there.</exception>
    public long U63(long offset, string field) =>
        BinaryPrimitives.ReadInt64LittleEndian(At(offset, 8, field)) is >= 0 and var value ? value : throw Bad(offset, field, "is larger than any file can be");

    /// <summary>A number of 16 bits, highest byte first.</summary>
    public ushort U16BigEndian(long offset, string field) => BinaryPrimitives.ReadUInt16BigEndian(At(offset, 2, field));

    /// <summary>A number of 32 bits, highest byte first.</summary>
    public uint U32BigEndian(long offset, string field) => BinaryPrimitives.ReadUInt32BigEndian(At(offset, 4, field));

    /// <summary>A place, length or count in 1 to 8 bytes, highest byte first.</summary>
    /// <inheritdoc cref="U63"/>
    public long U63BigEndian(long offset, int size, string field)
    {
        ulong value = 0;
        foreach (byte part in At(offset, size, field))
            value = (value << 8) | part;
        return value <= long.MaxValue ? (long)value : throw Bad(offset, field, "is larger than any file can be");
    }

    /// <summary>An error at a place.</summary>
    /// <param name="offset">Place in what is read.</param>
    /// <param name="field">What is there.</param>
    /// <param name="problem">What is wrong, as the rest of a sentence.</param>
    /// <param name="inner">What said so, if anything did.</param>
    public ReleaseException Bad(long offset, string field, string problem, Exception? inner = null) =>
        new(kind.Fault, $"{Name} is no {kind.Name}: at offset {named + offset}, {field} {problem}. {kind.Remedy}", inner) { File = Name };

    /// <summary>An error in a text.</summary>
    /// <param name="line">Line, counted from 1.</param>
    /// <param name="column">Column, counted from 1.</param>
    /// <param name="field">What is there.</param>
    /// <param name="problem">What is wrong, as the rest of a sentence.</param>
    /// <param name="inner">What said so, if anything did.</param>
    public ReleaseException Bad(int line, int column, string field, string problem, Exception? inner = null) =>
        new(kind.Fault, $"{Name} is no {kind.Name}: at line {line}, column {column}, {field} {problem}. {kind.Remedy}", inner)
        {
            File = Name,
            Line = line,
            Column = column,
        };

    /// <summary>Closes a file that was opened here. Nothing can be read afterwards, by a part of it neither.</summary>
    public void Dispose()
    {
        if (owns)
            source.Dispose();
    }

    private static CheckedReader Opened(string path, string name, FileKind kind, Func<SafeFileHandle, ByteSource> open)
    {
        SafeFileHandle file = RegularFile.Open(path);
        try
        {
            long length = RandomAccess.GetLength(file);
            return Of(open(file), length, name, kind);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private void Need(long offset, long count, string field)
    {
        source.CheckOpen();
        if (offset < 0 || count < 0 || offset > Length - count)
            throw Bad(offset, field, $"needs {count} bytes, and {named + Length} are there");
    }

    private ReleaseException Shortened(long offset, string field) => Bad(offset, field, "is missing: the file became shorter while it was read");
}
