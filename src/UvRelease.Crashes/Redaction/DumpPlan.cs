using System.Buffers.Binary;
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
    /// <summary>Entries that a list may have: no process has as many threads, modules or ranges.</summary>
    private const uint MostEntries = 1 << 16;

    private readonly List<Region> regions = [];

    /// <summary>The dump.</summary>
    public CheckedReader Reader => reader;

    /// <summary>Adds a part.</summary>
    /// <exception cref="Releases.ReleaseException">The part isn't there.</exception>
    public void Add(long offset, long length, string field, Rewriting how)
    {
        if (length == 0)
            return;
        _ = reader.At(offset, (int)Math.Min(length, int.MaxValue), field);
        regions.Add(new Region((int)offset, (int)length, field, how));
    }

    /// <summary>Adds a text with its length in front of it (MINIDUMP_STRING, MinidumpUTF8String).</summary>
    public void AddText(long offset, string field, Rewriting how) => Add(offset, TextLength(offset, field) + 4, field, how);

    /// <summary>Bytes of a text.</summary>
    /// <exception cref="Releases.ReleaseException">It goes beyond the end.</exception>
    public long TextLength(long offset, string field)
    {
        uint length = reader.U32(offset, $"the length of {field}");
        _ = reader.At(offset + 4, (int)Math.Min(length, int.MaxValue), field);
        return length;
    }

    /// <summary>A number of 64 bits that may be any.</summary>
    public ulong U64(long offset, string field) => BinaryPrimitives.ReadUInt64LittleEndian(reader.At(offset, 8, field));

    /// <summary>Reads how many entries a list has, and where the first is: some writers put four bytes between.</summary>
    /// <exception cref="Releases.ReleaseException">The count and the stream's size disagree.</exception>
    public (long First, int Count) List(DumpStream stream, int entry, string field)
    {
        uint count = reader.U32(stream.Offset, $"the count of {field}");
        long rest = stream.Size - (long)count * entry;
        if (count > MostEntries || rest is not (4 or 8))
            throw reader.Bad(stream.Offset, $"the count of {field}", $"is {count}, and its stream has {stream.Size} bytes");
        return (stream.Offset + rest, (int)count);
    }

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
}
