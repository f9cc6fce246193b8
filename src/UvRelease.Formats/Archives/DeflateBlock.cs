using System.IO.Compression;

namespace UvRelease.Formats.Archives;

/// <summary>
/// A piece of a longer text that is compressed on its own and joined with its neighbours to one stream of deflate (RFC 1951). The 32 KiB before it
/// are fed to the compressor first and what came out is thrown away, so that the piece may refer back to them as it may in a stream of one go.
/// A flush leaves the piece at the end of a byte; only the last piece ends the stream.
/// </summary>
public sealed class DeflateBlock : IDisposable
{
    /// <summary>How far deflate looks back.</summary>
    public const int WindowSize = 32 * 1024;

    /// <summary>Bytes of a piece, the last one aside. Part of the format: another number makes other bytes.</summary>
    public const int BlockSize = 1024 * 1024;

    private readonly byte[] buffer = new byte[WindowSize + BlockSize];
    private readonly MemoryStream compressed = new(BlockSize + BlockSize / 8);
    private int window;
    private int length;
    private int compressedLength;

    /// <summary>What the piece belongs to.</summary>
    public object? Owner { get; set; }

    /// <summary>True for the first piece of a stream.</summary>
    public bool IsFirst { get; set; }

    /// <summary>True for the last piece of a stream.</summary>
    public bool IsLast { get; set; }

    /// <summary>Level of zlib, 0 to 9; null leaves the bytes alone.</summary>
    public int? Level { get; set; }

    /// <summary>The bytes.</summary>
    public ReadOnlySpan<byte> Raw => buffer.AsSpan(window, length);

    /// <summary>The bytes as deflate.</summary>
    public ReadOnlySpan<byte> Compressed => compressed.GetBuffer().AsSpan(0, compressedLength);

    /// <summary>Room for the window and the bytes, which are to be filled without a gap between them.</summary>
    public Span<byte> Room(int windowLength, int blockLength)
    {
        (window, length) = (windowLength, blockLength);
        return buffer.AsSpan(0, windowLength + blockLength);
    }

    /// <summary>Compresses the bytes.</summary>
    public void Compress()
    {
        compressed.SetLength(0);
        compressedLength = 0;
        if (Level is not { } level)
            return;
        using (var deflate = new DeflateStream(compressed, new ZLibCompressionOptions { CompressionLevel = level }, leaveOpen: true))
        {
            if (window > 0)
            {
                deflate.Write(buffer, 0, window);
                deflate.Flush();
                compressed.SetLength(0);
            }

            deflate.Write(buffer, window, length);
            if (!IsLast)
                deflate.Flush();
            // What closing writes ends the stream, and belongs to the last piece alone.
            compressedLength = (int)compressed.Length;
        }

        if (IsLast)
            compressedLength = (int)compressed.Length;
    }

    /// <inheritdoc/>
    public void Dispose() => compressed.Dispose();
}
