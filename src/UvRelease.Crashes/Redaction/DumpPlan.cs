using System.Buffers.Binary;
using UvRelease.Crashes.Minidumps;
using UvRelease.Formats;

namespace UvRelease.Crashes.Redaction;

/// <summary>A part of a dump that is carried over.</summary>
internal readonly record struct Region(int Offset, int Length, string Field, Rewriting How);

/// <summary>
/// What is carried over from a dump into its copy: whatever nobody adds stays zero there, so that what isn't known isn't kept. A part may be added again
/// as what it is, as dumps name a stack twice; parts that overlap otherwise are an error, for one could bring back what the other takes out.
/// </summary>
/// <param name="reader">The dump.</param>
internal sealed class DumpPlan(CheckedReader reader)
{
    private readonly List<Region> regions = [];

    /// <summary>The dump.</summary>
    public CheckedReader Reader => reader;

    /// <summary>Adds a part.</summary>
    /// <exception cref="Releases.ReleaseException">The part isn't there.</exception>
    public void Add(Place place, string field, Rewriting how)
    {
        if (place.Size == 0)
            return;
        _ = reader.At(place.Offset, (int)Math.Min(place.Size, int.MaxValue), field);
        regions.Add(new Region((int)place.Offset, (int)place.Size, field, how));
    }

    /// <summary>Adds a text with its length in front of it (MINIDUMP_STRING, MinidumpUTF8String).</summary>
    public void Add(MinidumpText text, string field, Rewriting how) => Add(new Place(text.Place.Offset - 4, text.Place.Size + 4), field, how);

    /// <summary>Makes the copy.</summary>
    /// <exception cref="Releases.ReleaseException">Two parts overlap.</exception>
    public byte[] Write(ReadOnlySpan<byte> dump, RedactionCounts counts)
    {
        byte[] copy = new byte[dump.Length];
        regions.Sort(static (one, other) => one.Offset != other.Offset ? one.Offset.CompareTo(other.Offset) : one.Length.CompareTo(other.Length));
        Region before = default;
        foreach (Region region in regions)
        {
            bool again = region.Offset == before.Offset && region.Length == before.Length && region.How.Equals(before.How);
            if (again)
                continue;
            if (region.Offset < before.Offset + before.Length)
                throw reader.Bad(region.Offset, region.Field, $"overlaps {before.Field}, which begins at {before.Offset} and has {before.Length} bytes");
            region.How.Write(dump.Slice(region.Offset, region.Length), copy.AsSpan(region.Offset, region.Length), counts);
            before = region;
        }

        return copy;
    }

    /// <summary>Adds header and directory. Streams that nobody keeps lose their entry, except those of text: zeros are no list.</summary>
    /// <returns>How many streams are cleared.</returns>
    public int AddDirectory()
    {
        const int headerSize = 32, entrySize = 12, checksumAt = 16;
        byte[] header = reader.Bytes(0, headerSize, "the header");
        header.AsSpan(checksumAt, 4).Clear();
        Add(new Place(0, headerSize), "the header", new Replaced(header));
        var place = new Place(reader.U32(12, "the place of the directory"), entrySize * (long)reader.U32(8, "the number of streams"));
        _ = reader.At(place.Offset, (int)Math.Min(place.Size, int.MaxValue), "the directory");
        byte[] table = reader.Bytes(place.Offset, (int)place.Size, "the directory");
        int cleared = 0;
        for (int entry = 0; entry < table.Length; entry += entrySize)
        {
            var type = (StreamType)BinaryPrimitives.ReadUInt32LittleEndian(table.AsSpan(entry));
            cleared += IsKept(type) ? 0 : 1;
            if (!IsKept(type) && !IsText(type))
                table.AsSpan(entry, entrySize).Clear();
        }

        Add(place, "the directory", new Replaced(table));
        return cleared;
    }

    private static bool IsKept(StreamType type) => type is StreamType.ThreadList or StreamType.ModuleList or StreamType.MemoryList or StreamType.Exception
        or StreamType.SystemInfo or StreamType.Memory64List or StreamType.MiscInfo or StreamType.ThreadNames or StreamType.CrashpadInfo
        or StreamType.BreakpadInfo or StreamType.Unused;

    private static bool IsText(StreamType type) => type is StreamType.LinuxCpuInfo or StreamType.LinuxProcStatus or StreamType.LinuxLsbRelease
        or StreamType.LinuxCommandLine or StreamType.LinuxEnvironment or StreamType.LinuxAuxv or StreamType.LinuxMaps;
}
