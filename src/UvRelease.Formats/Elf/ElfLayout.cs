using System.Buffers.Binary;

namespace UvRelease.Formats.Elf;

/// <summary>The two tables of an ELF file, of 32 or 64 bits (elf(5), Elf32_Ehdr and Elf64_Ehdr).</summary>
internal sealed class ElfLayout(CheckedReader input)
{
    // Far more than any linker writes: Chromium's objects have some thousands.
    private const int MostSections = 1 << 20, ExtendedNames = 0xffff;
    private const uint NoteSegment = 4;

    private readonly bool is64 = input.At(4, 1, "the class")[0] == 2;

    /// <summary>The sections, with the places of their names.</summary>
    /// <param name="names">Index of the section that holds the names; 0 for none.</param>
    /// <exception cref="Releases.ReleaseException"><see cref="Releases.Fault.Input"/>, naming offset and field.</exception>
    public IReadOnlyList<(uint Name, ElfSection Section)> Sections(out int names)
    {
        long table = Word(is64 ? 40 : 32, "the place of the sections");
        long size = input.U16(is64 ? 58 : 46, "the size of a section header"), count = input.U16(is64 ? 60 : 48, "the number of sections");
        names = input.U16(is64 ? 62 : 50, "the index of the section names");
        if (table == 0)
            return [];
        if (size != (is64 ? 64 : 40))
            throw input.Bad(is64 ? 58 : 46, "the size of a section header", $"is {size}");
        ElfSection first = Read(input.Bytes(table, (int)size, "the first section header"), table).Section;
        if (count == 0)
            count = first.Size;
        if (names == ExtendedNames)
            names = (int)Math.Min(int.MaxValue, input.U32(table + (is64 ? 40 : 24), "the index of the section names"));
        if (count > MostSections)
            throw input.Bad(is64 ? 60 : 48, "the number of sections", $"is {count}, and {MostSections} are the most");
        byte[] headers = input.Bytes(table, (int)(count * size), "the section headers");
        var sections = new (uint, ElfSection)[count];
        for (int i = 0; i < count; i++)
        {
            (uint name, ElfSection section) = Read(headers.AsSpan((int)(i * size), (int)size), table + i * size);
            if (i > 0 && section.HasContent && section.Size > input.Length - section.Offset)
                throw input.Bad(table + i * size, $"the place of section {i}",
                    $"is {section.Offset} with {section.Size} bytes, and the file has {input.Length}: it was cut short");
            sections[i] = (name, section);
        }

        return sections;
    }

    /// <summary>Where the notes are that the system loads, for files without sections. A debug file keeps the places of the program it came from.</summary>
    public IEnumerable<(long Offset, long Size)> NoteSegments()
    {
        long table = Word(is64 ? 32 : 28, "the place of the segments");
        int size = input.U16(is64 ? 54 : 42, "the size of a segment header"), count = input.U16(is64 ? 56 : 44, "the number of segments");
        if (table == 0 || count == 0)
            yield break;
        if (size != (is64 ? 56 : 32))
            throw input.Bad(is64 ? 54 : 42, "the size of a segment header", $"is {size}");
        for (int i = 0; i < count; i++)
        {
            long at = table + (long)i * size;
            if (input.U32(at, "the type of a segment") != NoteSegment)
                continue;
            (long offset, long length) = (Word(at + (is64 ? 8 : 4), "the place of the notes"), Word(at + (is64 ? 32 : 16), "the size of the notes"));
            if (offset <= input.Length && length <= input.Length - offset)
                yield return (offset, length);
        }
    }

    private (uint Name, ElfSection Section) Read(ReadOnlySpan<byte> header, long at)
    {
        ulong offset = is64 ? BinaryPrimitives.ReadUInt64LittleEndian(header[24..]) : BinaryPrimitives.ReadUInt32LittleEndian(header[16..]);
        ulong size = is64 ? BinaryPrimitives.ReadUInt64LittleEndian(header[32..]) : BinaryPrimitives.ReadUInt32LittleEndian(header[20..]);
        uint name = BinaryPrimitives.ReadUInt32LittleEndian(header), type = BinaryPrimitives.ReadUInt32LittleEndian(header[4..]);
        return offset <= long.MaxValue && size <= long.MaxValue ? (name, new ElfSection("", type, (long)offset, (long)size))
            : throw input.Bad(at, "the place of a section", "is larger than any file can be");
    }

    private long Word(long at, string field) => is64 ? input.U63(at, field) : input.U32(at, field);
}
