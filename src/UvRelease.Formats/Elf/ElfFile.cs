using System.Buffers.Binary;
using System.Text;
using UvRelease.Releases;

namespace UvRelease.Formats.Elf;

/// <summary>What the headers of an ELF program, library or debug file say (gABI chapters 4 and 5; elf(5)). Every place is checked before it is used.</summary>
/// <param name="Machine">The processor (<c>e_machine</c>).</param>
/// <param name="Sections">Its sections, the first and empty one too; none where they were stripped.</param>
/// <param name="BuildId">The GNU build id; null where the linker wrote none.</param>
/// <param name="DebugLink">Name of the file that its debug information was moved to (<c>.gnu_debuglink</c>); null where it names none.</param>
public sealed record ElfFile(int Machine, IReadOnlyList<ElfSection> Sections, byte[]? BuildId, string? DebugLink)
{
    private const int Executable = 2, Shared = 3, LargestNames = 16 * 1024 * 1024, LargestLink = 4096;

    /// <summary>What errors say of a file that should be one.</summary>
    public static FileKind Kind { get; } = new("whole ELF file", "Build it anew.");

    /// <summary>True when a file begins as a program, library or debug file of Intel and ARM processors does; object files and core dumps are none.</summary>
    public static bool Is(CheckedReader input) => input.Length >= 20
        && input.At(0, 20, "the ELF header") is [0x7f, (byte)'E', (byte)'L', (byte)'F', 1 or 2, 1, ..] head
        && BinaryPrimitives.ReadUInt16LittleEndian(head[16..]) is Executable or Shared;

    /// <summary>The section of a name that has content; null where there is none.</summary>
    public ElfSection? Section(string name) => Sections.FirstOrDefault(section => section.HasContent && section.Name == name);

    /// <summary>Reads the headers, the notes and the debug link.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>, naming offset and field.</exception>
    public static ElfFile Read(CheckedReader input)
    {
        if (!Is(input))
            throw input.Bad(0, "the ELF header", "is none of a program or library of an Intel or ARM processor");
        var layout = new ElfLayout(input);
        int machine = input.U16(18, "the machine");
        IReadOnlyList<ElfSection> sections = Named(input, layout.Sections(out int names), names);
        ElfSection? link = sections.FirstOrDefault(section => section.HasContent && section.Name == ".gnu_debuglink");
        byte[]? buildId = sections.Where(section => section is { HasContent: true, Type: ElfSection.Note }).Select(section => (section.Offset, section.Size))
            .Concat(layout.NoteSegments()).Select(notes => ElfNotes.BuildId(input, notes.Offset, notes.Size)).FirstOrDefault(id => id is not null);
        return new ElfFile(machine, sections, buildId, link is null ? null : Link(input, link));
    }

    private static ElfSection[] Named(CheckedReader input, IReadOnlyList<(uint Name, ElfSection Section)> sections, int names)
    {
        if (sections.Count == 0 || names == 0)
            return [.. sections.Select(one => one.Section)];
        if (names >= sections.Count)
            throw input.Bad(0, "the index of the section names", $"is {names}, and the file has {sections.Count} sections");
        ElfSection table = sections[names].Section;
        if (!table.HasContent || table.Size > LargestNames)
            throw input.Bad(table.Offset, "the names of the sections", $"have {(table.HasContent ? table.Size : 0)} bytes");
        byte[] texts = input.Bytes(table.Offset, (int)table.Size, "the names of the sections");
        return [.. sections.Select(one => one.Section with { Name = Text(one.Name) })];

        string Text(uint at)
        {
            int end = at < texts.Length ? Array.IndexOf(texts, (byte)0, (int)at) : -1;
            return end >= 0 ? Encoding.Latin1.GetString(texts, (int)at, end - (int)at)
                : throw input.Bad(table.Offset, "the name of a section", $"is at {at} of {texts.Length} bytes, and doesn't end there");
        }
    }

    private static string Link(CheckedReader input, ElfSection section)
    {
        if (section.Size > LargestLink)
            throw input.Bad(section.Offset, "the debug link", $"has {section.Size} bytes");
        byte[] bytes = input.Bytes(section.Offset, (int)section.Size, "the debug link");
        int end = Array.IndexOf(bytes, (byte)0);
        string name = end > 0 ? Encoding.UTF8.GetString(bytes, 0, end) : throw input.Bad(section.Offset, "the debug link", "is no text");
        return name.Contains('/', StringComparison.Ordinal) ? throw input.Bad(section.Offset, "the debug link", "is a path, and may be a name alone") : name;
    }
}
