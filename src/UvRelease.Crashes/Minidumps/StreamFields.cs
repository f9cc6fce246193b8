using System.Text;
using UvRelease.Formats;

namespace UvRelease.Crashes.Minidumps;

/// <summary>What several streams are made of: lists and texts; and the smallest streams.</summary>
internal sealed class StreamFields(CheckedReader reader)
{
    // As in Breakpad. Many entries may name one text: without a limit for all of them a small file would need much memory.
    private const int LongestName = 1024;
    private const int LongestText = 32 * 1024;
    private const int AssertionText = 128;

    private long texts = reader.Length + (64 * 1024);

    /// <summary>The entries of a list, which begins with their number. Four bytes may be between the two, so that entries are aligned.</summary>
    public static IEnumerable<long> Entries(CheckedReader stream, int size, string what)
    {
        long count = stream.U32(0, $"the number of {what}");
        long first = stream.Length == 8 + (count * size) ? 8 : 4;
        if (stream.Length != first + (count * size))
            throw stream.Bad(0, $"the number of {what}", $"is {count}, of {size} bytes each, and the stream has {stream.Length} bytes");
        return EntriesFrom(first, count, size);
    }

    /// <summary>A name in UTF-16 behind its length in bytes.</summary>
    public MinidumpText Name(long offset, string field)
    {
        long size = reader.U32(offset, $"the length of {field}");
        if (size % 2 != 0 || size > LongestName * 2)
            throw reader.Bad(offset, $"the length of {field}", $"is {size} bytes; a name has an even number, {LongestName * 2} at most");
        Take(offset, size, field);
        return new MinidumpText(Encoding.Unicode.GetString(reader.At(offset + 4, (int)size, field)), new Place(offset + 4, size));
    }

    /// <summary>A text in UTF-8 behind its length.</summary>
    public MinidumpText Text(long offset, string field)
    {
        long size = reader.U32(offset, $"the length of {field}");
        if (size > LongestText)
            throw reader.Bad(offset, $"the length of {field}", $"is {size} bytes, and {LongestText} are read at most");
        Take(offset, size, field);
        return new MinidumpText(Encoding.UTF8.GetString(reader.At(offset + 4, (int)size, field)), new Place(offset + 4, size));
    }

    /// <summary>The thread that wrote the file and the one that asked for it.</summary>
    public static (uint? Dump, uint? Requesting) BreakpadThreads(CheckedReader? stream)
    {
        if (stream is null)
            return (null, null);
        uint valid = stream.U32(0, "which threads are known");
        return ((valid & 1) != 0 ? stream.U32(4, "the thread that wrote the file") : null, (valid & 2) != 0 ? stream.U32(8, "the thread that asked") : null);
    }

    /// <summary>What a failed assertion said, as Breakpad words it; null where none failed.</summary>
    public static string? Assertion(CheckedReader? stream)
    {
        if (stream is null)
            return null;
        uint line = stream.U32(3 * AssertionText * 2, "the assertion's line");
        uint type = stream.U32((3 * AssertionText * 2) + 4, "the assertion's type");
        var text = new StringBuilder(type switch
        {
            1 => "Invalid parameter passed to library function",
            2 => "Pure virtual function called",
            _ => $"Unknown assertion type 0x{type:x8}",
        });
        string[] lead = [" ", " in function ", ", in file "];
        for (int part = 0; part < lead.Length; part++)
        {
            string value = Encoding.Unicode.GetString(stream.At(part * AssertionText * 2, AssertionText * 2, "the assertion's text")).Split('\0')[0];
            if (value.Length > 0)
                text.Append(lead[part]).Append(value);
        }

        if (line != 0)
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $" at line {line}");
        return text.ToString();
    }

    /// <summary>The process id, where the stream says that it has one.</summary>
    public static uint? ProcessId(CheckedReader? stream) =>
        stream is not null && (stream.U32(4, "what the stream has") & 1) != 0 ? stream.U32(8, "the process id") : null;

    private static IEnumerable<long> EntriesFrom(long first, long count, int size)
    {
        for (long entry = 0; entry < count; entry++)
            yield return first + (entry * size);
    }

    private void Take(long offset, long size, string field)
    {
        texts -= size;
        if (texts < 0)
            throw reader.Bad(offset, field, "is one of more texts than the file has bytes");
    }
}
