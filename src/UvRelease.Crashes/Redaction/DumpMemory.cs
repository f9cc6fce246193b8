namespace UvRelease.Crashes.Redaction;

/// <summary>Memory of the process that is in the dump.</summary>
/// <param name="Address">Its address in the process.</param>
/// <param name="Offset">Its place in the dump.</param>
/// <param name="Size">Bytes.</param>
internal readonly record struct DumpMemory(ulong Address, long Offset, long Size)
{
    /// <summary>Reads the lists of memory and carries them over, without the memory.</summary>
    public static IReadOnlyList<DumpMemory> Read(DumpStreams streams, DumpPlan plan, int entrySize)
    {
        var memory = new List<DumpMemory>();
        if (streams.Find(DumpStreams.MemoryList) is { } list)
        {
            (long first, int count) = plan.List(list, entrySize, "the ranges of memory");
            plan.Add(list.Offset, list.Size, "the list of memory", Verbatim.All);
            for (long at = first; at < first + ((long)count * entrySize); at += entrySize)
                Add(Located(plan, at, "memory"));
        }

        if (streams.Find(DumpStreams.Memory64List) is { } list64)
        {
            ulong count = plan.U64(list64.Offset, "the count of the large ranges of memory");
            long place = plan.Reader.U63(list64.Offset + 8, "the offset of the large ranges of memory");
            if (count > ushort.MaxValue || list64.Size != 16 + ((long)count * entrySize))
                throw plan.Reader.Bad(list64.Offset, "the count of the large ranges of memory", $"is {count}, and its stream has {list64.Size} bytes");
            plan.Add(list64.Offset, list64.Size, "the list of large memory", Verbatim.All);
            for (long at = list64.Offset + 16; at < list64.Offset + list64.Size; at += entrySize)
            {
                var range = new DumpMemory(plan.U64(at, "the address of memory"), place, plan.Reader.U63(at + 8, "the size of memory"));
                Add(range);
                place += range.Size;
            }
        }

        return memory;

        void Add(DumpMemory range)
        {
            if (range.Size == 0)
                return;
            _ = plan.Reader.At(range.Offset, (int)Math.Min(range.Size, int.MaxValue), "a range of memory");
            memory.Add(range);
        }
    }

    /// <summary>The stacks of all threads: their own bytes, or else the range of memory that holds where they begin.</summary>
    public static IReadOnlyList<DumpMemory> Stacks(DumpPlan plan, long first, int count, int entrySize, IReadOnlyList<DumpMemory> memory)
    {
        var stacks = new HashSet<DumpMemory>();
        DumpMemory[] ordered = [.. memory.OrderBy(range => range.Address)];
        for (long at = first; at < first + ((long)count * entrySize); at += entrySize)
        {
            DumpMemory own = Located(plan, at + 24, "a stack");
            if (own is { Size: > 0, Offset: > 0 })
                stacks.Add(own);
            else if (own.Address > 0 && Holding(ordered, own.Address) is { } held)
                stacks.Add(held);
        }

        return [.. stacks];
    }

    // MINIDUMP_MEMORY_DESCRIPTOR.
    private static DumpMemory Located(DumpPlan plan, long at, string field) =>
        new(plan.U64(at, $"the address of {field}"), plan.Reader.U32(at + 12, $"the offset of {field}"), plan.Reader.U32(at + 8, $"the size of {field}"));

    private static DumpMemory? Holding(DumpMemory[] ordered, ulong address)
    {
        int least = 0, most = ordered.Length;
        while (least < most)
        {
            int middle = (least + most) / 2;
            if (ordered[middle].Address <= address)
                least = middle + 1;
            else
                most = middle;
        }

        return least > 0 && address - ordered[least - 1].Address < (ulong)ordered[least - 1].Size ? ordered[least - 1] : null;
    }
}
