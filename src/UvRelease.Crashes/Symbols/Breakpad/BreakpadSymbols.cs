using System.Runtime.InteropServices;
using System.Text;
using UvRelease.Crashes.Symbols.Files;
using UvRelease.Formats;
using static UvRelease.Crashes.Symbols.Breakpad.SymbolCacheFormat;

namespace UvRelease.Crashes.Symbols.Breakpad;

/// <summary>What the symbols say of an address.</summary>
/// <param name="Name">Number of the function's name; −1 where no function is known.</param>
/// <param name="Start">Where the function begins, from the beginning of the module.</param>
/// <param name="File">Number of the source file's name; −1 where no line is known.</param>
/// <param name="Line">The line; 0 where none is known.</param>
/// <param name="LineStart">Where the line's code begins; null where none is known.</param>
public readonly record struct SymbolHit(int Name, uint Start, int File, int Line, uint? LineStart);

/// <summary>A call that the compiler inlined.</summary>
/// <param name="Name">Number of its function's name; −1 where it is not known.</param>
/// <param name="Start">Where its code begins.</param>
/// <param name="CallFile">Number of the name of the file that it is called in; −1 where it is not known.</param>
/// <param name="CallLine">The line that it is called in.</param>
/// <param name="Parent">The call around it, for the next look; −1 at the last.</param>
public readonly record struct InlineCall(int Name, uint Start, int CallFile, int CallLine, int Parent);

/// <summary>
/// The symbols of one module, in a mapped file. Addresses are counted from the beginning of the module. A look-up allocates nothing. Several threads
/// may look at once.
/// </summary>
public sealed class BreakpadSymbols : IDisposable
{
    private static readonly FileKind Kind = new("symbol cache", "Remove the file: it is made anew.", Releases.Fault.Environment);

    private readonly CheckedReader reader;
    private readonly (long Offset, int Bytes)[] tables = new (long, int)[RowSizes.Length];

    private BreakpadSymbols(CheckedReader reader)
    {
        this.reader = reader;
        if (reader.U32(0, "the signature") != Signature || reader.U32(4, "the version") != SymbolCacheFormat.Version
            || reader.U63(8, "the size") != reader.Length)
            throw reader.Bad(0, "the header", "is of another version, or the file is not whole");
        for (int table = 0; table < tables.Length; table++)
        {
            int place = FirstTable + (table * 16);
            long offset = reader.U63(place, "the place of a table"), rows = reader.U63(place + 8, "the rows of a table");
            if (rows > int.MaxValue / RowSizes[table])
                throw reader.Bad(place, "a table", $"has {rows} rows, more than can be mapped");
            tables[table] = (offset, (int)rows * RowSizes[table]);
            reader.Part(offset, tables[table].Bytes, "a table").Dispose();
        }

        Malformed = (int)reader.U32(24, "the malformed records");
        DebugId = Encoding.UTF8.GetString(Text((int)reader.U32(16, "the module's id")));
        DebugFile = Encoding.UTF8.GetString(Text((int)reader.U32(20, "the module's name")));
        Processor = BreakpadHead.Processor(Encoding.UTF8.GetString(Text((int)reader.U32(28, "the processor"))));
    }

    /// <summary>Id of the module, as the file has it.</summary>
    public string DebugId { get; }

    /// <summary>Name of the debug file.</summary>
    public string DebugFile { get; }

    /// <summary>The processor that they are of: <c>x86</c>, <c>amd64</c>, <c>arm64</c> or <c>arm</c>; null where it is none of them.</summary>
    public string? Processor { get; }

    /// <summary>Records that could not be read and are left out.</summary>
    public int Malformed { get; }

    /// <summary>Opens a file that <see cref="SymbolCache"/> made.</summary>
    /// <exception cref="Releases.ReleaseException">It is of another version, or not whole.</exception>
    internal static BreakpadSymbols Open(string path)
    {
        CheckedReader mapped = CheckedReader.Map(path, Path.GetFileName(path), Kind);
        try
        {
            return new BreakpadSymbols(mapped);
        }
        catch
        {
            mapped.Dispose();
            throw;
        }
    }

    /// <summary>A text in UTF-8; empty where there is none of the number.</summary>
    public ReadOnlySpan<byte> Text(int number)
    {
        ReadOnlySpan<uint> offsets = Rows<uint>(Table.TextOffsets);
        ReadOnlySpan<byte> texts = Rows<byte>(Table.Texts);
        if ((uint)number >= (uint)offsets.Length - 1)
            return default;
        uint start = offsets[number], end = offsets[number + 1];
        return start <= end && end <= texts.Length ? texts[(int)start..(int)end] : default;
    }

    /// <summary>Looks for a function, or a public symbol where no function is known.</summary>
    public SymbolHit Find(uint address)
    {
        ReadOnlySpan<FunctionRow> functions = Rows<FunctionRow>(Table.Functions);
        int place = RangeSearch.AtOrAfter(functions, address);
        if (place < functions.Length && functions[place].Start <= address)
            return Line(functions[place], address);
        ReadOnlySpan<PublicRow> publics = Rows<PublicRow>(Table.Publics);
        int after = 0;
        for (int high = publics.Length; after < high;)
        {
            int middle = (int)(((uint)after + (uint)high) / 2);
            if (publics[middle].Address <= address)
                after = middle + 1;
            else
                high = middle;
        }

        // A public symbol reaches as far as the next function begins.
        bool isKnown = after > 0 && (place == 0 || publics[after - 1].Address > functions[place - 1].Start);
        return isKnown ? new SymbolHit(publics[after - 1].Name, publics[after - 1].Address, -1, 0, null) : new SymbolHit(-1, 0, -1, 0, null);
    }

    /// <summary>The innermost inlined call at an address; −1 where nothing is inlined. See <see cref="Inline"/>.</summary>
    public int FindInline(uint address)
    {
        ReadOnlySpan<InlineSegment> segments = Rows<InlineSegment>(Table.InlineSegments);
        int place = RangeSearch.AtOrAfter(segments, address);
        return place < segments.Length && segments[place].Start <= address ? segments[place].Node : -1;
    }

    /// <summary>An inlined call.</summary>
    public InlineCall Inline(int call)
    {
        ReadOnlySpan<InlineNode> nodes = Rows<InlineNode>(Table.InlineNodes);
        if ((uint)call >= (uint)nodes.Length)
            return new InlineCall(-1, 0, -1, 0, -1);
        InlineNode node = nodes[call];
        int parent = node.Parent < call ? node.Parent : -1;
        return new InlineCall(Numbered(Table.Origins, node.Origin), node.Start, Numbered(Table.Files, node.CallFile), node.CallLine, parent);
    }

    /// <summary>The rules for an address: numbers of the texts of the first ones and of what changes them, in order.</summary>
    /// <param name="address">The address.</param>
    /// <param name="initial">Number of the first rules.</param>
    /// <param name="changes">What changes them up to the address.</param>
    /// <returns>False where there are no rules.</returns>
    internal bool FindRules(uint address, out int initial, out ReadOnlySpan<CfiDelta> changes)
    {
        ReadOnlySpan<CfiInit> inits = Rows<CfiInit>(Table.CfiInits);
        int place = RangeSearch.AtOrAfter(inits, address);
        if (place == inits.Length || inits[place].Start > address)
        {
            initial = -1;
            changes = default;
            return false;
        }

        ReadOnlySpan<CfiDelta> deltas = Rows<CfiDelta>(Table.CfiDeltas);
        int first = 0;
        for (int high = deltas.Length; first < high;)
        {
            int middle = (int)(((uint)first + (uint)high) / 2);
            if (deltas[middle].Address < inits[place].Start)
                first = middle + 1;
            else
                high = middle;
        }

        int last = first;
        while (last < deltas.Length && deltas[last].Address <= address)
            last++;
        initial = inits[place].Rules;
        changes = deltas[first..last];
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => reader.Dispose();

    private SymbolHit Line(FunctionRow function, uint address)
    {
        ReadOnlySpan<LineRow> lines = Rows<LineRow>(Table.Lines);
        if (function.LineCount <= 0 || function.FirstLine < 0 || function.FirstLine > lines.Length - function.LineCount)
            return new SymbolHit(function.Name, function.Start, -1, 0, null);
        lines = lines.Slice(function.FirstLine, function.LineCount);
        int place = RangeSearch.AtOrAfter(lines, address);
        return place < lines.Length && lines[place].Start <= address
            ? new SymbolHit(function.Name, function.Start, Numbered(Table.Files, lines[place].File), lines[place].Line, lines[place].Start)
            : new SymbolHit(function.Name, function.Start, -1, 0, null);
    }

    private int Numbered(Table table, int place)
    {
        ReadOnlySpan<int> numbers = Rows<int>(table);
        return (uint)place < (uint)numbers.Length ? numbers[place] : -1;
    }

    private ReadOnlySpan<T> Rows<T>(Table table)
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(reader.At(tables[(int)table].Offset, tables[(int)table].Bytes, "a table"));
}
