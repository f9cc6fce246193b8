using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using UvRelease.Formats.Pe;

namespace UvRelease.Windows.Authenticode;

/// <summary>Digests and checksum of a PE file without what a signature leaves out: checksum, table entry and table.</summary>
/// <param name="Digests">A digest for each algorithm that was asked for.</param>
/// <param name="Sum">Sum for the checksum, of the same bytes.</param>
internal sealed record PeDigest(IReadOnlyList<byte[]> Digests, PeChecksum Sum)
{
    private const int BlockSize = 1 << 20;

    /// <summary>Reads the file once.</summary>
    /// <param name="file">The file.</param>
    /// <param name="place">Its headers.</param>
    /// <param name="algorithms">Algorithms of the digests.</param>
    /// <param name="cancellation">Stops between two blocks.</param>
    /// <exception cref="EndOfStreamException">The file became shorter.</exception>
    public static PeDigest Of(SafeFileHandle file, PeSignaturePlace place, IReadOnlyList<HashAlgorithmName> algorithms, CancellationToken cancellation)
    {
        IncrementalHash[] hashes = [.. algorithms.Select(IncrementalHash.CreateHash)];
        try
        {
            var sum = new PeChecksum();
            byte[] block = GC.AllocateUninitializedArray<byte>(BlockSize);
            Add(0, place.Checksum);
            Add(place.Checksum + 4, place.Directory);
            Add(place.Directory + 8, place.Table);
            // The padding before a table that is still to be written is signed too.
            if (place.TableSize == 0 && Padding(place.Table) is > 0 and var padding)
                Array.ForEach(hashes, hash => hash.AppendData(new byte[padding]));
            return new PeDigest([.. hashes.Select(hash => hash.GetHashAndReset())], sum);

            void Add(long from, long to)
            {
                while (from < to)
                {
                    cancellation.ThrowIfCancellationRequested();
                    int read = RandomAccess.Read(file, block.AsSpan(0, (int)Math.Min(block.Length, to - from)), from);
                    if (read == 0)
                        throw new EndOfStreamException($"The file ended at {from}, {to - from} bytes early.");
                    ReadOnlySpan<byte> bytes = block.AsSpan(0, read);
                    foreach (IncrementalHash hash in hashes)
                        hash.AppendData(bytes);
                    sum.Add(bytes, from);
                    from += read;
                }
            }
        }
        finally
        {
            Array.ForEach(hashes, hash => hash.Dispose());
        }
    }

    /// <summary>Zeros between the end of a file and a table behind it.</summary>
    public static int Padding(long length) => (int)(-length & 7);
}

/// <summary>The checksum of PE files: a sum of 16-bit words with the carry added at its end, and the length.</summary>
internal sealed class PeChecksum
{
    private ulong sum;

    /// <summary>Adds bytes at a place of the file.</summary>
    public void Add(ReadOnlySpan<byte> bytes, long at)
    {
        ulong added = Words(bytes);
        // Beginning at an odd place, each byte is the other half of its word: such sums differ by the order of bytes alone.
        sum += (at & 1) == 0 ? added : (ulong)(ushort)((added << 8) | (added >> 8));
    }

    /// <summary>The checksum of a file of a length.</summary>
    public uint Of(long length) => (uint)(Fold(sum) + (ulong)length);

    /// <summary>One that goes on from here.</summary>
    public PeChecksum Copy() => new() { sum = sum };

    private static ulong Words(ReadOnlySpan<byte> bytes)
    {
        ulong total = 0;
        // Words of 32 bits, whose halves are folded at the end.
        foreach (uint word in MemoryMarshal.Cast<byte, uint>(bytes))
            total += word;
        ReadOnlySpan<byte> rest = bytes[(bytes.Length & ~3)..];
        for (int i = 0; i < rest.Length; i++)
            total += (ulong)rest[i] << (8 * (i & 1));
        return Fold(total);
    }

    private static ulong Fold(ulong value)
    {
        while (value > 0xffff)
            value = (value & 0xffff) + (value >> 16);
        return value;
    }
}
