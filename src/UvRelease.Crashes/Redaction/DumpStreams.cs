using System.Buffers.Binary;
using UvRelease.Formats;

namespace UvRelease.Crashes.Redaction;

/// <summary>Where a stream is.</summary>
internal readonly record struct DumpStream(long Offset, long Size);

/// <summary>Header and directory of a dump. Source: MINIDUMP_HEADER of Windows' minidumpapiset.h; minidump_format.h of Breakpad.</summary>
internal sealed class DumpStreams
{
    public const uint ThreadList = 3, ModuleList = 4, MemoryList = 5, Exception = 6, SystemInfo = 7, Memory64List = 9, MiscInfo = 15, ThreadNames = 24;
    public const uint CrashpadInfo = 0x43500001, BreakpadInfo = 0x47670001;

    private const uint Signature = 0x504d444d, Unused = 0;
    private const int HeaderSize = 32, EntrySize = 12, ChecksumAt = 16;

    private readonly Dictionary<uint, DumpStream> streams = [];
    private readonly List<(int At, uint Type)> entries = [];
    private readonly CheckedReader reader;
    private readonly long directory;

    /// <summary>Reads header and directory.</summary>
    /// <exception cref="Releases.ReleaseException">They are none, or a stream that is kept occurs twice.</exception>
    public DumpStreams(CheckedReader reader)
    {
        this.reader = reader;
        if (reader.U32(0, "the signature") != Signature)
            throw reader.Bad(0, "the signature", "is not MDMP");
        uint count = reader.U32(8, "the number of streams");
        directory = reader.U32(12, "the offset of the directory");
        if (count > reader.Length / EntrySize)
            throw reader.Bad(8, "the number of streams", $"is {count}, and {reader.Length} bytes are there");
        for (int entry = 0; entry < count; entry++)
        {
            long at = directory + ((long)entry * EntrySize);
            uint type = reader.U32(at, "the type of a stream");
            var stream = new DumpStream(reader.U32(at + 8, "the offset of a stream"), reader.U32(at + 4, "the size of a stream"));
            entries.Add(((int)(at - directory), type));
            if (type == Unused || stream.Offset == 0)
                continue;
            _ = reader.At(stream.Offset, (int)Math.Min(stream.Size, int.MaxValue), $"the stream of type 0x{type:x}");
            if (!streams.TryAdd(type, stream))
                throw reader.Bad(at, "the type of a stream", $"is 0x{type:x}, as that of one before it");
        }
    }

    /// <summary>A stream that must be there.</summary>
    /// <exception cref="Releases.ReleaseException">It isn't.</exception>
    public DumpStream Needed(uint type, string name) => Find(type) ?? throw reader.Bad(directory, "the directory", $"has no {name}");

    /// <summary>A stream; null where there is none.</summary>
    public DumpStream? Find(uint type) => streams.TryGetValue(type, out DumpStream stream) ? stream : null;

    /// <summary>
    /// Adds header and directory to what is carried over. Streams of text keep their place, and their bytes are zero; others that nobody keeps lose their
    /// entry, because zeros are no list.
    /// </summary>
    public void Keep(DumpPlan plan)
    {
        byte[] header = reader.Bytes(0, HeaderSize, "the header");
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(ChecksumAt), 0);
        plan.Add(0, HeaderSize, "the header", new Replaced(header));
        byte[] table = reader.Bytes(directory, entries.Count * EntrySize, "the directory");
        foreach ((int at, uint type) in entries.Where(entry => !IsKept(entry.Type) && !IsText(entry.Type)))
            table.AsSpan(at, EntrySize).Clear();
        plan.Add(directory, table.Length, "the directory", new Replaced(table));
    }

    /// <summary>How many streams are cleared.</summary>
    public int Cleared => streams.Keys.Count(type => !IsKept(type));

    private static bool IsKept(uint type) =>
        type is ThreadList or ModuleList or MemoryList or Exception or SystemInfo or Memory64List or MiscInfo or ThreadNames or CrashpadInfo or BreakpadInfo;

    // cpuinfo, status, lsb-release, command line, environment, auxiliary vector, maps of Linux.
    private static bool IsText(uint type) => type is >= 0x47670003 and <= 0x47670009;
}
