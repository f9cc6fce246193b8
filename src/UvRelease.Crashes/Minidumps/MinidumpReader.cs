using UvRelease.Formats;

namespace UvRelease.Crashes.Minidumps;

/// <summary>Reads the directory and each stream that is known.</summary>
internal sealed class MinidumpReader(CheckedReader reader)
{
    public static readonly FileKind Kind = new("minidump to be trusted", "Take the file as the crash handler wrote it.");

    private const uint Signature = 0x504d444d;
    private const ushort FormatVersion = 0xa793;
    private const int DirectoryEntry = 12;

    private readonly StreamFields fields = new(reader);

    public Minidump Read()
    {
        CheckHeader();
        List<MinidumpStream> streams = Directory();
        var byType = streams.GroupBy(stream => stream.Type).ToDictionary(group => group.Key, group => group.ToList());
        CheckedReader? Stream(StreamType type)
        {
            if (!byType.TryGetValue(type, out List<MinidumpStream>? found))
                return null;
            return found.Count == 1
                ? reader.Part(found[0].Place.Offset, found[0].Place.Size, $"the stream {type}")
                : throw reader.Bad(found[1].Place.Offset, $"the stream {type}", "is there a second time");
        }

        MinidumpSystem system = new SystemReader(reader, fields).Read(Stream(StreamType.SystemInfo));
        var contexts = new ContextReader(reader, system.Processor);
        var modules = new ModuleReader(reader, fields, system.Platform);
        var crashpad = new CrashpadReader(reader, fields);
        (uint? dumpThread, uint? requestingThread) = StreamFields.BreakpadThreads(Stream(StreamType.BreakpadInfo));
        MinidumpException? exception = new ExceptionReader(reader, contexts).Read(Stream(StreamType.Exception));
        var threads = new ThreadReader(reader, fields, contexts);
        return new Minidump(reader)
        {
            Time = reader.U32(20, "the time"),
            Streams = streams,
            System = system,
            Memory = [.. MemoryReader.Ranges(reader, Stream(StreamType.MemoryList)), .. MemoryReader.Ranges64(reader, Stream(StreamType.Memory64List))],
            Threads = threads.Read(Stream(StreamType.ThreadList), threads.Names(Stream(StreamType.ThreadNames))),
            Modules = modules.Read(Stream(StreamType.ModuleList)),
            UnloadedModules = modules.ReadUnloaded(Stream(StreamType.UnloadedModuleList)),
            Exception = exception,
            DumpThread = dumpThread,
            RequestingThread = exception?.ThreadId ?? requestingThread,
            Assertion = exception is null ? StreamFields.Assertion(Stream(StreamType.Assertion)) : null,
            ProcessId = StreamFields.ProcessId(Stream(StreamType.MiscInfo)),
            Crashpad = crashpad.Read(Stream(StreamType.CrashpadInfo)),
        };
    }

    private void CheckHeader()
    {
        uint signature = reader.U32(0, "the signature");
        if (signature == System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(Signature))
            throw reader.Bad(0, "the signature", "is of a processor that writes the highest byte first, which no longer runs what is released here");
        if (signature != Signature)
            throw reader.Bad(0, "the signature", $"is 0x{signature:x8}, not 0x{Signature:x8} (MDMP)");
        uint version = reader.U32(4, "the version");
        if ((ushort)version != FormatVersion)
            throw reader.Bad(4, "the version", $"is 0x{(ushort)version:x4}, not 0x{FormatVersion:x4}");
    }

    private List<MinidumpStream> Directory()
    {
        long count = reader.U32(8, "the number of streams");
        long directory = reader.U32(12, "the place of the directory");
        using CheckedReader part = reader.Part(directory, count * DirectoryEntry, $"the directory of {count} streams");
        var streams = new List<MinidumpStream>();
        for (long entry = 0; entry < part.Length; entry += DirectoryEntry)
        {
            var type = (StreamType)part.U32(entry, "a stream's type");
            var place = new Place(part.U32(entry + 8, "a stream's place"), part.U32(entry + 4, "a stream's size"));
            if (type == StreamType.Unused || place.Offset == 0)
                continue;
            reader.Part(place.Offset, place.Size, $"the stream {type}").Dispose();
            streams.Add(new MinidumpStream(type, place));
        }

        CheckOverlaps(streams);
        return streams;
    }

    private void CheckOverlaps(List<MinidumpStream> streams)
    {
        MinidumpStream? before = null;
        foreach (MinidumpStream stream in streams.Where(stream => stream.Place.Size > 0).OrderBy(stream => stream.Place.Offset))
        {
            if (before is not null && before.Place.Offset + before.Place.Size > stream.Place.Offset)
                throw reader.Bad(stream.Place.Offset, $"the stream {stream.Type}", $"begins within the stream {before.Type}");
            before = stream;
        }
    }
}
