namespace UvRelease.Crashes.SourceMaps;

/// <summary>
/// Goes through the text of mappings (ECMA-426, mappings structure), one line end or segment at a time. All places are absolute and counted from 0. It ends
/// where the text can't be read any further, and says why.
/// </summary>
internal ref struct MappingCursor
{
    private const int BitsOfValue = 32;

    private readonly ReadOnlySpan<byte> text;

    /// <summary>Begins at the first line.</summary>
    /// <param name="text">The mappings.</param>
    public MappingCursor(ReadOnlySpan<byte> text) => this.text = text;

    /// <summary>Goes on behind a segment or line end that was read before.</summary>
    /// <param name="text">The mappings.</param>
    /// <param name="from">That place.</param>
    public MappingCursor(ReadOnlySpan<byte> text, Segment from)
        : this(text) => Current = from;

    /// <summary>The last that was read: a segment; or, without fields and with column 0, the end of a line.</summary>
    public Segment Current;

    /// <summary>What is wrong at <see cref="Segment.At"/>, as the rest of a sentence; null where nothing is.</summary>
    public string? Problem { get; private set; }

    /// <summary>Whether there are commas with nothing between them, which say nothing and may not be.</summary>
    public bool HasEmptySegment { get; private set; }

    /// <summary>Reads on.</summary>
    /// <returns>False at the end, or where there is a <see cref="Problem"/>.</returns>
    public bool Next()
    {
        while (Current.At < text.Length)
        {
            byte next = text[Current.At];
            if (next == ';')
            {
                HasEmptySegment |= IsAfterComma();
                Current.At++;
                Current.Line++;
                Current.Column = 0;
                Current.Fields = 0;
                return true;
            }

            if (next != ',')
                return IsAfterSegment() ? Stop("is followed by no comma or semicolon") : ReadSegment();
            HasEmptySegment |= !IsAfterSegment();
            Current.At++;
        }

        HasEmptySegment |= IsAfterComma();
        return false;
    }

    private readonly bool IsAfterComma() => Current.At > 0 && text[Current.At - 1] == ',';

    private readonly bool IsAfterSegment() => Current.At > 0 && text[Current.At - 1] is not ((byte)',' or (byte)';');

    private bool ReadSegment()
    {
        Segment segment = Current;
        segment.Fields = 1;
        if (!Add(ref segment.At, ref segment.Column))
            return false;
        if (IsInSegment(segment.At))
        {
            if (!Add(ref segment.At, ref segment.Source) || !Follows(segment.At) || !Add(ref segment.At, ref segment.OriginalLine)
                || !Follows(segment.At) || !Add(ref segment.At, ref segment.OriginalColumn))
                return false;
            segment.Fields = 4;
            if (IsInSegment(segment.At))
            {
                if (!Add(ref segment.At, ref segment.Name))
                    return false;
                segment.Fields = 5;
                if (IsInSegment(segment.At))
                    return Stop("has more than five fields");
            }
        }

        Current = segment;
        return true;
    }

    private readonly bool IsInSegment(int at) => at < text.Length && text[at] is not ((byte)',' or (byte)';');

    private bool Follows(int at) => IsInSegment(at) || Stop("has two or three fields, and must have one, four or five");

    // A base64 VLQ: the lowest five bits first, the sign in the lowest of all.
    private bool Add(ref int at, ref int sum)
    {
        int digit = Vlq.Digit(text[at]);
        if (digit < Vlq.Continues)
        {
            at++;
            return Sum(ref sum, digit);
        }

        long value = 0;
        for (int shift = 0; ; shift = Math.Min(shift + Vlq.Width, BitsOfValue))
        {
            if (at == text.Length)
                return Stop("ends within a number");
            digit = Vlq.Digit(text[at]);
            if (digit == Vlq.None)
                return Stop(text[at] is (byte)',' or (byte)';' ? "ends within a number" : "has a character that is no base64");
            at++;
            if (shift == BitsOfValue && (digit & Vlq.Bits) != 0)
                return Stop("has a number of more than 32 bits");
            value |= (long)(digit & Vlq.Bits) << shift;
            if (digit < Vlq.Continues)
                return value <= uint.MaxValue ? Sum(ref sum, value) : Stop("has a number of more than 32 bits");
        }
    }

    private bool Sum(ref int sum, long value)
    {
        long result = sum + ((value & 1) == 0 ? value >> 1 : value == 1 ? int.MinValue : -(value >> 1));
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
