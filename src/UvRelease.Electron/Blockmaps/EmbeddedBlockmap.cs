using System.Buffers.Binary;
using System.IO.Compression;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;

namespace UvRelease.Electron.Blockmaps;

/// <summary>Reads the block map at the end of a file, as electron-updater does, and trusts nothing of it.</summary>
internal static class EmbeddedBlockmap
{
    // A chunk of at least 8 KiB has a digest of 24 digits, quotes, commas and a size of at most 5 digits: JSON is no longer than a 200th of the file.
    private const int BytesOfChunk = 40;
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 8 };

    /// <summary>The block map; null where the file doesn't end with one that covers what is before it.</summary>
    public static Blockmap? TryRead(SafeFileHandle file)
    {
        long length = RandomAccess.GetLength(file);
        Span<byte> last = stackalloc byte[4];
        if (length < 4 || RandomAccess.Read(file, last, length - 4) != 4)
            return null;
        long size = BinaryPrimitives.ReadUInt32BigEndian(last), covered = length - 4 - size;
        long limit = 256 + (covered / Blockmap.SmallestChunk + 1) * BytesOfChunk;
        if (covered < 0 || size > limit + 1024 || limit > int.MaxValue)
            return null;
        byte[] compressed = new byte[size];
        if (RandomAccess.Read(file, compressed, covered) != size)
            return null;
        try
        {
            using var deflate = new DeflateStream(new MemoryStream(compressed), CompressionMode.Decompress);
            byte[] json = new byte[limit];
            int read = deflate.ReadAtLeast(json, json.Length, throwOnEndOfStream: false);
            Blockmap? map = deflate.ReadByte() < 0 ? Parse(json.AsMemory(0, read)) : null;
            return map?.CoveredSize == covered ? map : null;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>Reads the JSON; null where it is no block map of version 2.</summary>
    public static Blockmap? Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Strict);
            JsonElement root = document.RootElement, file = root.GetProperty("files")[0];
            int[] sizes = [.. file.GetProperty("sizes").EnumerateArray().Select(size => size.GetInt32())];
            byte[] checksums = [.. file.GetProperty("checksums").EnumerateArray().SelectMany(checksum => checksum.GetBytesFromBase64())];
            bool right = root.GetProperty("version").GetString() == "2" && root.GetProperty("files").GetArrayLength() == 1
                && file.GetProperty("offset").GetInt64() == 0
                && checksums.Length == sizes.Length * Blockmap.ChecksumSize && sizes.All(size => size is > 0 and <= Blockmap.LargestChunk);
            return right ? new Blockmap(sizes, checksums) : null;
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or KeyNotFoundException or IndexOutOfRangeException)
        {
            return null;
        }
    }
}
