using UvRelease.Formats;
using UvRelease.Releases;

namespace UvRelease.Crashes.SourceMaps;

/// <summary>
/// A source map (ECMA-426, with debug ids as its proposal has them): says which place of which source a place of the generated code came from. The document
/// stays mapped, and texts are read when they are asked for. Lines and columns are counted from 0, columns in UTF-16 units. For one thread.
/// </summary>
public sealed class SourceMap : IDisposable
{
    /// <summary>The most bytes of a map.</summary>
    public const int MostBytes = 1 << 30;

    private readonly CheckedReader document;
    private readonly IReadOnlyList<PlacedPart> parts;

    internal SourceMap(CheckedReader document, IReadOnlyList<PlacedPart> parts, Guid? debugId) =>
        (this.document, this.parts, DebugId) = (document, parts, debugId);

    /// <summary>What errors say of a file that should be one.</summary>
    public static FileKind Kind { get; } = new("source map to be trusted", "Build it anew.");

    /// <summary>Names the map and its script; null where it has none.</summary>
    public Guid? DebugId { get; }

    /// <summary>How many segments there are.</summary>
    public long Segments => parts.Sum(placed => (long)placed.Part.Table.Count);

    /// <summary>Opens a map to look places up. What is wrong in it and can be passed over is: what can be read counts.</summary>
    /// <param name="path">The file. Nobody may shorten it meanwhile.</param>
    /// <param name="name">What errors call it.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: it is no JSON, or no source map.</exception>
    /// <exception cref="IOException">It is no regular file, or can't be opened.</exception>
    public static SourceMap Open(string path, string name) => Read(CheckedReader.Map(path, name, Kind), isStrict: false);

    /// <summary>Reads a map that is in memory, as <see cref="Open"/> does.</summary>
    public static SourceMap Of(ReadOnlyMemory<byte> bytes, string name) => Read(CheckedReader.Of(bytes, name, Kind), isStrict: false);

    /// <summary>Opens a map that must keep to the standard.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>, with offset and field: it doesn't.</exception>
    /// <inheritdoc cref="Open"/>
    public static SourceMap OpenStrictly(string path, string name) => Read(CheckedReader.Map(path, name, Kind), isStrict: true);

    /// <summary>Reads a map that is in memory and must keep to the standard.</summary>
    /// <inheritdoc cref="OpenStrictly"/>
    public static SourceMap Strictly(ReadOnlyMemory<byte> bytes, string name) => Read(CheckedReader.Of(bytes, name, Kind), isStrict: true);

    /// <summary>Finds where a place came from; null where the map doesn't say.</summary>
    /// <param name="line">Line of the generated code.</param>
    /// <param name="column">Column in it.</param>
    public OriginalPosition? Find(int line, int column)
    {
        ReadOnlySpan<byte> bytes = Bytes;
        (int endLine, int endColumn) = (int.MaxValue, int.MaxValue);
        for (int i = Last(line, column); i >= 0; i--)
        {
            (int beginLine, int beginColumn, SourceMapPart part) = parts[i];
            int start = line == beginLine ? beginColumn : 0;
            int end = line == endLine ? endColumn - start : int.MaxValue;
            if (part.Table.Find(part.Text(bytes), line - beginLine, column - start, end, out Segment segment))
                return segment.Fields == 1 ? null : Position(i, segment, segment.Column + start == column, bytes);

            // What comes before in the same line still counts.
            if (beginLine < line)
                return null;
            (endLine, endColumn) = (beginLine, beginColumn);
        }

        return null;
    }

    /// <summary>The text of the source of a place; null where the map doesn't hold it.</summary>
    public string? ContentOf(OriginalPosition position)
    {
        ArgumentNullException.ThrowIfNull(position);
        return parts[position.Part].Part.Contents.Get(Bytes, position.SourceIndex);
    }

    /// <inheritdoc/>
    public void Dispose() => document.Dispose();

    private static SourceMap Read(CheckedReader document, bool isStrict)
    {
        try
        {
            return new SourceMapReader(document, isStrict).Read();
        }
        catch
        {
            document.Dispose();
            throw;
        }
    }

    private ReadOnlySpan<byte> Bytes => document.At(0, (int)document.Length, "the document");

    private OriginalPosition? Position(int index, Segment segment, bool isExact, ReadOnlySpan<byte> bytes)
    {
        SourceMapPart part = parts[index].Part;
        if (segment.Source < 0 || segment.Source >= part.Sources.Count || segment.OriginalLine < 0 || segment.OriginalColumn < 0)
            return null;
        return new OriginalPosition
        {
            Source = part.SourceAt(segment.Source, bytes),
            Line = segment.OriginalLine,
            Column = segment.OriginalColumn,
            Name = segment.Fields == 5 ? part.NameAt(segment.Name, bytes) : null,
            IsExact = isExact,
            IsIgnored = part.IsIgnored(segment.Source, bytes),
            Part = index,
            SourceIndex = segment.Source,
        };
    }

    // The last part that begins at a place or before; -1 where none does.
    private int Last(int line, int column)
    {
        int low = 0, high = parts.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = parts[middle].Reaches(line, column) ? (middle + 1, high) : (low, middle);
        }

        return low - 1;
    }
}

/// <summary>A place in a source. Lines and columns are counted from 0.</summary>
public sealed record OriginalPosition
{
    /// <summary>Name of the source, with <c>sourceRoot</c>; null where the map doesn't name it.</summary>
    public string? Source { get; init; }

    /// <summary>Line in it.</summary>
    public int Line { get; init; }

    /// <summary>Column in it, in UTF-16 units.</summary>
    public int Column { get; init; }

    /// <summary>What is called so at that place; null where the map doesn't say.</summary>
    public string? Name { get; init; }

    /// <summary>Whether something begins in the generated code exactly where was asked.</summary>
    public bool IsExact { get; init; }

    /// <summary>Whether the map says that the source is somebody else's code.</summary>
    public bool IsIgnored { get; init; }

    internal int Part { get; init; }

    internal int SourceIndex { get; init; }
}
