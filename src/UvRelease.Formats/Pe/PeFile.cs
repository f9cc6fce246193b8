using System.Buffers.Binary;
using System.Text;
using UvRelease.Releases;

namespace UvRelease.Formats.Pe;

/// <summary>What a PE file says of its PDB ("PE Format", debug directory; the record RSDS of the CodeView entry).</summary>
/// <param name="Uuid">GUID of the PDB.</param>
/// <param name="Age">How often it was written; of a portable PDB the stamp of its id.</param>
/// <param name="File">Path of the PDB where it was linked.</param>
/// <param name="IsPortable">Whether it is a portable PDB of .NET.</param>
public sealed record CodeView(Guid Uuid, uint Age, string File, bool IsPortable);

/// <summary>What the headers of a PE program or library say. Every place is checked before it is used.</summary>
/// <param name="Machine">The processor.</param>
/// <param name="TimeStamp">With <paramref name="ImageSize"/> the id of the file: symbol servers and crash reports name it so.</param>
/// <param name="ImageSize">Bytes that it takes in memory.</param>
/// <param name="CodeView">Its PDB; null where it names none.</param>
/// <param name="HasExports">Whether it exports names.</param>
/// <param name="HasUnwind">Whether it has a table of functions for unwinding.</param>
/// <param name="IsManaged">Whether it is an assembly of .NET.</param>
public sealed record PeFile(int Machine, uint TimeStamp, uint ImageSize, CodeView? CodeView, bool HasExports, bool HasUnwind, bool IsManaged)
{
    private const int Exports = 0, Exceptions = 3, Debug = 6, Clr = 14, EntrySize = 28, MostEntries = 64, LongestPath = 4096;
    private const uint CodeViewType = 2;
    private const ushort Portable = 0x504d;

    /// <summary>What errors say of a file that should be one.</summary>
    public static FileKind Kind { get; } = new("whole PE file", "Build it anew.");

    /// <summary>True when a file begins as a PE file does: an MZ header that names a PE header in the file.</summary>
    public static bool Is(CheckedReader input) => input.Length >= 0x40 && input.At(0, 2, "the MZ header").SequenceEqual("MZ"u8)
        && input.U32(0x3c, "the offset of the PE header") is var at && at <= input.Length - 24 && input.At(at, 4, "the PE header").SequenceEqual("PE\0\0"u8);

    /// <summary>Reads the headers and the debug directory.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>, naming offset and field.</exception>
    public static PeFile Read(CheckedReader input)
    {
        var headers = PeHeaders.Read(input);
        return new PeFile(headers.Machine, headers.TimeStamp, input.U32(headers.OptionalHeader + 56, "the size of the image"), FindCodeView(input, headers),
            headers.Directory(input, Exports).Size > 0, headers.Directory(input, Exceptions).Size > 0, headers.Directory(input, Clr).Size > 0);
    }

    private static CodeView? FindCodeView(CheckedReader input, PeHeaders headers)
    {
        (uint address, uint size) = headers.Directory(input, Debug);
        if (size == 0)
            return null;
        if (size % EntrySize != 0 || size / EntrySize > MostEntries)
            throw input.Bad(headers.OptionalHeader, "the size of the debug directory", $"is {size}");
        long at = headers.Place(input, address, "the debug directory");
        byte[] entries = input.Bytes(at, (int)size, "the debug directory");
        for (int entry = 0; entry < entries.Length; entry += EntrySize)
        {
            ReadOnlySpan<byte> fields = entries.AsSpan(entry, EntrySize);
            if (BinaryPrimitives.ReadUInt32LittleEndian(fields[12..]) != CodeViewType)
                continue;
            uint length = BinaryPrimitives.ReadUInt32LittleEndian(fields[16..]), place = BinaryPrimitives.ReadUInt32LittleEndian(fields[24..]);
            if (length is < 25 or > LongestPath)
                throw input.Bad(at + entry + 16, "the size of the CodeView record", $"is {length}");
            byte[] record = input.Bytes(place, (int)length, "the CodeView record");
            if (!record.AsSpan().StartsWith("RSDS"u8))
                continue;
            int end = Array.IndexOf(record, (byte)0, 24);
            bool portable = BinaryPrimitives.ReadUInt16LittleEndian(fields[10..]) == Portable;
            uint age = BinaryPrimitives.ReadUInt32LittleEndian(portable ? fields[4..] : record.AsSpan(20));
            return new CodeView(new Guid(record.AsSpan(4, 16)), age, Encoding.UTF8.GetString(record, 24, (end < 0 ? record.Length : end) - 24), portable);
        }

        return null;
    }
}
