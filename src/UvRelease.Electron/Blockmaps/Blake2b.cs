using System.Buffers.Binary;
using System.Numerics;

namespace UvRelease.Electron.Blockmaps;

/// <summary>BLAKE2b without a key (RFC 7693), one text at a time.</summary>
internal static class Blake2b
{
    /// <summary>Bytes of a block.</summary>
    public const int BlockSize = 128;

    /// <summary>Rounds of a compression.</summary>
    public const int Rounds = 12;

    /// <summary>RFC 7693 §2.6.</summary>
    public static ReadOnlySpan<ulong> InitialVector =>
    [
        0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b, 0xa54ff53a5f1d36f1,
        0x510e527fade682d1, 0x9b05688c2b3e6c1f, 0x1f83d9abfb41bd6b, 0x5be0cd19137e2179,
    ];

    /// <summary>RFC 7693 §2.7, the first two rows again for rounds 10 and 11.</summary>
    public static ReadOnlySpan<byte> Sigma =>
    [
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
        14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3,
        11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4,
        7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8,
        9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13,
        2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9,
        12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11,
        13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10,
        6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5,
        10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0,
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
        14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3,
    ];

    /// <summary>First word of the state before anything was hashed: the digest's length, no key, no tree (RFC 7693 §2.5).</summary>
    public static ulong FirstWord(int digestLength) => InitialVector[0] ^ 0x01010000 ^ (ulong)digestLength;

    /// <summary>Digest of a text.</summary>
    /// <param name="text">Any length.</param>
    /// <param name="digest">Filled; 1 to 64 bytes. Another length gives another digest, not a part of the same one.</param>
    public static void Hash(ReadOnlySpan<byte> text, Span<byte> digest)
    {
        Span<ulong> state = stackalloc ulong[8];
        InitialVector.CopyTo(state);
        state[0] = FirstWord(digest.Length);
        ulong count = 0;
        while (text.Length > BlockSize)
        {
            count += BlockSize;
            Compress(state, text[..BlockSize], count, isLast: false);
            text = text[BlockSize..];
        }

        Span<byte> block = stackalloc byte[BlockSize];
        block.Clear();
        text.CopyTo(block);
        Compress(state, block, count + (ulong)text.Length, isLast: true);
        Span<byte> full = stackalloc byte[64];
        for (int i = 0; i < 8; i++)
            BinaryPrimitives.WriteUInt64LittleEndian(full[(8 * i)..], state[i]);
        full[..digest.Length].CopyTo(digest);
    }

    private static void Compress(Span<ulong> state, ReadOnlySpan<byte> block, ulong count, bool isLast)
    {
        Span<ulong> m = stackalloc ulong[16], v = stackalloc ulong[16];
        for (int i = 0; i < 16; i++)
            m[i] = BinaryPrimitives.ReadUInt64LittleEndian(block[(8 * i)..]);
        state.CopyTo(v);
        InitialVector.CopyTo(v[8..]);
        v[12] ^= count;
        v[14] ^= isLast ? ulong.MaxValue : 0;
        for (int round = 0; round < Rounds; round++)
        {
            ReadOnlySpan<byte> s = Sigma.Slice(16 * round, 16);
            for (int i = 0; i < 4; i++)
                Mix(v, i, 4 + i, 8 + i, 12 + i, m[s[2 * i]], m[s[2 * i + 1]]);
            for (int i = 0; i < 4; i++)
                Mix(v, i, 4 + (i + 1) % 4, 8 + (i + 2) % 4, 12 + (i + 3) % 4, m[s[8 + 2 * i]], m[s[9 + 2 * i]]);
        }

        for (int i = 0; i < 8; i++)
            state[i] ^= v[i] ^ v[8 + i];
    }

    private static void Mix(Span<ulong> v, int a, int b, int c, int d, ulong x, ulong y)
    {
        v[a] += v[b] + x;
        v[d] = BitOperations.RotateRight(v[d] ^ v[a], 32);
        v[c] += v[d];
        v[b] = BitOperations.RotateRight(v[b] ^ v[c], 24);
        v[a] += v[b] + y;
        v[d] = BitOperations.RotateRight(v[d] ^ v[a], 16);
        v[c] += v[d];
        v[b] = BitOperations.RotateRight(v[b] ^ v[c], 63);
    }
}
