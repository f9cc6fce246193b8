using System.Text;
using UvRelease.Posix;

namespace UvRelease.Formats.Archives;

/// <summary>
/// Headers of a tar entry: ustar (POSIX.1-1988), and pax records (POSIX.1-2001) before it where ustar can't hold a name, a target or a size. Not
/// System.Formats.Tar's: that puts the number of the process into the names of pax headers, and a pax header before every entry.
/// </summary>
public static class TarHeader
{
    /// <summary>Headers and contents fill blocks of this many bytes.</summary>
    public const int BlockSize = 512;

    private const long LargestOctal = 0x1_ffff_ffff;

    /// <summary>Everything that comes before an entry's content.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="size">Bytes of its content.</param>
    /// <param name="time">Seconds since 1970.</param>
    public static byte[] Write(ArchiveEntry entry, long size, long time)
    {
        string name = ArchiveTree.WrittenName(entry);
        (byte[] Prefix, byte[] Name)? split = Split(name);
        string records = (split is null ? Record("path", name) : "")
            + (entry.Kind == ArchiveEntryKind.Link && !Fits(entry.Target) ? Record("linkpath", entry.Target) : "")
            + (size > LargestOctal ? Record("size", $"{size}") : "");
        char type = entry.Kind switch { ArchiveEntryKind.Directory => '5', ArchiveEntryKind.Link => '2', _ => '0' };
        (byte[] Prefix, byte[] Name) place = split ?? ([], Cut(name, 100));
        byte[] header = Block(place.Prefix, place.Name, entry.Kind == ArchiveEntryKind.Link ? FileModes.Access : entry.Mode,
            size > LargestOctal ? 0 : size, time, type, Cut(entry.Target, 100));
        if (records.Length == 0)
            return header;
        byte[] text = ArchiveTree.Bytes(records), written = new byte[2 * BlockSize + Padded(text.Length)];
        Block([], Encoding.ASCII.GetBytes("PaxHeader"), FileModes.Plain, text.Length, time, 'x', []).CopyTo(written, 0);
        text.CopyTo(written, BlockSize);
        header.CopyTo(written, written.Length - BlockSize);
        return written;
    }

    /// <summary>Length of a content with what fills its last block.</summary>
    public static long Padded(long length) => (length + BlockSize - 1) / BlockSize * BlockSize;

    private static bool Fits(string text) => Ascii.IsValid(text) && text.Length <= 100;

    // ustar: a name of up to 100 bytes, or one of up to 155 before a slash and 100 after it.
    private static (byte[] Prefix, byte[] Name)? Split(string name)
    {
        if (!Ascii.IsValid(name))
            return null;
        if (name.Length <= 100)
            return ([], Encoding.ASCII.GetBytes(name));
        int slash = name.IndexOf('/', Math.Max(0, name.Length - 101));
        return slash is > 0 and <= 155 && slash < name.Length - 1 ? (Encoding.ASCII.GetBytes(name[..slash]), Encoding.ASCII.GetBytes(name[(slash + 1)..]))
            : null;
    }

    private static byte[] Cut(string text, int length) => Encoding.ASCII.GetBytes(new string([.. text.Where(char.IsAscii).Take(length)]));

    // "%d %s=%s\n", where the number counts its own digits too.
    private static string Record(string key, string value)
    {
        int length = Encoding.UTF8.GetByteCount(value) + key.Length + 3, digits = 1;
        while ($"{length + digits}".Length > digits)
            digits++;
        return $"{length + digits} {key}={value}\n";
    }

    private static byte[] Block(byte[] prefix, byte[] name, int mode, long size, long time, char type, byte[] target)
    {
        byte[] block = new byte[BlockSize];
        name.CopyTo(block, 0);
        Octal(block.AsSpan(100, 8), mode);
        Octal(block.AsSpan(108, 8), 0);
        Octal(block.AsSpan(116, 8), 0);
        Octal(block.AsSpan(124, 12), size);
        Octal(block.AsSpan(136, 12), Math.Clamp(time, 0, LargestOctal));
        block.AsSpan(148, 8).Fill((byte)' ');
        block[156] = (byte)type;
        target.CopyTo(block, 157);
        "ustar\000"u8.CopyTo(block.AsSpan(257));
        prefix.CopyTo(block, 345);
        int sum = 0;
        foreach (byte b in block)
            sum += b;
        Octal(block.AsSpan(148, 7), sum);
        return block;
    }

    private static void Octal(Span<byte> field, long value)
    {
        field[^1] = 0;
        for (int i = field.Length - 2; i >= 0; i--, value >>= 3)
            field[i] = (byte)('0' + (value & 7));
    }
}
