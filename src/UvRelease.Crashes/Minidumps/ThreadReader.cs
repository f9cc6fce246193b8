using UvRelease.Formats;

namespace UvRelease.Crashes.Minidumps;

/// <summary>Reads threads and their names (MINIDUMP_THREAD_LIST, MINIDUMP_THREAD_NAME_LIST).</summary>
internal sealed class ThreadReader(CheckedReader reader, StreamFields fields, ContextReader contexts)
{
    private const int ThreadSize = 48;
    private const int NameSize = 12;

    public List<MinidumpThread> Read(CheckedReader? stream, Dictionary<uint, MinidumpText> names)
    {
        if (stream is null)
            throw reader.Bad(12, "the directory", "names no stream ThreadList, so that there is no stack");
        var threads = new List<MinidumpThread>();
        var seen = new HashSet<uint>();
        foreach (long entry in StreamFields.Entries(stream, ThreadSize, "threads"))
        {
            uint id = stream.U32(entry, "a thread's id");
            if (!seen.Add(id))
                throw stream.Bad(entry, "a thread's id", $"is {id}, which a thread before it has");
            ulong address = MemoryReader.Address(stream, entry + 24, "a stack's address");
            var stack = new Place(stream.U32(entry + 36, "a stack's place"), stream.U32(entry + 32, "a stack's size"));
            if (stack.Offset == 0 || stack.Size == 0)
                stack = default;
            reader.Part(stack.Offset, stack.Size, "a stack").Dispose();
            var context = new Place(stream.U32(entry + 44, "the place of registers"), stream.U32(entry + 40, "the size of registers"));
            threads.Add(new MinidumpThread(id, names.GetValueOrDefault(id), new MemoryRange(address, stack), context, contexts.Read(context)));
        }

        return threads;
    }

    public Dictionary<uint, MinidumpText> Names(CheckedReader? stream)
    {
        var names = new Dictionary<uint, MinidumpText>();
        if (stream is null)
            return names;
        foreach (long entry in StreamFields.Entries(stream, NameSize, "thread names"))
            names.TryAdd(stream.U32(entry, "a thread's id"), fields.Name(stream.U63(entry + 4, "the place of a thread's name"), "a thread's name"));
        return names;
    }
}
