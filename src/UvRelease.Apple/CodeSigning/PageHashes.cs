using System.Buffers;
using Microsoft.Win32.SafeHandles;
using UvRelease.Formats;
using UvRelease.Posix;

namespace UvRelease.Apple.CodeSigning;

/// <summary>Reads bytes of a file from several threads at once, hashes their pages and hands them on, in memory that does not grow with the file.</summary>
public static class PageHashes
{
    private const int Chunk = 1 << 20;

    /// <summary>Hashes the pages of a part of a file.</summary>
    /// <param name="input">The part: from its beginning on.</param>
    /// <param name="head">Takes the place of the first bytes.</param>
    /// <param name="limit">How many bytes are hashed; zeros follow where the part has less, as up to a multiple of 16.</param>
    /// <param name="pageSize">Bytes of a page, a power of 2 up to 1 MiB.</param>
    /// <param name="kinds">What makes the hashes.</param>
    /// <param name="copied">Gets each piece of what was hashed, with its place, in any order and on any thread; null for nobody.</param>
    /// <param name="cancellation">Stops.</param>
    /// <returns>For each kind, the hashes of the pages one after the other.</returns>
    public static ReadOnlyMemory<byte>[] Of(CheckedReader input, ReadOnlyMemory<byte> head, long limit, int pageSize, IReadOnlyList<CodeHashKind> kinds,
        Action<ReadOnlyMemory<byte>, long>? copied, CancellationToken cancellation)
    {
        long pages = CodeDirectory.Pages(limit, pageSize);
        byte[][] hashes = [.. kinds.Select(kind => new byte[pages * CodeHash.Size(kind)])];
        int chunks = (int)((limit + Chunk - 1) / Chunk);
        SafeFileHandle file = input.File;
        Cores.For(chunks, chunk =>
        {
            long place = (long)chunk * Chunk;
            byte[] buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(Chunk, limit - place));
            Memory<byte> bytes = buffer.AsMemory(0, (int)Math.Min(Chunk, limit - place));
            Fill(input, file, place, bytes.Span);
            if (place < head.Length)
                head[(int)place..(int)Math.Min(head.Length, place + bytes.Length)].CopyTo(bytes);
            for (int at = 0; at < bytes.Length; at += pageSize)
            {
                ReadOnlySpan<byte> page = bytes.Span.Slice(at, Math.Min(pageSize, bytes.Length - at));
                long number = (place + at) / pageSize;
                for (int i = 0; i < hashes.Length; i++)
                {
                    int size = CodeHash.Size(kinds[i]);
                    CodeHash.Of(kinds[i], page, hashes[i].AsSpan((int)(number * size), size));
                }
            }

            copied?.Invoke(bytes, place);
            ArrayPool<byte>.Shared.Return(buffer);
        }, cancellation);
        return [.. hashes.Select(hash => (ReadOnlyMemory<byte>)hash)];
    }

    private static void Fill(CheckedReader input, SafeFileHandle file, long place, Span<byte> bytes)
    {
        int wanted = (int)Math.Clamp(input.Length - place, 0, bytes.Length), done = 0;
        for (int read; done < wanted; done += read)
        {
            read = RandomAccess.Read(file, bytes[done..wanted], input.Start + place + done);
            if (read == 0)
                throw input.Bad(place + done, "the code", "is missing: the file became shorter while it was read");
        }

        bytes[wanted..].Clear();
    }
}
