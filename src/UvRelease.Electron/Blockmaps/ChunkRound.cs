using System.Numerics;
using UvRelease.Posix;

namespace UvRelease.Electron.Blockmaps;

/// <summary>
/// A part of a file that is cut into chunks: what the part before left over, and a piece of the file behind it. Places where chunks may end are searched
/// in parallel, then the chunks follow one from another, then they are hashed in parallel.
/// </summary>
internal sealed unsafe class ChunkRound
{
    /// <summary>Bytes of a piece of the file.</summary>
    public const int PieceSize = 4 * 1024 * 1024;

    private const int Segment = 128 * 1024;
    private const int ChunksOfTask = 16;

    // The window before a place where a chunk may end lies in the chunk, whose smallest size is larger.
    private const int FirstEnd = Blockmap.SmallestChunk - 1;

    private readonly byte[] buffer = GC.AllocateUninitializedArray<byte>(Blockmap.LargestChunk + PieceSize, pinned: true);
    private readonly ulong[] marks = new ulong[(Blockmap.LargestChunk + PieceSize) / 64 + 1];
    private int leftOver;

    /// <summary>Room for a piece of the file.</summary>
    public Memory<byte> Piece => buffer.AsMemory(Blockmap.LargestChunk, PieceSize);

    /// <summary>Bytes of the piece.</summary>
    public int PieceLength { get; set; }

    /// <summary>The bytes of the piece.</summary>
    public ReadOnlySpan<byte> PieceBytes => buffer.AsSpan(Blockmap.LargestChunk, PieceLength);

    /// <summary>Cuts and hashes what can be cut, and hands the rest to the next round.</summary>
    /// <param name="next">The next round; null after the last piece, whose rest is a chunk.</param>
    /// <param name="sizes">Sizes of the chunks are added here.</param>
    /// <param name="checksums">Digests of the chunks are written here.</param>
    /// <param name="parallelism">How many threads take part.</param>
    /// <param name="cancellationToken">Stops.</param>
    public void Cut(ChunkRound? next, List<int> sizes, Stream checksums, int parallelism, CancellationToken cancellationToken)
    {
        int start = Blockmap.LargestChunk - leftOver, total = leftOver + PieceLength;
        fixed (byte* first = buffer)
        fixed (ulong* bits = marks)
        {
            byte* data = first + start;
            Search(data, total, bits, parallelism, cancellationToken);
            int before = sizes.Count;
            int end = Resolve(total, bits, next is null, sizes);
            checksums.Write(Hash(data, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(sizes)[before..].ToArray(), parallelism, cancellationToken));
            if (next is null)
                return;
            next.leftOver = total - end;
            buffer.AsSpan(start + end, total - end).CopyTo(next.buffer.AsSpan(Blockmap.LargestChunk - next.leftOver));
        }
    }

    private static void Search(byte* data, int total, ulong* bits, int parallelism, CancellationToken cancellationToken)
    {
        const int from = FirstEnd / 64 * 64;
        int segments = Math.Max(0, total - from + Segment - 1) / Segment;
        (nint dataAt, nint bitsAt) = ((nint)data, (nint)bits);
        Cores.For(segments, parallelism, i => RabinWindow.Search((byte*)dataAt, from + i * Segment, Math.Min(total, from + (i + 1) * Segment), (ulong*)bitsAt),
            cancellationToken);
    }

    /// <summary>Finds the ends of the chunks, and returns that of the last.</summary>
    private static int Resolve(int total, ulong* bits, bool isLast, List<int> sizes)
    {
        int start = 0;
        while (true)
        {
            int limit = Math.Min(total, start + Blockmap.LargestChunk), end = NextMark(bits, start + FirstEnd, limit) + 1;
            // Without a mark a chunk ends at its largest size, or with the file.
            if (end > limit && limit - start < Blockmap.LargestChunk && !isLast)
                return start;
            end = Math.Min(end, limit);
            if (end == start)
                return start;
            sizes.Add(end - start);
            start = end;
        }
    }

    /// <summary>First marked place from one to before another; the other where there is none.</summary>
    private static int NextMark(ulong* bits, int from, int to)
    {
        if (from >= to)
            return to;
        int word = from / 64;
        for (ulong rest = bits[word] & (ulong.MaxValue << (from % 64)); ; rest = bits[word])
        {
            if (rest != 0)
                return Math.Min(to, word * 64 + BitOperations.TrailingZeroCount(rest));
            if (++word * 64 >= to)
                return to;
        }
    }

    private static byte[] Hash(byte* data, int[] sizes, int parallelism, CancellationToken cancellationToken)
    {
        byte[] digests = new byte[sizes.Length * Blockmap.ChecksumSize];
        int[] starts = new int[sizes.Length + 1];
        for (int i = 0; i < sizes.Length; i++)
            starts[i + 1] = starts[i] + sizes[i];
        nint dataAt = (nint)data;
        Cores.For((sizes.Length + ChunksOfTask - 1) / ChunksOfTask, parallelism, i =>
        {
            int from = i * ChunksOfTask, to = Math.Min(sizes.Length, from + ChunksOfTask);
            Blake2bLanes.Hash((byte*)dataAt + starts[from], sizes.AsSpan(from..to), Blockmap.ChecksumSize, digests.AsSpan(from * Blockmap.ChecksumSize));
        }, cancellationToken);
        return digests;
    }
}
