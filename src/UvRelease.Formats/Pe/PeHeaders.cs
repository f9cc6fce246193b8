using System.Buffers.Binary;
using UvRelease.Releases;

namespace UvRelease.Formats.Pe;

/// <summary>A section of a PE file ("PE Format", section table).</summary>
/// <param name="Address">Where it is loaded, from the image's base.</param>
/// <param name="Offset">Place in the file; 0 for one without content.</param>
/// <param name="Size">Bytes in the file.</param>
internal readonly record struct PeSection(uint Address, uint Offset, uint Size);

/// <summary>The headers of a PE file ("PE Format").</summary>
/// <param name="Machine">The processor.</param>
/// <param name="TimeStamp">When it was linked, or a hash where that is to be repeated.</param>
/// <param name="OptionalHeader">Place of the optional header.</param>
/// <param name="OptionalSize">Its bytes.</param>
/// <param name="Table">Place of the section table.</param>
/// <param name="Sections">The sections.</param>
internal sealed record PeHeaders(int Machine, uint TimeStamp, long OptionalHeader, int OptionalSize, long Table, IReadOnlyList<PeSection> Sections)
{
    private const int SectionSize = 40;
    private const int MostSections = 96;

    /// <summary>Reads them; each section lies in the file.</summary>
    /// <exception cref="ReleaseException">It is no PE file, naming offset and field.</exception>
    public static PeHeaders Read(CheckedReader file)
    {
        if (!file.At(0, 2, "the MZ header").SequenceEqual("MZ"u8))
            throw file.Bad(0, "the MZ header", "is missing");
        long pe = file.U32(0x3c, "the offset of the PE header");
        byte[] header = file.Bytes(pe, 24, "the PE header");
        if (!header.AsSpan().StartsWith("PE\0\0"u8))
            throw file.Bad(pe, "the PE header", "is missing");
        int count = BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(6)), optional = BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(20));
        if (count is 0 or > MostSections)
            throw file.Bad(pe + 6, "the number of sections", $"is {count}");
        long table = pe + 24 + optional;
        byte[] bytes = file.Bytes(table, count * SectionSize, "the section table");
        var sections = new PeSection[count];
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> entry = bytes.AsSpan(i * SectionSize, SectionSize);
            uint size = BinaryPrimitives.ReadUInt32LittleEndian(entry[16..]), start = BinaryPrimitives.ReadUInt32LittleEndian(entry[20..]);
            if (start != 0 && (long)start + size > file.Length)
                throw file.Bad(table + i * SectionSize + 20, "the place of a section", $"is {start} with {size} bytes, and the file has {file.Length}");
            sections[i] = new PeSection(BinaryPrimitives.ReadUInt32LittleEndian(entry[12..]), start, size);
        }

        return new PeHeaders(BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(4)), BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(8)),
            pe + 24, optional, table, sections);
    }

    /// <summary>Address and size of what a data directory names; nothing where the file has no such one.</summary>
    public (uint Address, uint Size) Directory(CheckedReader file, int index)
    {
        bool wide = file.U16(OptionalHeader, "the magic number of the optional header") == 0x20b;
        int first = wide ? 112 : 96;
        if (OptionalSize < first + 8 * (index + 1) || file.U32(OptionalHeader + first - 4, "the number of data directories") <= (uint)index)
            return default;
        long at = OptionalHeader + first + 8 * index;
        return (file.U32(at, "the address of a data directory"), file.U32(at + 4, "the size of a data directory"));
    }

    /// <summary>Place in the file of what is loaded at an address.</summary>
    /// <exception cref="ReleaseException">No section holds it.</exception>
    public long Place(CheckedReader file, uint address, string field)
    {
        foreach (PeSection section in Sections)
        {
            if (section.Offset != 0 && address >= section.Address && address - section.Address < section.Size)
                return section.Offset + (address - section.Address);
        }

        throw file.Bad(Table, field, $"is at address 0x{address:x}, which no section holds");
    }
}
