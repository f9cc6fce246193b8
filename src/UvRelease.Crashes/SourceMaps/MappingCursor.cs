using System.Runtime.CompilerServices;

namespace UvRelease.Crashes.SourceMaps;

/// <summary>
/// Goes through the text of mappings (ECMA-426, mappings structure), one line end or segment at a time. All places are absolute and counted from 0. It ends
/// where the text can't be read any further, and says why.
/// </summary>
internal ref struct MappingCursor
{
    private const int BitsOfValue = 32;

    private readonly ReadOnlySpan<byte> text;
    private int at;
    private Segment current;

    /// <summary>Begins at the first line.</summary>
    /// <param name="text">The mappings.</param>
    public MappingCursor(ReadOnlySpan<byte> text) => this.text = text;

    /// <summary>Goes on behind a segment or line end that was read before.</summary>
    /// <param name="text">The mappings.</param>
    /// <param name="from">That place.</param>
    public MappingCursor(ReadOnlySpan<byte> text, Segment from)
        : this(text) => (current, at) = (from, from.At);

    /// <summary>The last that was read: a segment; or, without fields and with column 0, the end of a line.</summary>
    public readonly Segment Current => current;

    /// <summary>Place behind the last that was read.</summary>
    public readonly int At => current.At;

    /// <summary>Line of the last that was read.</summary>
    public readonly int Line => current.Line;

    /// <summary>Column of the last that was read.</summary>
    public readonly int Column => current.Column;

    /// <summary>Fields of the last that was read; 0 for the end of a line.</summary>
    public readonly int Fields => current.Fields;

    /// <summary>What is wrong behind the last that was read, as the rest of a sentence; null where nothing is.</summary>
    public string? Problem { get; private set; }

    /// <summary>Whether there are commas with nothing between them, which say nothing and may not be.</summary>
    public bool HasEmptySegment { get; private set; }

    /// <summary>Reads on.</summary>
    /// <returns>False at the end, or where there is a <see cref="Problem"/>.</returns>
    public bool Next()
    {
        while (at < text.Length)
        {
            byte next = text[at];
            if (next == ';')
            {
                HasEmptySegment |= IsAfterComma();
                current.At = ++at;
                current.Line++;
                current.Column = 0;
                current.Fields = 0;
                return true;
            }

            if (next != ',')
                return IsAfterSegment() ? Stop("is followed by no comma or semicolon") : ReadSegment();
            HasEmptySegment |= !IsAfterSegment();
            current.At = ++at;
        }

        HasEmptySegment |= IsAfterComma();
        return false;
    }

    private readonly bool IsAfterComma() => at > 0 && text[at - 1] == ',';

    private readonly bool IsAfterSegment() => at > 0 && text[at - 1] is not ((byte)',' or (byte)';');

    private bool ReadSegment()
    {
        if (!Add(ref current.Column))
            return false;
        int fields = 1;
        if (IsInSegment())
        {
            if (!Add(ref current.Source) || !Follows() || !Add(ref current.OriginalLine) || !Follows() || !Add(ref current.OriginalColumn))
                return false;
            fields = 4;
            if (IsInSegment())
            {
                if (!Add(ref current.Name))
                    return false;
                fields = 5;
                if (IsInSegment())
                    return Stop("has more than five fields");
            }
        }

        current.Fields = fields;
        current.At = at;
        return true;
    }

    private readonly bool IsInSegment() => at < text.Length && text[at] is not ((byte)',' or (byte)';');

    private bool Follows() => IsInSegment() || Stop("has two or three fields, and must have one, four or five");

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Add(ref int sum)
    {
        // Most numbers are of one digit or two.
        int digit = Vlq.Digit(text[at]);
        if (digit < Vlq.Continues)
        {
            at++;
            return Sum(ref sum, (uint)digit);
        }

        if (digit != Vlq.None && at + 1 < text.Length && Vlq.Digit(text[at + 1]) is < Vlq.Continues and var second)
        {
            at += 2;
            return Sum(ref sum, (uint)((digit & Vlq.Bits) | (second << Vlq.Width)));
        }

        return AddLong(ref sum);
    }

    private bool AddLong(ref int sum)
    {
        long value = 0;
        for (int shift = 0; ; shift = Math.Min(shift + Vlq.Width, BitsOfValue))
        {
            if (at == text.Length)
                return Stop("ends within a number");
            int digit = Vlq.Digit(text[at]);
            if (digit == Vlq.None)
                return Stop(text[at] is (byte)',' or (byte)';' ? "ends within a number" : "has a character that is no base64");
            at++;
            if (shift == BitsOfValue && (digit & Vlq.Bits) != 0)
                return Stop("has a number of more than 32 bits");
            value |= (long)(digit & Vlq.Bits) << shift;
            if (digit < Vlq.Continues)
                return value <= uint.MaxValue ? Sum(ref sum, (uint)value) : Stop("has a number of more than 32 bits");
        }
    }

    // The lowest bit is the sign; there are no two zeros.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Sum(ref int sum, uint value)
    {
        long result = sum + ((value & 1) == 0 ? value >> 1 : value == 1 ? int.MinValue : -(long)(value >> 1));
        sum = unchecked((int)result);
        return sum == result || Stop("adds up to a number of more than 32 bits");
    }

    private bool Stop(string problem)
    {
        Problem = problem;
        return false;
    }
}

/// <summary>A segment of mappings, or the end of a line.</summary>
internal struct Segment
{
    /// <summary>Place behind it in the text.</summary>
    public int At;

    /// <summary>Line of the generated code.</summary>
    public int Line;

    /// <summary>Column of the generated code, in UTF-16 units.</summary>
    public int Column;

    /// <summary>Place in <c>sources</c>.</summary>
    public int Source;

    /// <summary>Line of the source.</summary>
    public int OriginalLine;

    /// <summary>Column of the source, in UTF-16 units.</summary>
    public int OriginalColumn;

    /// <summary>Place in <c>names</c>.</summary>
    public int Name;

    /// <summary>1, 4 or 5; 0 for the end of a line.</summary>
    public int Fields;
}
