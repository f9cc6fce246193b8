using System.Buffers.Binary;
using System.IO.Compression;
using Microsoft.Win32.SafeHandles;
using UvRelease.Posix;
using UvRelease.Releases;

namespace UvRelease.Electron.Blockmaps;

/// <summary>Writes block maps where electron-updater looks for them, with the digests of the file they belong to.</summary>
public static class BlockmapFile
{
    private static readonly ZLibCompressionOptions Smallest = new() { CompressionLevel = 9 };

    /// <summary>Writes the block map beside a file, as <c>name.blockmap</c>: gzip of the JSON. For NSIS installers, zip and dmg files of macOS.</summary>
    /// <param name="artifact">The file, in its final form: whatever changes it afterwards, such as a signature, needs a new block map.</param>
    /// <param name="options">Parallelism, progress.</param>
    /// <param name="cancellationToken">Stops; an older block map stays as it was.</param>
    /// <exception cref="ReleaseException">The file is missing, or changed while it was read.</exception>
    public static async Task<MappedFile> WriteBesideAsync(string artifact, BlockmapOptions options, CancellationToken cancellationToken)
    {
        using SafeFileHandle file = Open(artifact, FileAccess.Read);
        using var mapping = new FileMapping(artifact, file);
        Blockmap map = await mapping.ReadAsync(options, cancellationToken);
        byte[] compressed = Compressed(map, stream => new GZipStream(stream, Smallest, leaveOpen: true));
        AtomicFile.Write($"{artifact}.blockmap", compressed, cancellationToken);
        (string sha256, string sha512) = mapping.Digests([]);
        return new MappedFile(map.CoveredSize, sha256, sha512, compressed.Length, map);
    }

    /// <summary>
    /// Appends the block map to a file: raw deflate of the JSON, then its length in four bytes, highest first. For AppImages and the 7z packages of
    /// nsis-web. The file is changed in place; it is refused when it has a block map at its end already, so that a rerun does not append a second one.
    /// </summary>
    /// <param name="artifact">The file, otherwise in its final form.</param>
    /// <param name="options">Parallelism, progress.</param>
    /// <param name="cancellationToken">Stops before anything is appended.</param>
    /// <exception cref="ReleaseException">The file is missing, changed while it was read, or has a block map.</exception>
    public static async Task<MappedFile> EmbedAsync(string artifact, BlockmapOptions options, CancellationToken cancellationToken)
    {
        using SafeFileHandle file = Open(artifact, FileAccess.ReadWrite);
        if (EmbeddedBlockmap.TryRead(file) is not null)
            throw new ReleaseException(Fault.Input, $"{artifact} has a block map at its end already. Make the file anew, or leave it as it is.");
        using var mapping = new FileMapping(artifact, file);
        Blockmap map = await mapping.ReadAsync(options, cancellationToken);
        byte[] compressed = Compressed(map, stream => new DeflateStream(stream, Smallest, leaveOpen: true));
        byte[] trailer = [.. compressed, 0, 0, 0, 0];
        BinaryPrimitives.WriteUInt32BigEndian(trailer.AsSpan(compressed.Length), (uint)compressed.Length);
        RandomAccess.Write(file, trailer, map.CoveredSize);
        FileFlush.File(file);
        (string sha256, string sha512) = mapping.Digests(trailer);
        return new MappedFile(map.CoveredSize + trailer.Length, sha256, sha512, compressed.Length, map);
    }

    private static byte[] Compressed(Blockmap map, Func<Stream, Stream> compress)
    {
        using var bytes = new MemoryStream();
        using (Stream stream = compress(bytes))
            stream.Write(map.ToJson());
        return bytes.ToArray();
    }

    private static SafeFileHandle Open(string artifact, FileAccess access)
    {
        try
        {
            return File.OpenHandle(artifact, FileMode.Open, access, FileShare.Read);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ReleaseException(Fault.Input, $"{artifact} can't be opened for its block map: {e.Message}", e);
        }
    }
}
