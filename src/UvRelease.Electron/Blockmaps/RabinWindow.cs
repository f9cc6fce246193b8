using System.Runtime.CompilerServices;

namespace UvRelease.Electron.Blockmaps;

/// <summary>
/// The rolling hash that finds where chunks may end: a Rabin fingerprint (M. O. Rabin, Fingerprinting by Random Polynomials, 1981) of the last 64 bytes,
/// which is their polynomial over GF(2) modulo an irreducible one. It depends on nothing else, so any part of a file can be searched on its own.
/// </summary>
internal static unsafe class RabinWindow
{
    /// <summary>Bytes that the hash looks at.</summary>
    public const int Size = 64;

    /// <summary>A chunk may end where these bits of the hash are all set: once in 16,384 places by chance.</summary>
    public const ulong Mask = 0x3fff;

    private const ulong Polynomial = 0xbfe6b8a5bf378d83;
    private const int Degree = 63;
    private static readonly ulong[] In = InTable();
    private static readonly ulong[] Out = OutTable();

    /// <summary>Marks the places in a range after which a chunk may end.</summary>
    /// <param name="data">First byte of the data.</param>
    /// <param name="from">First place looked at, at least 63: the 63 bytes before it are read.</param>
    /// <param name="to">Place after the last.</param>
    /// <param name="marks">One bit for each place of the data, lowest bit first; the words of the range are set, so ranges begin and end at multiples
    /// of 64.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Search(byte* data, int from, int to, ulong* marks)
    {
        for (int word = from / 64; word < (to + 63) / 64; word++)
            marks[word] = 0;
        // Each step waits for the one before, and four of them fit in that time: four quarters are searched at once.
        int quarter = (to - from) / 256 * 64;
        int last = from + quarter * 4;
        fixed (ulong* pushed = In, dropped = Out)
        {
            ulong h0 = Prime(data + from, pushed), h1 = Prime(data + from + quarter, pushed),
                h2 = Prime(data + from + quarter * 2, pushed), h3 = Prime(data + from + quarter * 3, pushed);
            byte* p0 = data + from, p1 = p0 + quarter, p2 = p1 + quarter, p3 = p2 + quarter;
            for (nint i = 0; i < quarter; i++)
            {
                h0 = ((h0 << 8) | p0[i]) ^ dropped[p0[i - Size]] ^ pushed[h0 >> (Degree - 8)];
                h1 = ((h1 << 8) | p1[i]) ^ dropped[p1[i - Size]] ^ pushed[h1 >> (Degree - 8)];
                h2 = ((h2 << 8) | p2[i]) ^ dropped[p2[i - Size]] ^ pushed[h2 >> (Degree - 8)];
                h3 = ((h3 << 8) | p3[i]) ^ dropped[p3[i - Size]] ^ pushed[h3 >> (Degree - 8)];
                if ((~h0 & Mask) == 0)
                    Mark(marks, from + (int)i);
                if ((~h1 & Mask) == 0)
                    Mark(marks, from + quarter + (int)i);
                if ((~h2 & Mask) == 0)
                    Mark(marks, from + quarter * 2 + (int)i);
                if ((~h3 & Mask) == 0)
                    Mark(marks, from + quarter * 3 + (int)i);
            }

            ulong h = Prime(data + last, pushed);
            for (int i = last; i < to; i++)
            {
                h = ((h << 8) | data[i]) ^ dropped[data[i - Size]] ^ pushed[h >> (Degree - 8)];
                if ((~h & Mask) == 0)
                    Mark(marks, i);
            }
        }
    }

    /// <summary>Hash of the 64 bytes before a place.</summary>
    private static ulong Prime(byte* place, ulong* pushed)
    {
        ulong h = 0;
        for (int i = -Size; i < 0; i++)
            h = ((h << 8) | place[i]) ^ pushed[h >> (Degree - 8)];
        return h;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Mark(ulong* marks, int place) => marks[place / 64] |= 1ul << (place % 64);

    /// <summary>For the eight bits that a shift by one byte pushes beyond the degree: themselves, to remove them, and their remainder.</summary>
    private static ulong[] InTable()
    {
        ulong[] table = new ulong[256];
        for (ulong i = 0; i < 256; i++)
            table[i] = (i << Degree) ^ Shift(i, Degree);
        return table;
    }

    /// <summary>What a byte is worth after 64 others came in: b·x^512 mod p.</summary>
    private static ulong[] OutTable()
    {
        ulong[] table = new ulong[256];
        for (ulong i = 0; i < 256; i++)
            table[i] = Shift(i, 8 * Size);
        return table;
    }

    /// <summary>value·x^bits mod p.</summary>
    private static ulong Shift(ulong value, int bits)
    {
        for (int i = 0; i < bits; i++)
            value = (value << 1) ^ ((value >> (Degree - 1)) * Polynomial);
        return value;
    }
}
