using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using UvRelease.Formats.Asar;
using UvRelease.Posix;
using UvRelease.Releases;

namespace UvRelease.Electron.Asar;

/// <summary>An entry of an archive that is to be written.</summary>
/// <param name="Entry">Path, kind, flags and target; size, offset and digests are found by the writer.</param>
/// <param name="Content">Bytes of a file; null for folders and links. Those of an unpacked file stay where they are: the caller puts them into the
/// unpacked folder.</param>
public sealed record AsarItem(AsarEntry Entry, AsarContent? Content = null);

/// <summary>Writes asar archives as @electron/asar does: same header, files one after another in the order given.</summary>
public static class AsarWriter
{
    /// <summary>Bytes of a block that has a digest of its own.</summary>
    public const int BlockSize = 4 * 1024 * 1024;

    /// <summary>Writes an archive. Files are hashed on every core; their bytes are copied by the kernel.</summary>
    /// <param name="path">The archive; one that is there is replaced only when all went well.</param>
    /// <param name="items">The entries, in the order of the header and the data.</param>
    /// <param name="cancellationToken">Stops; nothing is left behind.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: a file is larger than the format allows; <see cref="Fault.Environment"/>: one
    /// changed while it was read.</exception>
    public static void Write(string path, IReadOnlyList<AsarItem> items, CancellationToken cancellationToken)
    {
        AsarEntry[] entries = new AsarEntry[items.Count];
        Cores.For(entries.Length, i => entries[i] = Measured(items[i]), cancellationToken);
        long offset = 0;
        for (int i = 0; i < entries.Length; i++)
        {
            if (entries[i] is not { Kind: AsarEntryKind.File, IsUnpacked: false })
                continue;
            entries[i] = entries[i] with { Offset = offset };
            offset += entries[i].Size;
        }

        AtomicFile.Write(path, FileModes.Plain, output =>
        {
            byte[] header = Pickled(AsarHeaderJson.Write(entries));
            RandomAccess.Write(output, header, 0);
            for (int i = 0; i < entries.Length; i++)
            {
                if (entries[i] is { Kind: AsarEntryKind.File, IsUnpacked: false } && items[i].Content is { Length: > 0 } content)
                    Copy(content, output, header.Length + entries[i].Offset, cancellationToken);
            }
        }, cancellationToken);
    }

    /// <summary>Digests of a file as Electron checks them.</summary>
    internal static AsarIntegrity Integrity(AsarContent content)
    {
        using SafeFileHandle file = File.OpenHandle(content.Path);
        byte[] block = ArrayPool<byte>.Shared.Rent((int)Math.Min(BlockSize, Math.Max(1, content.Length)));
        try
        {
            using var whole = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var blocks = new List<string>();
            // A file whose last block is full gets the digest of an empty one behind it: @electron/asar does so.
            for (long at = 0; at <= content.Length; at += BlockSize)
            {
                Span<byte> bytes = block.AsSpan(0, (int)Math.Min(BlockSize, content.Length - at));
                content.Read(file, at, bytes);
                blocks.Add(Convert.ToHexStringLower(SHA256.HashData(bytes)));
                if (content.Length >= BlockSize)
                    whole.AppendData(bytes);
            }

            return new AsarIntegrity(content.Length < BlockSize ? blocks[0] : Convert.ToHexStringLower(whole.GetHashAndReset()), BlockSize, blocks);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }

    private static AsarEntry Measured(AsarItem item)
    {
        if (item.Entry.Kind != AsarEntryKind.File)
            return item.Entry;
        AsarContent content = item.Content ?? throw new ArgumentException($"'{item.Entry.Path}' has no content.", nameof(item));
        return content.Length <= uint.MaxValue
            ? item.Entry with { Size = content.Length, Integrity = Integrity(content) }
            : throw new ReleaseException(Fault.Input, $"'{item.Entry.Path}' is larger than 4 GiB, which asar archives don't hold. Unpack it, or leave it out.");
    }

    private static void Copy(AsarContent content, SafeFileHandle output, long place, CancellationToken cancellationToken)
    {
        using SafeFileHandle file = File.OpenHandle(content.Path);
        FileRange.Copy(file, content.Offset, output, place, content.Length, cancellationToken);
    }

    /// <summary>The lengths and the header as Chromium's pickles: numbers of 32 bits, lowest byte first, texts filled up to a multiple of four bytes.</summary>
    private static byte[] Pickled(byte[] json)
    {
        int padded = (json.Length + 3) / 4 * 4;
        byte[] bytes = new byte[16 + padded];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, 4);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), 8 + padded);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), 4 + padded);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(12), json.Length);
        json.CopyTo(bytes, 16);
        return bytes;
    }
}
