using System.Buffers;
using System.Text;

namespace UvRelease.Electron.Blockmaps;

/// <summary>
/// What electron-updater compares to download only the parts of a file that changed: the file's chunks, cut where its content says so. Version 2 of
/// electron-builder's format (app-builder-lib, targets/blockmap).
/// </summary>
/// <param name="Sizes">Bytes of each chunk, one after another from the start of the file.</param>
/// <param name="Checksums">BLAKE2b-144 digests of the chunks, one after another: 18 bytes each.</param>
public sealed record Blockmap(IReadOnlyList<int> Sizes, ReadOnlyMemory<byte> Checksums)
{
    /// <summary>Bytes of a chunk's digest.</summary>
    public const int ChecksumSize = 18;

    /// <summary>Smallest chunk, the last one of a file aside.</summary>
    public const int SmallestChunk = 8 * 1024;

    /// <summary>Largest chunk.</summary>
    public const int LargestChunk = 32 * 1024;

    /// <summary>Bytes of the file that the chunks cover.</summary>
    public long CoveredSize => Sizes.Sum(size => (long)size);

    /// <summary>The JSON as electron-builder writes it: keys in this order, no white space.</summary>
    public byte[] ToJson()
    {
        var json = new ArrayBufferWriter<byte>(128 + Sizes.Count * 34);
        json.Write("""{"version":"2","files":[{"name":"file","offset":0,"checksums":["""u8);
        for (int i = 0; i < Sizes.Count; i++)
        {
            json.Write(i == 0 ? "\""u8 : ",\""u8);
            // 18 bytes are 24 digits of base64 without padding, none of which JSON escapes.
            System.Buffers.Text.Base64.EncodeToUtf8(Checksums.Span.Slice(i * ChecksumSize, ChecksumSize), json.GetSpan(24), out _, out int written);
            json.Advance(written);
            json.Write("\""u8);
        }

        json.Write("""],"sizes":["""u8);
        json.Write(Encoding.ASCII.GetBytes(string.Join(',', Sizes)));
        json.Write("]}]}"u8);
        return json.WrittenSpan.ToArray();
    }
}

/// <summary>How a block map is made.</summary>
public sealed record BlockmapOptions
{
    /// <summary>How many threads cut and hash chunks; the two digests of the whole file have a thread each beside them.</summary>
    public int Parallelism { get; init; } = Environment.ProcessorCount;

    /// <summary>Gets the number of bytes that were read since the last report.</summary>
    public IProgress<long>? Progress { get; init; }
}

/// <summary>A file whose block map was written, as a feed names it.</summary>
/// <param name="Size">Bytes of the file, an embedded block map included.</param>
/// <param name="Sha256">SHA-256 of the whole file: 64 lower-case hexadecimal digits.</param>
/// <param name="Sha512">SHA-512 of the whole file, in base64.</param>
/// <param name="BlockmapSize">Bytes of the compressed block map: of the file beside, or of the embedded one without the four bytes of its length
/// (<c>blockMapSize</c> of a feed).</param>
/// <param name="Blockmap">The block map.</param>
public sealed record MappedFile(long Size, string Sha256, string Sha512, long BlockmapSize, Blockmap Blockmap);
