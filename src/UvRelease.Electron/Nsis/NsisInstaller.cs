using System.Buffers.Binary;
using System.IO.Compression;
using UvRelease.Formats.Archives;
using UvRelease.Formats.Pe;
using UvRelease.Formats;
using UvRelease.Posix;
using UvRelease.Releases;

namespace UvRelease.Electron.Nsis;

/// <summary>
/// Reads installers of NSIS 3 (nsis Source/exehead/fileform.h). The uninstaller that <c>WriteUninstaller</c> would write is taken out without
/// running the installer: its stub with the uninstaller's icons patched in, and the uninstaller's own data behind it.
/// </summary>
public static class NsisInstaller
{
    private const int FirstHeaderSize = 28;
    private const int LargestStub = 16 * 1024 * 1024;
    private const int LargestIcons = 16 * 1024 * 1024;
    private const int LargestUninstaller = 256 * 1024 * 1024;
    private const int NotSummed = 512;
    private static readonly FileKind Kind = new("installer of NSIS that an uninstaller can be taken from", "Build it anew, without solid compression.");

    // 0xDEADBEEF and "NullsoftInst"
    private static ReadOnlySpan<byte> Signature => [0xef, 0xbe, 0xad, 0xde, 0x4e, 0x75, 0x6c, 0x6c, 0x73, 0x6f, 0x66, 0x74, 0x49, 0x6e, 0x73, 0x74];

    /// <summary>Writes the uninstaller of an installer.</summary>
    /// <param name="installer">The installer of electron-builder's first pass.</param>
    /// <param name="uninstaller">The file to write, atomically.</param>
    /// <param name="cancellationToken">Stops between two blocks.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: it is no installer, has no uninstaller, or is damaged; the message names field
    /// and offset.</exception>
    public static async Task ExtractUninstallerAsync(string installer, string uninstaller, CancellationToken cancellationToken)
    {
        using var file = CheckedReader.Open(installer, Path.GetFileName(installer), Kind);
        (byte[] stub, byte[] image) = Read(file, cancellationToken);
        await AtomicFile.WriteAsync(uninstaller, async (stream, token) =>
        {
            await stream.WriteAsync(stub, token);
            await stream.WriteAsync(image, token);
        }, cancellationToken);
    }

    private static (byte[] Stub, byte[] Image) Read(CheckedReader file, CancellationToken cancellationToken)
    {
        int end = PeOverlay.Offset(file);
        byte[] stub = file.Bytes(0, end <= LargestStub ? end : throw file.Bad(0, "the executable part", "is larger than 16 MiB"), "the executable part");
        byte[] first = file.Bytes(end, FirstHeaderSize, "the first header");
        if (!IsFirstHeader(first))
            throw file.Bad(end, "the first header", "is none of NSIS");
        long length = BinaryPrimitives.ReadUInt32LittleEndian(first.AsSpan(24));
        if (length < FirstHeaderSize || length > file.Length - end)
            throw file.Bad(end + 24, "the length of the data", $"is {length}, and {file.Length - end} bytes are there");
        long at = end + FirstHeaderSize, last = end + length - (HasSum(first) ? 4 : 0);
        (long At, int Size)? before = null, icons = null, found = null;
        while (at < last)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int size = last - at >= 4 ? (int)file.U32(at, "the length of a block") : throw file.Bad(at, "a block", "has no room for its length");
            long content = at + 4;
            if ((size & int.MaxValue) > last - content)
                throw file.Bad(at, "a block", $"of {size & int.MaxValue} bytes passes the end of the data");
            // Solid compression starts with no length at all; electron-builder never asks for it.
            if (IsFirstHeader(Inflate(file, content, size, FirstHeaderSize, whole: false)))
            {
                if (found is not null)
                    throw file.Bad(at, "a block", "is a second uninstaller");
                (found, icons) = ((content, size), before);
            }

            before = (content, size);
            at = content + (size & int.MaxValue);
        }

        if (found is null || icons is null)
            throw file.Bad(end, "the data", "has no uninstaller: the script has no WriteUninstaller, or uses solid compression");
        byte[] image = Inflate(file, found.Value.At, found.Value.Size, LargestUninstaller, whole: true);
        if (BinaryPrimitives.ReadUInt32LittleEndian(image.AsSpan(24)) != image.Length)
            throw file.Bad(found.Value.At, "the uninstaller",
                $"tells of {BinaryPrimitives.ReadUInt32LittleEndian(image.AsSpan(24))} bytes, and has {image.Length}");
        Patch(file, stub, Inflate(file, icons.Value.At, icons.Value.Size, LargestIcons, whole: true), icons.Value.At);
        if (HasSum(image))
            CheckSum(file, stub, image, found.Value.At);
        return (stub, image);
    }

    // makensis sets FH_FLAGS_NO_CRC (4) for CRCCheck off; FH_FLAGS_FORCE_CRC (8) overrules.
    private static bool HasSum(ReadOnlySpan<byte> header) => (header[0] & 4) == 0 || (header[0] & 8) != 0;

    private static bool IsFirstHeader(ReadOnlySpan<byte> bytes) => bytes.Length >= FirstHeaderSize && bytes[4..].StartsWith(Signature);

    // A block before the uninstaller holds what WriteUninstaller copies into the stub: {length, offset, bytes} until a length of 0.
    private static void Patch(CheckedReader file, byte[] stub, ReadOnlySpan<byte> icons, long at)
    {
        while (icons.Length >= 4 && BinaryPrimitives.ReadUInt32LittleEndian(icons) is > 0 and var size)
        {
            if (icons.Length < 8 || size > icons.Length - 8 || BinaryPrimitives.ReadUInt32LittleEndian(icons[4..]) is var offset
                && (ulong)offset + size > (ulong)stub.Length)
                throw file.Bad(at, "an icon of the uninstaller", $"has {size} bytes and doesn't fit into the executable");
            icons.Slice(8, (int)size).CopyTo(stub.AsSpan((int)offset));
            icons = icons[(8 + (int)size)..];
        }
    }

    // The program that makensis meant, or another one: it wrote the checksum of stub and data, but for the first 512 bytes.
    private static void CheckSum(CheckedReader file, byte[] stub, byte[] image, long at)
    {
        uint sum = Crc32.Append(Crc32.Append(0, stub.AsSpan(Math.Min(NotSummed, stub.Length))), image.AsSpan(0, image.Length - 4));
        uint written = BinaryPrimitives.ReadUInt32LittleEndian(image.AsSpan(image.Length - 4));
        if (sum != written)
            throw file.Bad(at, "the uninstaller's checksum", $"is {written:x8}, and its bytes give {sum:x8}: it would refuse to start");
    }

    private static byte[] Inflate(CheckedReader file, long at, int size, int most, bool whole)
    {
        int length = size & int.MaxValue;
        if (size >= 0)
            return length > most && whole ? throw file.Bad(at, "a block", $"is larger than {most} bytes") : file.Bytes(at, Math.Min(length, most), "a block");
        using var inflated = new MemoryStream();
        try
        {
            using var deflate = new DeflateStream(new MemoryStream(file.Bytes(at, whole ? length : Math.Min(length, 4096), "a block"), writable: false),
                CompressionMode.Decompress);
            byte[] buffer = new byte[whole ? 64 * 1024 : most];
            for (int read; inflated.Length < most && (read = deflate.Read(buffer, 0, buffer.Length)) > 0;)
                inflated.Write(buffer, 0, read);
        }
        catch (InvalidDataException)
        {
            // Only a block that matters must be readable: others may be packed otherwise.
            return whole ? throw file.Bad(at, "a block", "is no deflate") : [];
        }

        return whole && inflated.Length >= most ? throw file.Bad(at, "a block", $"is larger than {most} bytes") : inflated.ToArray();
    }
}
