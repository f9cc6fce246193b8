using System.Runtime.CompilerServices;

namespace UvRelease.Crashes.Symbols.Breakpad;

/// <summary>The fields of one record, from left to right, separated by spaces.</summary>
internal ref struct RecordFields(ReadOnlySpan<byte> record)
{
    private ReadOnlySpan<byte> rest = record;

    /// <summary>The next field; false where the record ends.</summary>
    public bool Next(out ReadOnlySpan<byte> field)
    {
        int start = rest.IndexOfAnyExcept((byte)' ');
        if (start < 0)
        {
            field = rest = default;
            return false;
        }

        rest = rest[start..];
        int end = rest.IndexOf((byte)' ');
        field = end < 0 ? rest : rest[..end];
        rest = end < 0 ? default : rest[(end + 1)..];
        return true;
    }

    /// <summary>All that is left, for a name with spaces; false where nothing is.</summary>
    public readonly bool Rest(out ReadOnlySpan<byte> field)
    {
        field = rest;
        return !field.IsEmpty;
    }

    /// <summary>A hexadecimal number; false where the record ends or has none.</summary>
    public bool Hexadecimal(out ulong value)
    {
        ReadOnlySpan<byte> text = rest;
        int at = 0;
        while (at < text.Length && text[at] == (byte)' ')
            at++;
        int first = at;
        value = 0;
        for (; at < text.Length; at++)
        {
            int digit = Digit(text[at]);
            if (digit < 0)
                break;
            if (value >> 60 != 0)
                return false;
            value = (value << 4) | (uint)digit;
        }

        return End(at, first) && value != ulong.MaxValue;
    }

    /// <summary>A decimal number from −1 to 2^31−1; false where the record ends or has none.</summary>
    public bool Decimal(out int value)
    {
        ReadOnlySpan<byte> text = rest;
        int at = 0;
        while (at < text.Length && text[at] == (byte)' ')
            at++;
        bool negative = at < text.Length && text[at] == (byte)'-';
        int first = negative ? ++at : at;
        long number = 0;
        for (; at < text.Length && (uint)(text[at] - '0') <= 9; at++)
        {
            number = (number * 10) + (text[at] - '0');
            if (number > int.MaxValue)
            {
                value = 0;
                return false;
            }
        }

        value = (int)(negative ? -number : number);
        return End(at, first) && value >= -1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Digit(byte letter)
    {
        uint number = (uint)letter - '0';
        if (number <= 9)
            return (int)number;
        uint high = ((uint)letter | 0x20) - 'a';
        return high <= 5 ? (int)high + 10 : -1;
    }

    // A number ends where the field does.
    private bool End(int at, int first)
    {
        if (at == first || (at < rest.Length && rest[at] != (byte)' '))
            return false;
        rest = at < rest.Length ? rest[(at + 1)..] : default;
        return true;
    }
}
