using System.Buffers.Binary;
using System.Text;
using UvRelease.Releases;

namespace UvRelease.Formats.MachO;

/// <summary>What a program of a Mach-O file says for debuggers (mach-o/loader.h).</summary>
/// <param name="Uuid">What the linker named it by, 16 bytes; null where it did not.</param>
/// <param name="IsDebugFile">Whether it is the debug file of a program, as dsymutil makes one.</param>
/// <param name="IsLoaded">Whether the system loads it: object files and core dumps are not.</param>
/// <param name="HasSymbols">Whether it has a table of symbols.</param>
/// <param name="Sections">Names of the sections that have content, as the file has them: <c>__debug_info</c>.</param>
public sealed record MachDebug(byte[]? Uuid, bool IsDebugFile, bool IsLoaded, bool HasSymbols, IReadOnlySet<string> Sections)
{
    private const int SectionSize32 = 68, SectionSize64 = 80;

    /// <summary>Reads it from a slice, whose load commands were checked as it was found.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>, naming offset and field.</exception>
    public static MachDebug Read(MachSlice slice)
    {
        CheckedReader input = slice.Input;
        bool is64 = input.U32(slice.Offset, "the magic number") == MachFormat.Magic64;
        long first = slice.Offset + (is64 ? MachFormat.HeaderSize64 : MachFormat.HeaderSize32), place = first;
        uint type = input.U32(slice.Offset + 12, "the type of the file"), count = input.U32(slice.Offset + 16, "the number of load commands");
        byte[] commands = input.Bytes(first, (int)input.U32(slice.Offset + 20, "the size of the load commands"), "the load commands");
        byte[]? uuid = null;
        bool hasSymbols = false;
        var sections = new HashSet<string>(StringComparer.Ordinal);
        for (uint i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> rest = commands.AsSpan((int)(place - first));
            uint command = BinaryPrimitives.ReadUInt32LittleEndian(rest), length = BinaryPrimitives.ReadUInt32LittleEndian(rest[4..]);
            ReadOnlySpan<byte> body = rest[..(int)length];
            if (command == MachFormat.Uuid)
                uuid = body.Length >= 24 ? body.Slice(8, 16).ToArray() : throw input.Bad(place + 4, "the size of the UUID's load command", $"is {length}");
            else if (command == MachFormat.SymbolTable && body.Length >= 16)
                hasSymbols = BinaryPrimitives.ReadUInt32LittleEndian(body[12..]) > 0;
            else if (command is MachFormat.Segment32 or MachFormat.Segment64)
                Add(sections, input, body, command == MachFormat.Segment64, place);
            place += length;
        }

        return new MachDebug(uuid, type == MachFormat.FileTypeDebug, type is not (MachFormat.FileTypeObject or MachFormat.FileTypeCore), hasSymbols, sections);
    }

    // A debug file has the program's sections too, at place 0: their bytes are in the program alone.
    private static void Add(HashSet<string> sections, CheckedReader input, ReadOnlySpan<byte> segment, bool is64, long place)
    {
        int first = is64 ? 72 : 56, size = is64 ? SectionSize64 : SectionSize32;
        uint count = BinaryPrimitives.ReadUInt32LittleEndian(segment[(first - 8)..]);
        if (count > (segment.Length - first) / size)
            throw input.Bad(place + first - 8, "the number of sections", $"is {count}, and the load command has {segment.Length} bytes");
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> section = segment.Slice(first + i * size, size);
            if (BinaryPrimitives.ReadUInt32LittleEndian(section[(is64 ? 48 : 40)..]) == 0)
                continue;
            int end = section[..16].IndexOf((byte)0);
            sections.Add(Encoding.Latin1.GetString(section[..(end < 0 ? 16 : end)]));
        }
    }
}
