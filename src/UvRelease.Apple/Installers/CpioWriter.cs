using System.Text;
using UvRelease.Formats;
using UvRelease.Formats.Archives;
using UvRelease.Formats.MachO;
using UvRelease.Releases;

namespace UvRelease.Apple.Installers;

/// <summary>
/// Writes archives of cpio in the portable form of characters (odc, cpio(5)), as pkgbuild fills payloads, and notes what the bill of materials needs.
/// </summary>
/// <param name="output">Where it goes.</param>
/// <param name="time">Time of everything, in seconds since 1970.</param>
internal sealed class CpioWriter(Stream output, long time)
{
    private const string Trailer = "TRAILER!!!";
    private const int BlockSize = 512, InodeBits = 0x3ffff;
    private const long LargestFile = 0x1_ffff_ffff;

    private long written;
    private int inode;

    /// <summary>Writes everything, folders before what is in them.</summary>
    /// <exception cref="ReleaseException">A file is too large, or changed while it was read.</exception>
    public void Write(InstallerItem root, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[256 * 1024];
        foreach (InstallerItem item in root.All())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (item.DataSize > LargestFile)
                throw new ReleaseException(Fault.Input,
                    $"'{item.Entry.Name}' has {item.DataSize} bytes, and a package holds {LargestFile} in a file. Make it smaller.");
            Header(item.Path, item.Mode, item.Links, item.DataSize, InstallerItem.Owner, InstallerItem.Group, time);
            if (item.Entry.Kind != ArchiveEntryKind.Directory)
                Content(item, buffer, progress, cancellationToken);
        }

        Header(Trailer, 0, 1, 0, 0, 0, 0);
        Put(new byte[(BlockSize - written % BlockSize) % BlockSize]);
    }

    private void Content(InstallerItem item, byte[] buffer, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        using var source = ArchiveSource.Open(item.Entry);
        if (source.Length != item.Size)
            throw source.Changed();
        var sum = default(PosixChecksum);
        for (long offset = 0; offset < item.Size;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Span<byte> part = buffer.AsSpan(0, (int)Math.Min(buffer.Length, item.Size - offset));
            source.Read(offset, part);
            if (offset == 0)
                item.Slices = Slices(item);
            sum.Append(part);
            Put(part);
            offset += part.Length;
            progress?.Report(part.Length);
        }

        source.CheckEnd();
        item.Checksum = sum.Value;
    }

    // What only looks like a Mach-O file, or is damaged, counts as any other.
    private static IReadOnlyList<(uint Processor, long Size)> Slices(InstallerItem item)
    {
        if (item.Entry is not { Kind: ArchiveEntryKind.File, Source: { } path })
            return [];
        using var reader = CheckedReader.Open(path, item.Entry.Name, MachFile.Kind);
        try
        {
            return MachFile.IsMachO(reader) ? [.. MachFile.Read(reader).Slices.Select(slice => (slice.CpuType, slice.Size))] : [];
        }
        catch (ReleaseException)
        {
            return [];
        }
    }

    private void Header(string path, int mode, int links, long size, uint owner, uint group, long at)
    {
        byte[] name = [.. ArchiveTree.Bytes(path), 0];
        long[] numbers = [0, inode++ & InodeBits, mode, owner, group, Math.Min(links, InodeBits), 0];
        string header = "070707" + string.Concat(numbers.Select(number => Octal(number, 6))) + Octal(at, 11) + Octal(name.Length, 6) + Octal(size, 11);
        Put(Encoding.ASCII.GetBytes(header));
        Put(name);
    }

    private static string Octal(long value, int digits) => Convert.ToString(value, 8).PadLeft(digits, '0');

    private void Put(ReadOnlySpan<byte> bytes)
    {
        output.Write(bytes);
        written += bytes.Length;
    }
}
