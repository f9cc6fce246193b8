using System.Buffers.Binary;
using UvRelease.Releases;

namespace UvRelease.Formats.Pe;

/// <summary>Where the part of a PE file ends that Windows loads (PE Format, "Section Table").</summary>
public static class PeOverlay
{
    private const int SectionSize = 40;
    private const int MostSections = 96;

    /// <summary>Offset of the first byte behind every section, whatever their names: MinGW's stubs have .idata and others.</summary>
    /// <exception cref="ReleaseException">It is no PE file, naming offset and field.</exception>
    public static int Offset(CheckedReader file)
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
        long table = pe + 24 + optional, end = 0;
        byte[] sections = file.Bytes(table, count * SectionSize, "the section table");
        for (int at = 0; at < sections.Length; at += SectionSize)
        {
            long size = BinaryPrimitives.ReadUInt32LittleEndian(sections.AsSpan(at + 16)),
                start = BinaryPrimitives.ReadUInt32LittleEndian(sections.AsSpan(at + 20));
            if (start != 0 && start + size > file.Length)
                throw file.Bad(table + at + 20, "the place of a section", $"is {start} with {size} bytes, and the file has {file.Length}");
            end = Math.Max(end, start != 0 ? start + size : 0);
        }

        return end is > 0 and <= int.MaxValue ? (int)end : throw file.Bad(table, "the section table", "has no section that holds anything");
    }
}
