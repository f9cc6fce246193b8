using System.Runtime.InteropServices;

namespace UvRelease.Crashes.SourceMaps;

/// <summary>
/// Finds segments in the text of mappings, which stays as it is: each sixty-fourth line end or segment is kept, and what is between is read again when it is
/// asked for. So three million segments take less than 2 MB.
/// </summary>
internal sealed class MappingTable
{
    private const int Distance = 64;

    private readonly List<Segment> kept = [];
    private bool isSorted = true;

    /// <summary>Goes through mappings, up to where they can't be read.</summary>
    /// <param name="text">The mappings.</param>
    /// <param name="check">Sees each segment, and ends the reading by an error where it doesn't like one; null for anything.</param>
    /// <param name="end">How it ended.</param>
    public static MappingTable Read(ReadOnlySpan<byte> text, Action<Segment>? check, out MappingEnd end)
    {
        var table = new MappingTable();
        var cursor = new MappingCursor(text);
        int column = 0;
        for (int passed = 1; cursor.Next(); passed++)
        {
            table.isSorted &= cursor.Current.Fields == 0 || cursor.Current.Column >= column;
            column = cursor.Current.Column;
            if (passed % Distance == 0)
                table.kept.Add(cursor.Current);
            if (cursor.Current.Fields == 0)
                continue;
            table.Count++;
            table.End = cursor.Current;
            check?.Invoke(cursor.Current);
        }

        table.kept.TrimExcess();
        end = new MappingEnd(cursor.Current, cursor.Problem ?? (cursor.HasEmptySegment ? "has a segment without fields" : null));
        return table;
    }

    /// <summary>How many segments there are.</summary>
    public int Count { get; private set; }

    /// <summary>The last of them.</summary>
    public Segment End { get; private set; }

    /// <summary>
    /// Finds the segment that a place belongs to: of those of its line that don't begin behind it, the last one. Of several at exactly the place it is the
    /// first, as others have it.
    /// </summary>
    /// <param name="text">The mappings that were read.</param>
    /// <param name="line">Line of the generated code.</param>
    /// <param name="column">Column in it.</param>
    /// <param name="end">Column that segments must begin before.</param>
    public Segment? Find(ReadOnlySpan<byte> text, int line, int column, int end)
    {
        Segment from = Before(line, Math.Min(column, end));
        Segment? best = null;
        var cursor = new MappingCursor(text, from);
        bool more = from.At > 0 || cursor.Next();
        for (; more && cursor.Current.Line <= line; more = cursor.Next())
        {
            Segment segment = cursor.Current;
            if (segment.Line < line || segment.Fields == 0 || segment.Column < 0)
                continue;
            if (segment.Column > column || segment.Column >= end)
            {
                if (isSorted)
                    break;
                continue;
            }

            // In order, the next of the same column is the better one, but not of the column that is asked for.
            if (best is null || segment.Column > best.Value.Column || (segment.Column == best.Value.Column && segment.Column < column))
                best = segment;
            if (isSorted && segment.Column == column)
                break;
        }

        return best;
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
