using System.Runtime.InteropServices;

namespace UvRelease.Crashes.Symbols.Breakpad;

/// <summary>What the records of a symbol file say, as tables. Lines are written where they come, since they are most of a file.</summary>
internal sealed class SymbolTables(Stream lineRows)
{
    private readonly List<FunctionRow> functions = [];
    private readonly List<(int First, int Count)> segmentsOf = [];
    private readonly List<InlineSegment> segments = [];
    private readonly List<CfiInit> inits = [];
    private readonly List<CfiDelta> deltas = [];
    private readonly List<PublicRow> publics = [];
    private readonly HashSet<uint> publicAddresses = [];
    private readonly List<LineRow> lines = [];
    private readonly InlineTree inlines = new();
    private FunctionRow function;
    private bool hasFunction;
    private int inlineLevel;

    /// <summary>All texts.</summary>
    public TextTable Texts { get; } = new();

    /// <summary>Source files.</summary>
    public NumberedTexts Files { get; } = new();

    /// <summary>Names of functions that were inlined.</summary>
    public NumberedTexts Origins { get; } = new();

    /// <summary>Calls that were inlined.</summary>
    public List<InlineNode> InlineNodes { get; } = [];

    /// <summary>How many lines were written.</summary>
    public int LineCount { get; private set; }

    /// <summary>The module's id and name, as the first record has them.</summary>
    public (int Id, int Name, int Processor) Module { get; set; }

    /// <summary>Records that could not be read.</summary>
    public int Malformed { get; set; }

    /// <summary>Begins a function. What follows is of it.</summary>
    public void Function(ulong address, ulong size, ReadOnlySpan<byte> name)
    {
        EndFunction();
        hasFunction = true;
        function = Range(address, size) is var (start, high) ? new FunctionRow(start, high, Texts.Add(name), 0, 0) : default;
    }

    /// <summary>Adds a line of the function; false where no function has begun.</summary>
    public bool Line(ulong address, ulong size, int line, int file)
    {
        if (!hasFunction)
            return false;
        if (Range(address, size) is var (start, high))
            lines.Add(new LineRow(start, high, line, Files.Place(file)));
        return true;
    }

    /// <summary>Whether an INLINE record of this depth can be one of the function.</summary>
    public bool Inline(int level)
    {
        if (!hasFunction || level > inlineLevel + 1)
            return false;
        inlineLevel = level;
        return true;
    }

    /// <summary>Adds a range of an INLINE record.</summary>
    public void Inline(ulong address, ulong size, int origin, int callLine, int callFile)
    {
        if (Range(address, size) is var (start, high))
            inlines.Add(start, high, Origins.Place(origin), callLine, Files.Place(callFile));
    }

    /// <summary>Adds a symbol without a size; false where there is one at the address.</summary>
    public bool Public(ulong address, ReadOnlySpan<byte> name)
    {
        // Symbols of no address are written as 0: Breakpad's comment on ntdll.pdb.
        if (address is 0 or > uint.MaxValue)
            return true;
        if (!publicAddresses.Add((uint)address))
            return false;
        publics.Add(new PublicRow((uint)address, Texts.Add(name)));
        return true;
    }

    /// <summary>Adds the first rules of a range.</summary>
    public void Rules(ulong address, ulong size, ReadOnlySpan<byte> rules)
    {
        if (Range(address, size) is var (start, high))
            inits.Add(new CfiInit(start, high, Texts.Add(rules)));
    }

    /// <summary>Adds what changes from an address on.</summary>
    public void Rules(ulong address, ReadOnlySpan<byte> rules)
    {
        if (address <= uint.MaxValue)
            deltas.Add(new CfiDelta((uint)address, Texts.Add(rules)));
    }

    /// <summary>Ends the function: its lines are written.</summary>
    public void EndFunction()
    {
        if (!hasFunction)
            return;
        hasFunction = false;
        inlineLevel = 0;
        int firstSegment = segments.Count;
        inlines.Flatten(function.Start, function.High, segments, InlineNodes);
        if (function != default)
        {
            List<LineRow> kept = FirstOfOverlapping.Keep(lines);
            lineRows.Write(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(kept)));
            functions.Add(function with { FirstLine = LineCount, LineCount = kept.Count });
            segmentsOf.Add((firstSegment, segments.Count - firstSegment));
            LineCount = checked(LineCount + kept.Count);
        }

        lines.Clear();
    }

    /// <summary>The functions, by address.</summary>
    public List<FunctionRow> Functions() => FirstOfOverlapping.Keep(functions);

    /// <summary>Inlined code of the functions that stayed, by address.</summary>
    public List<InlineSegment> Segments()
    {
        List<FunctionRow> kept = Functions();
        if (ReferenceEquals(kept, functions))
            return segments;
        var places = functions.Select((row, place) => (row, place)).DistinctBy(one => one.row).ToDictionary(one => one.row, one => one.place);
        return [.. kept.SelectMany(row => segments.GetRange(segmentsOf[places[row]].First, segmentsOf[places[row]].Count))];
    }

    /// <summary>The symbols without a size, by address.</summary>
    public List<PublicRow> Publics() => [.. publics.OrderBy(one => one.Address)];

    /// <summary>Rules by address.</summary>
    public List<CfiInit> Inits() => FirstOfOverlapping.Keep(inits);

    /// <summary>Changes of rules by address; of two at one address the last.</summary>
    public List<CfiDelta> Deltas()
    {
        var sorted = new List<CfiDelta>(deltas.Count);
        foreach (CfiDelta delta in deltas.OrderBy(delta => delta.Address))
        {
            if (sorted.Count > 0 && sorted[^1].Address == delta.Address)
                sorted[^1] = delta;
            else
                sorted.Add(delta);
        }

        return sorted;
    }

    // A module has at most 4 GiB: no address of a process is looked up behind them.
    private static (uint Start, uint High)? Range(ulong address, ulong size) =>
        size > 0 && address <= uint.MaxValue && address + (size - 1) >= address ? ((uint)address, (uint)Math.Min(address + (size - 1), uint.MaxValue)) : null;
}
