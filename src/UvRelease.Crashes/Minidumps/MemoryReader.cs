using System.Buffers.Binary;
using UvRelease.Formats;

namespace UvRelease.Crashes.Minidumps;

/// <summary>Reads the lists of memory (MINIDUMP_MEMORY_LIST, MINIDUMP_MEMORY64_LIST).</summary>
internal static class MemoryReader
{
    /// <summary>An address of the process: any number of 64 bits.</summary>
    public static ulong Address(CheckedReader stream, long offset, string field) => BinaryPrimitives.ReadUInt64LittleEndian(stream.At(offset, 8, field));

    public static List<MemoryRange> Ranges(CheckedReader reader, CheckedReader? stream)
    {
        var ranges = new List<MemoryRange>();
        if (stream is null)
            return ranges;
        foreach (long entry in StreamFields.Entries(stream, 16, "ranges of memory"))
        {
            var place = new Place(stream.U32(entry + 12, "the place of memory"), stream.U32(entry + 8, "the size of memory"));
            reader.Part(place.Offset, place.Size, "memory").Dispose();
            ranges.Add(new MemoryRange(Address(stream, entry, "the address of memory"), place));
        }

        return ranges;
    }

    public static List<MemoryRange> Ranges64(CheckedReader reader, CheckedReader? stream)
    {
        var ranges = new List<MemoryRange>();
        if (stream is null)
            return ranges;
        long count = stream.U63(0, "the number of ranges of memory");
        if (count != (stream.Length - 16) / 16)
            throw stream.Bad(0, "the number of ranges of memory", $"is {count}, of 16 bytes each, and the stream has {stream.Length} bytes");
        long offset = stream.U63(8, "the place of memory");
        for (long entry = 16; entry < 16 + (count * 16); entry += 16)
        {
            long size = stream.U63(entry + 8, "the size of memory");
            reader.Part(offset, size, "memory").Dispose();
            ranges.Add(new MemoryRange(Address(stream, entry, "the address of memory"), new Place(offset, size)));
            offset += size;
        }

        return ranges;
    }
}
