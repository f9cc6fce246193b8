using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace UvRelease.Crashes.Redaction;

/// <summary>How a region of a dump is carried over into its redacted copy, which holds zeros there. Equal ones do the same.</summary>
internal abstract record Rewriting
{
    /// <summary>Writes the region.</summary>
    /// <param name="from">The region as it is.</param>
    /// <param name="to">The same region of the copy.</param>
    /// <param name="counts">What is told of it.</param>
    public abstract void Write(ReadOnlySpan<byte> from, Span<byte> to, RedactionCounts counts);
}

/// <summary>Carries over every byte.</summary>
internal sealed record Verbatim : Rewriting
{
    public static readonly Verbatim All = new();

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> from, Span<byte> to, RedactionCounts counts) => from.CopyTo(to);
}

/// <summary>Carries over a part of the bytes at its beginning: the rest stays zero.</summary>
internal sealed record Beginning(int Length) : Rewriting
{
    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> from, Span<byte> to, RedactionCounts counts) => from[..Math.Min(Length, from.Length)].CopyTo(to);
}

/// <summary>Writes other bytes, and zeros behind them.</summary>
internal sealed record Replaced(ReadOnlyMemory<byte> With) : Rewriting
{
    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> from, Span<byte> to, RedactionCounts counts) => With.Span.CopyTo(to);
}

/// <summary>The words of a stack, each by the rule. What is no whole word at its ends is defaced.</summary>
/// <param name="Address">Address of the first byte.</param>
/// <param name="Rule">The rule.</param>
internal sealed record StackWords(ulong Address, WordRule Rule) : Rewriting
{
    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> from, Span<byte> to, RedactionCounts counts)
    {
        int size = Rule.Size;
        int head = Math.Min(from.Length, (int)((0 - Address) & (ulong)(size - 1)));
        int tail = from.Length - ((from.Length - head) % size);
        Rule.Deface(to[..head]);
        Rule.Deface(to[tail..]);
        int stayed = 0;
        if (size == sizeof(ulong))
        {
            stayed = Rule.Write(MemoryMarshal.Cast<byte, ulong>(from[head..tail]), MemoryMarshal.Cast<byte, ulong>(to[head..tail]));
        }
        else
        {
            for (int at = head; at < tail; at += size)
                stayed += Rule.Write(from[at..], to[at..]) ? 1 : 0;
        }

        counts.StackWordsKept += stayed;
        counts.StackWordsDefaced += ((tail - head) / size) - stayed;
    }
}

/// <summary>A MINIDUMP_STRING of which the name after the last slash stays: its length is set anew, zeros follow.</summary>
internal sealed record BaseNameUtf16 : Rewriting
{
    public static readonly BaseNameUtf16 All = new();

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> from, Span<byte> to, RedactionCounts counts)
    {
        ReadOnlySpan<byte> name = from[4..];
        int start = name.Length;
        while (start >= 2 && BinaryPrimitives.ReadUInt16LittleEndian(name[(start - 2)..]) is not ('/' or '\\'))
            start -= 2;
        if (start > 0)
            counts.PathsReduced++;
        BinaryPrimitives.WriteInt32LittleEndian(to, name.Length - start);
        name[start..].CopyTo(to[4..]);
    }
}

/// <summary>A CodeView record: its id stays, and of the file's path the name. Zeros follow, so that it ends as it did.</summary>
/// <param name="Head">Bytes before the path.</param>
internal sealed record BaseNameOfRecord(int Head) : Rewriting
{
    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> from, Span<byte> to, RedactionCounts counts)
    {
        from[..Head].CopyTo(to);
        ReadOnlySpan<byte> path = from[Head..];
        path = path.IndexOf((byte)0) is >= 0 and var end ? path[..end] : path;
        int start = path.LastIndexOfAny((byte)'/', (byte)'\\') + 1;
        if (start > 0)
            counts.PathsReduced++;
        path[start..].CopyTo(to[Head..]);
    }
}

/// <summary>A MINIDUMP_STRING that may hold words of people: what could be a path, an address or no text at all becomes <c>_</c>.</summary>
internal sealed record PlainUtf16 : Rewriting
{
    public static readonly PlainUtf16 All = new();

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> from, Span<byte> to, RedactionCounts counts)
    {
        from.CopyTo(to);
        for (int at = 4; at + 2 <= from.Length; at += 2)
        {
            char letter = (char)BinaryPrimitives.ReadUInt16LittleEndian(from[at..]);
            bool ofAddress = letter == '@' && at > 4 && BinaryPrimitives.ReadUInt16LittleEndian(to[(at - 2)..]) > ' ';
            if (ofAddress || letter is '/' or '\\' or < ' ' or (> '~' and < '\u00a0'))
                BinaryPrimitives.WriteUInt16LittleEndian(to[at..], '_');
        }
    }
}
