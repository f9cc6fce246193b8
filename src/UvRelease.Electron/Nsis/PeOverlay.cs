using System.Buffers.Binary;

namespace UvRelease.Electron.Nsis;

/// <summary>Where the part of a PE file ends that Windows loads (PE Format, "Section Table").</summary>
internal static class PeOverlay
{
    private const int SectionSize = 40;
    private const int MostSections = 96;

    /// <summary>Offset of the first byte behind every section, whatever their names: MinGW's stubs have .idata and others.</summary>
    public static int Offset(NsisBytes file)
    {
        if (!file.Read(0, 2, "MZ header").AsSpan().SequenceEqual("MZ"u8))
            throw file.Wrong("it doesn't start with MZ", 0);
        long pe = BinaryPrimitives.ReadUInt32LittleEndian(file.Read(0x3c, 4, "offset of the PE header"));
        byte[] header = file.Read(pe, 24, "PE header");
        if (!header.AsSpan().StartsWith("PE\0\0"u8))
            throw file.Wrong("there is no PE header", pe);
        int count = BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(6)), optional = BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(20));
        if (count is 0 or > MostSections)
            throw file.Wrong($"it tells of {count} sections", pe + 6);
        long table = pe + 24 + optional, end = 0;
        byte[] sections = file.Read(table, count * SectionSize, "section table");
        for (int at = 0; at < sections.Length; at += SectionSize)
        {
            long size = BinaryPrimitives.ReadUInt32LittleEndian(sections.AsSpan(at + 16)), start = BinaryPrimitives.ReadUInt32LittleEndian(sections.AsSpan(at + 20));
            if (start != 0 && start + size > file.Length)
                throw file.Wrong("a section passes the end of the file", table + at);
            end = Math.Max(end, start != 0 ? start + size : 0);
        }

        return end is > 0 and <= int.MaxValue ? (int)end : throw file.Wrong("no section holds anything", table);
    }
}
