using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace UvRelease.Electron.Blockmaps;

/// <summary>
/// BLAKE2b of many pieces, four at a time: each of the four 64-bit lanes of a register holds the state of another piece. A lane whose piece ends takes
/// the next one. Where the processor has no AVX2, pieces are hashed one by one.
/// </summary>
internal static unsafe class Blake2bLanes
{
    private const int Lanes = 4;

    /// <summary>True when four pieces are hashed at once.</summary>
    public static bool AreFast => Avx2.IsSupported;

    /// <summary>Hashes pieces of one text that follow one another.</summary>
    /// <param name="data">First byte of the first piece.</param>
    /// <param name="sizes">Bytes of each piece.</param>
    /// <param name="digestLength">Bytes of a digest, 1 to 64.</param>
    /// <param name="digests">The digests, one after another.</param>
    public static void Hash(byte* data, ReadOnlySpan<int> sizes, int digestLength, Span<byte> digests)
    {
        if (AreFast)
        {
            HashFour(data, sizes, digestLength, digests);
            return;
        }

        for (int i = 0; i < sizes.Length; i++)
        {
            Blake2b.Hash(new ReadOnlySpan<byte>(data, sizes[i]), digests.Slice(i * digestLength, digestLength));
            data += sizes[i];
        }
    }

    private static void HashFour(byte* data, ReadOnlySpan<int> sizes, int digestLength, Span<byte> digests)
    {
        const int idle = -1;
        ulong* state = stackalloc ulong[8 * Lanes];
        byte* tails = stackalloc byte[Blake2b.BlockSize * Lanes];
        byte** at = stackalloc byte*[Lanes];
        byte** block = stackalloc byte*[Lanes];
        long* left = stackalloc long[Lanes];
        int* piece = stackalloc int[Lanes];
        ulong* count = stackalloc ulong[Lanes];
        ulong* added = stackalloc ulong[Lanes];
        ulong* last = stackalloc ulong[Lanes];
        int next = 0, busy = 0;
        for (int lane = 0; lane < Lanes; lane++)
            busy += Take(lane, sizes) ? 1 : 0;
        while (busy > 0)
        {
            long steps = long.MaxValue;
            for (int lane = 0; lane < Lanes; lane++)
                steps = piece[lane] == idle ? steps : Math.Min(steps, (left[lane] - 1) / Blake2b.BlockSize);
            for (int lane = 0; lane < Lanes; lane++)
            {
                block[lane] = piece[lane] == idle ? tails : at[lane];
                (added[lane], last[lane]) = (piece[lane] == idle ? 0ul : Blake2b.BlockSize, 0);
            }

            Compress(state, block, count, added, last, steps);
            for (int lane = 0; lane < Lanes; lane++)
            {
                if (piece[lane] == idle)
                    continue;
                at[lane] += steps * Blake2b.BlockSize;
                left[lane] -= steps * Blake2b.BlockSize;
                if (left[lane] > Blake2b.BlockSize)
                {
                    block[lane] = at[lane];
                    continue;
                }

                byte* tail = tails + lane * Blake2b.BlockSize;
                new Span<byte>(tail, Blake2b.BlockSize).Clear();
                new ReadOnlySpan<byte>(at[lane], (int)left[lane]).CopyTo(new Span<byte>(tail, Blake2b.BlockSize));
                block[lane] = tail;
                (added[lane], last[lane]) = ((ulong)left[lane], ulong.MaxValue);
            }

            Compress(state, block, count, added, last, 1);
            for (int lane = 0; lane < Lanes; lane++)
            {
                at[lane] += Blake2b.BlockSize;
                left[lane] -= Blake2b.BlockSize;
                if (piece[lane] == idle || left[lane] > 0)
                    continue;
                Span<byte> digest = digests.Slice(piece[lane] * digestLength, digestLength);
                for (int i = 0; i < digestLength; i++)
                    digest[i] = (byte)(state[i / 8 * Lanes + lane] >> (i % 8 * 8));
                busy -= Take(lane, sizes) ? 0 : 1;
            }
        }

        bool Take(int lane, ReadOnlySpan<int> sizes)
        {
            if (next == sizes.Length)
            {
                piece[lane] = idle;
                return false;
            }

            at[lane] = data;
            (piece[lane], left[lane], count[lane]) = (next, sizes[next], 0);
            data += sizes[next++];
            for (int i = 0; i < 8; i++)
                state[i * Lanes + lane] = i == 0 ? Blake2b.FirstWord(digestLength) : Blake2b.InitialVector[i];
            return true;
        }
    }

    /// <summary>Compresses as many blocks of each lane as there are steps; a lane whose count doesn't grow stays at its block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Compress(ulong* state, byte** block, ulong* counts, ulong* added, ulong* last, long steps)
    {
        Vector256<ulong>* h = stackalloc Vector256<ulong>[8], m = stackalloc Vector256<ulong>[16];
        for (int i = 0; i < 8; i++)
            h[i] = Vector256.Load(state + i * Lanes);
        Vector256<ulong> count = Vector256.Load(counts), step = Vector256.Load(added), final = Vector256.Load(last);
        byte* p0 = block[0], p1 = block[1], p2 = block[2], p3 = block[3];
        nint s0 = added[0] == 0 ? 0 : Blake2b.BlockSize, s1 = added[1] == 0 ? 0 : Blake2b.BlockSize, s2 = added[2] == 0
            ? 0 : Blake2b.BlockSize, s3 = added[3] == 0 ? 0 : Blake2b.BlockSize;
        for (long i = 0; i < steps; i++, p0 += s0, p1 += s1, p2 += s2, p3 += s3)
        {
            Transpose(p0, p1, p2, p3, m);
            count += step;
            Rounds(h, m, count, final);
        }

        for (int i = 0; i < 8; i++)
            h[i].Store(state + i * Lanes);
        count.Store(counts);
    }

    /// <summary>Word i of each block becomes register i.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose(byte* p0, byte* p1, byte* p2, byte* p3, Vector256<ulong>* m)
    {
        for (int i = 0; i < 4; i++)
        {
            Vector256<ulong> a = Vector256.Load((ulong*)p0 + 4 * i), b = Vector256.Load((ulong*)p1 + 4 * i),
                c = Vector256.Load((ulong*)p2 + 4 * i), d = Vector256.Load((ulong*)p3 + 4 * i);
            Vector256<ulong> even = Avx2.UnpackLow(a, b), odd = Avx2.UnpackHigh(a, b), even2 = Avx2.UnpackLow(c, d), odd2 = Avx2.UnpackHigh(c, d);
            m[4 * i] = Avx2.Permute2x128(even, even2, 0x20);
            m[4 * i + 1] = Avx2.Permute2x128(odd, odd2, 0x20);
            m[4 * i + 2] = Avx2.Permute2x128(even, even2, 0x31);
            m[4 * i + 3] = Avx2.Permute2x128(odd, odd2, 0x31);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Rounds(Vector256<ulong>* h, Vector256<ulong>* m, Vector256<ulong> count, Vector256<ulong> final)
    {
        Vector256<ulong> v0 = h[0], v1 = h[1], v2 = h[2], v3 = h[3], v4 = h[4], v5 = h[5], v6 = h[6], v7 = h[7];
        Vector256<ulong> v8 = Word(0), v9 = Word(1), v10 = Word(2), v11 = Word(3), v12 = Word(4) ^ count, v13 = Word(5), v14 = Word(6) ^ final, v15 = Word(7);
        fixed (byte* sigma = Blake2b.Sigma)
        {
            for (byte* s = sigma; s < sigma + 16 * Blake2b.Rounds; s += 16)
            {
                Mix(ref v0, ref v4, ref v8, ref v12, m[s[0]], m[s[1]]);
                Mix(ref v1, ref v5, ref v9, ref v13, m[s[2]], m[s[3]]);
                Mix(ref v2, ref v6, ref v10, ref v14, m[s[4]], m[s[5]]);
                Mix(ref v3, ref v7, ref v11, ref v15, m[s[6]], m[s[7]]);
                Mix(ref v0, ref v5, ref v10, ref v15, m[s[8]], m[s[9]]);
                Mix(ref v1, ref v6, ref v11, ref v12, m[s[10]], m[s[11]]);
                Mix(ref v2, ref v7, ref v8, ref v13, m[s[12]], m[s[13]]);
                Mix(ref v3, ref v4, ref v9, ref v14, m[s[14]], m[s[15]]);
            }
        }

        h[0] ^= v0 ^ v8;
        h[1] ^= v1 ^ v9;
        h[2] ^= v2 ^ v10;
        h[3] ^= v3 ^ v11;
        h[4] ^= v4 ^ v12;
        h[5] ^= v5 ^ v13;
        h[6] ^= v6 ^ v14;
        h[7] ^= v7 ^ v15;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> Word(int index) => Vector256.Create(Blake2b.InitialVector[index]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Mix(ref Vector256<ulong> a, ref Vector256<ulong> b, ref Vector256<ulong> c,
        ref Vector256<ulong> d, Vector256<ulong> x, Vector256<ulong> y)
    {
        a += b + x;
        d = RotateRight32(d ^ a);
        c += d;
        b = RotateRight24(b ^ c);
        a += b + y;
        d = RotateRight16(d ^ a);
        c += d;
        b ^= c;
        b = Avx512F.VL.IsSupported ? Avx512F.VL.RotateRight(b, 63) : (b + b) ^ (b >> 63);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> RotateRight32(Vector256<ulong> v) => Avx2.Shuffle(v.AsUInt32(), 0b10_11_00_01).AsUInt64();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> RotateRight24(Vector256<ulong> v) => Avx512F.VL.IsSupported
        ? Avx512F.VL.RotateRight(v, 24)
        : Avx2.Shuffle(v.AsByte(),
            Vector256.Create((byte)3, 4, 5, 6, 7, 0, 1, 2, 11, 12, 13, 14, 15, 8, 9, 10, 3, 4, 5, 6, 7, 0, 1, 2, 11, 12, 13, 14, 15, 8, 9, 10)).AsUInt64();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> RotateRight16(Vector256<ulong> v) => Avx512F.VL.IsSupported
        ? Avx512F.VL.RotateRight(v, 16)
        : Avx2.Shuffle(v.AsByte(),
            Vector256.Create((byte)2, 3, 4, 5, 6, 7, 0, 1, 10, 11, 12, 13, 14, 15, 8, 9, 2, 3, 4, 5, 6, 7, 0, 1, 10, 11, 12, 13, 14, 15, 8, 9)).AsUInt64();
}
