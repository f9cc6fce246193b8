using UvRelease.Releases;

namespace UvRelease.Formats.Pe;

/// <summary>Where the part of a PE file ends that Windows loads (PE Format, "Section Table").</summary>
public static class PeOverlay
{
    /// <summary>Offset of the first byte behind every section, whatever their names: MinGW's stubs have .idata and others.</summary>
    /// <exception cref="ReleaseException">It is no PE file, naming offset and field.</exception>
    public static int Offset(CheckedReader file)
    {
        var headers = PeHeaders.Read(file);
        long end = headers.Sections.Max(section => section.Offset == 0 ? 0 : (long)section.Offset + section.Size);
        return end is > 0 and <= int.MaxValue ? (int)end : throw file.Bad(headers.Table, "the section table", "has no section that holds anything");
    }
}
