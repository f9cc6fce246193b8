using System.Runtime.InteropServices;

namespace UvRelease.Crashes.SourceMaps;

/// <summary>
/// Finds segments in the text of mappings, which stays as it is: of each 48 bytes one line end or segment is kept, and what is between is read again when it
/// is asked for. So what is kept is smaller than the text, whatever is in it.
/// </summary>
internal sealed class MappingTable
{
    private const int Distance = 48; // about eight segments

    private List<Segment>? kept;
    private bool isSorted = true;
    private int endLine;
    private int endColumn;

    private MappingTable()
    {
    }

    /// <summary>Of no mappings.</summary>
    public static MappingTable Nothing { get; } = new();

    /// <summary>Goes through mappings, up to where they can't be read.</summary>
    /// <param name="text">The mappings.</param>
    /// <param name="check">Sees each segment, and ends the reading by an error where it doesn't like one; null for anything.</param>
    /// <param name="end">How it ended.</param>
    public static MappingTable Read(ReadOnlySpan<byte> text, Action<Segment>? check, out MappingEnd end)
    {
        var table = text.IsEmpty ? Nothing : new MappingTable();
        var cursor = new MappingCursor(text);
        int column = 0, next = Distance;
        while (cursor.Next())
        {
            if (cursor.At >= next)
            {
                (table.kept ??= new List<Segment>(text.Length / Distance)).Add(cursor.Current);
                next = cursor.At + Distance;
            }

            bool isSegment = cursor.Fields > 0;
            table.isSorted &= !isSegment || cursor.Column >= column;
            column = cursor.Column;
            if (!isSegment)
                continue;
            table.Count++;
            (table.endLine, table.endColumn) = (cursor.Line, cursor.Column);
            check?.Invoke(cursor.Current);
        }

        end = new MappingEnd(cursor.Current, cursor.Problem ?? (cursor.HasEmptySegment ? "has a segment without fields" : null));
        return table;
    }

    /// <summary>How many segments there are.</summary>
    public int Count { get; private set; }

    /// <summary>The place of the last of them.</summary>
    public (int Line, int Column) End => (endLine, endColumn);

    /// <summary>
    /// Finds the segment that a place belongs to: of those of its line that don't begin behind it, the last one. Of several at exactly the place it is the
    /// first, as others have it.
    /// </summary>
    /// <param name="text">The mappings that were read.</param>
    /// <param name="line">Line of the generated code.</param>
    /// <param name="column">Column in it.</param>
    /// <param name="end">Column that segments must begin before.</param>
    /// <param name="found">The segment.</param>
    /// <returns>Whether there is one.</returns>
    public bool Find(ReadOnlySpan<byte> text, int line, int column, int end, out Segment found)
    {
        int last = Math.Min(column, end - 1);
        var cursor = new MappingCursor(text, Before(line, Math.Min(column, end)));
        found = default;
        for (bool more = cursor.At > 0 || cursor.Next(); more && cursor.Line <= line; more = cursor.Next())
        {
            if (cursor.Line < line || cursor.Fields == 0 || cursor.Column < 0)
                continue;
            if (cursor.Column > last)
            {
                if (isSorted)
                    break;
                continue;
            }

            // In order, the next of the same column is the better one, but not of the column that is asked for.
            if (found.Fields == 0 || cursor.Column > found.Column || (cursor.Column == found.Column && cursor.Column < column))
                found = cursor.Current;
            if (isSorted && cursor.Column == column)
                break;
        }

        return found.Fields > 0;
    }

    // The last that is kept of those before a place; the beginning where none is.
    private Segment Before(int line, int column)
    {
        ReadOnlySpan<Segment> segments = CollectionsMarshal.AsSpan(kept);
        int low = 0, high = segments.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            ref readonly Segment segment = ref segments[middle];
            bool isBefore = segment.Line < line || (isSorted && segment.Line == line && segment.Column < column);
            (low, high) = isBefore ? (middle + 1, high) : (low, middle);
        }

        return low == 0 ? default : segments[low - 1];
    }
}

/// <summary>How the reading of mappings ended.</summary>
/// <param name="Last">The last that was read.</param>
/// <param name="Problem">What is wrong behind it, as the rest of a sentence; null where nothing is.</param>
internal readonly record struct MappingEnd(Segment Last, string? Problem);
