using System.Text;
using UvRelease.Releases;

namespace UvRelease.Formats.Archives;

/// <summary>Reads a header of the central directory (APPNOTE §4.3.12).</summary>
internal static class ZipCentralHeader
{
    private const ushort Encrypted = 1, DescriptorFollows = 1 << 3, Patch = 1 << 5, StronglyEncrypted = 1 << 6, Masked = 1 << 13;
    private const ushort DeflateEffort = (1 << 1) | (1 << 2);
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>True when sizes and sum come after the content too.</summary>
    public static bool HasDescriptor(ZipEntry entry) => (entry.Flags & DescriptorFollows) != 0;

    /// <summary>Reads the header at a place.</summary>
    /// <param name="input">The file.</param>
    /// <param name="at">Place of the header.</param>
    /// <param name="end">Where the directory ends.</param>
    /// <returns>The entry, whose link and content are not read yet, and the place of the next header.</returns>
    public static (ZipEntry Entry, long Next) Read(CheckedReader input, long at, long end)
    {
        const string field = "the central header";
        if (at > end - ZipFormat.CentralHeaderSize || input.U32(at, field) != ZipFormat.CentralHeader)
            throw input.Bad(at, field, "is not there: the directory has fewer entries than it says");
        (ushort madeBy, ushort flags, ushort method) = (input.U16(at + 4, field), input.U16(at + 8, field), input.U16(at + 10, field));
        (ushort version, uint time, uint sum) = (input.U16(at + 6, field), input.U32(at + 12, field), input.U32(at + 16, field));
        long written = input.U32(at + 20, field), size = input.U32(at + 24, field);
        (ushort nameLength, ushort extraLength, ushort commentLength) = (input.U16(at + 28, field), input.U16(at + 30, field), input.U16(at + 32, field));
        ushort disk = input.U16(at + 34, field);
        uint attributes = input.U32(at + 38, field);
        long local = input.U32(at + 42, field);
        long names = at + ZipFormat.CentralHeaderSize, next = names + nameLength + extraLength + commentLength;
        if (next > end)
            throw input.Bad(at + 28, "the lengths of name, extra field and comment", "lead out of the directory");
        byte[] name = input.At(names, nameLength, "the name").ToArray();
        string entry = $"'{EntryNames.Shown(Encoding.UTF8.GetString(name))}'";
        ReleaseException Bad(int offset, string what, string problem) => input.Bad(at + offset, what, $"of {entry} {problem}");

        if ((flags & (Encrypted | StronglyEncrypted | Masked)) != 0)
            throw Bad(8, "the flags", "say that it is encrypted");
        if ((flags & Patch) != 0)
            throw Bad(8, "the flags", "say that it is a patch of another file");
        if ((flags & ~(DeflateEffort | DescriptorFollows | ZipFormat.Utf8Flag)) != 0)
            throw Bad(8, "the flags", $"are 0x{flags:x4}, with one that has no meaning");
        if (method is not (ZipFormat.Stored or ZipFormat.Deflated))
            throw Bad(10, "the method", $"is {method}; only stored (0) and deflate (8) are read");
        if (disk != 0)
            throw Bad(34, "the disk's number", "is not 0: archives of several parts are not read");
        string text = Name(input, names, name, flags, entry);
        byte[] extra = input.At(names + nameLength, extraLength, "the extra field").ToArray();
        IReadOnlyList<ZipExtraField> fields = ZipExtraField.Read(input, names + nameLength, extra, entry, name);
        Sizes(input, names + nameLength, fields, ref size, ref written, ref local, entry);
        (ArchiveEntryKind kind, int mode) = ZipAttributes.Read(madeBy >> 8, attributes, text.EndsWith('/'), out string? problem);
        if (problem is not null)
            throw Bad(38, "the attributes", problem);
        if (method == ZipFormat.Stored && size != written)
            throw Bad(20, "the sizes", $"are {written} and {size}, and bytes that are not compressed have one");
        if (kind == ArchiveEntryKind.Directory && size != 0)
            throw Bad(24, "the size", "of a folder is not 0");
        return (new ZipEntry(kind == ArchiveEntryKind.Directory ? text[..^1] : text, kind, mode, size)
        {
            WrittenSize = written,
            Method = method,
            Flags = flags,
            Version = version,
            Time = time,
            Sum = sum,
            CentralOffset = at,
            LocalOffset = local,
            WrittenName = name,
            Extra = fields,
        }, next);
    }

    // §4.5.3: what is escaped in the header is in the zip64 field, in this order, and nothing else is.
    private static void Sizes(
        CheckedReader input, long extra, IReadOnlyList<ZipExtraField> fields, ref long size, ref long written, ref long local, string entry)
    {
        if (ZipExtraField.Find(fields, ZipFormat.Zip64Extra) is not { } field)
        {
            if (size == ZipFormat.Escaped32 || written == ZipFormat.Escaped32 || local == ZipFormat.Escaped32)
                throw input.Bad(extra, "the zip64 extra field", $"is missing, and a size or offset of {entry} points to it");
            return;
        }

        long at = extra + field.Start, end = at + field.Data.Length;
        size = Escaped(input, size, ref at, end, entry);
        written = Escaped(input, written, ref at, end, entry);
        local = Escaped(input, local, ref at, end, entry);
        if (at != end)
            throw input.Bad(at, "the zip64 extra field", $"of {entry} has more than what its header points to");
    }

    private static long Escaped(CheckedReader input, long value, ref long at, long limit, string entry)
    {
        if (value != ZipFormat.Escaped32)
            return value;
        if (at + 8 > limit)
            throw input.Bad(at, "the zip64 extra field", $"of {entry} is too short for what is escaped");
        at += 8;
        return input.U63(at - 8, $"the zip64 extra field of {entry}");
    }

    private static string Name(CheckedReader input, long at, byte[] name, ushort flags, string entry)
    {
        if ((flags & ZipFormat.Utf8Flag) == 0 && !Ascii.IsValid(name))
            throw input.Bad(at, "the name", $"{entry} is not ASCII and not marked as UTF-8: readers would not agree on it");
        try
        {
            return StrictUtf8.GetString(name);
        }
        catch (DecoderFallbackException e)
        {
            throw input.Bad(at, "the name", $"{entry} is marked as UTF-8 and is none", e);
        }
    }
}
