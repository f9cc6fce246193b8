using UvRelease.Crashes.Minidumps;

namespace UvRelease.Crashes.Walking;

/// <summary>
/// Which module an address is in. Linux lists modules that overlap (a library that was updated while it was mapped): there the lower one ends where the
/// higher one begins. Elsewhere the first one stays.
/// </summary>
internal sealed class ModuleMap
{
    private readonly List<Entry> entries = [];

    public ModuleMap(IReadOnlyList<MinidumpModule> modules, bool lowerOneEnds)
    {
        Modules = modules;
        for (int module = 0; module < modules.Count; module++)
        {
            if (modules[module].Size > 0 && modules[module].Base <= ulong.MaxValue - modules[module].Size)
                Add(modules[module].Base, modules[module].Base + modules[module].Size - 1, module, lowerOneEnds);
        }
    }

    /// <summary>The modules, in the order of the minidump.</summary>
    public IReadOnlyList<MinidumpModule> Modules { get; }

    /// <summary>The modules by address: places in <see cref="Modules"/>.</summary>
    public IEnumerable<int> ByAddress => entries.Select(entry => entry.Module);

    /// <summary>Place of the module of an address in <see cref="Modules"/>; −1 where there is none.</summary>
    public int Find(ulong address)
    {
        int place = AtOrAfter(address);
        return place < entries.Count && entries[place].Start <= address ? entries[place].Module : -1;
    }

    private int AtOrAfter(ulong address)
    {
        int low = 0;
        for (int high = entries.Count; low < high;)
        {
            int middle = (low + high) / 2;
            if (entries[middle].High < address)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    private void Add(ulong start, ulong high, int module, bool lowerOneEnds)
    {
        while (true)
        {
            int place = AtOrAfter(start), last = AtOrAfter(high);
            // What ends within the new one, else what begins within it.
            int other = place != last ? place : last < entries.Count && entries[last].Start <= high ? last : -1;
            if (other < 0)
            {
                entries.Insert(place, new Entry(start, high, module));
                return;
            }

            if (!lowerOneEnds || entries[other].Start == start)
                return;
            if (start < entries[other].Start)
                high = entries[other].Start - 1;
            else
                entries[other] = entries[other] with { High = start - 1 };
        }
    }

    private readonly record struct Entry(ulong Start, ulong High, int Module);
}
