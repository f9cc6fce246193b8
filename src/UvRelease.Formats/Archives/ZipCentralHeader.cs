using System.Text;
using UvRelease.Posix;

namespace UvRelease.Formats.Archives;

/// <summary>Reads a header of the central directory (APPNOTE §4.3.12).</summary>
internal static class ZipCentralHeader
{
    private const ushort Encrypted = 1, DescriptorFollows = 1 << 3, Patch = 1 << 5, StronglyEncrypted = 1 << 6, Masked = 1 << 13;
    private const ushort UnicodePathExtra = 0x7075, StrongEncryptionExtra = 0x0017, AesExtra = 0x9901;
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
        uint sum = input.U32(at + 16, field);
        long written = input.U32(at + 20, field), size = input.U32(at + 24, field);
        (ushort nameLength, ushort extraLength, ushort commentLength) = (input.U16(at + 28, field), input.U16(at + 30, field), input.U16(at + 32, field));
        uint attributes = input.U32(at + 38, field);
        long local = input.U32(at + 42, field);
        long next = at + ZipFormat.CentralHeaderSize + nameLength + extraLength + commentLength;
        if (next > end)
            throw input.Bad(at + 28, "the lengths of name, extra field and comment", "lead out of the directory");
        if ((flags & (Encrypted | StronglyEncrypted | Masked)) != 0)
            throw input.Bad(at + 8, "the flags", "say that the entry is encrypted");
        if ((flags & Patch) != 0)
            throw input.Bad(at + 8, "the flags", "say that the entry is a patch of another file");
        if (method is not (ZipFormat.Stored or ZipFormat.Deflated))
            throw input.Bad(at + 10, "the method", $"is {method}; only stored (0) and deflate (8) are read");
        if (input.U16(at + 34, field) is not 0)
            throw input.Bad(at + 34, "the disk's number", "is not 0: archives of several parts are not read");
        byte[] name = input.At(at + ZipFormat.CentralHeaderSize, nameLength, "the name").ToArray();
        long extra = at + ZipFormat.CentralHeaderSize + nameLength;
        Sizes(input, extra, extraLength, ref size, ref written, ref local, name);
        string text = Name(input, at + ZipFormat.CentralHeaderSize, name, flags);
        (ArchiveEntryKind kind, int mode) = Kind(input, at, madeBy, attributes, text);
        var entry = new ZipEntry(kind == ArchiveEntryKind.Directory ? text.TrimEnd('/') : text, kind, mode, size)
        {
            WrittenSize = written,
            Method = method,
            Flags = flags,
            Sum = sum,
            CentralOffset = at,
            LocalOffset = local,
            WrittenName = name,
        };
        if (method == ZipFormat.Stored && size != written)
            throw input.Bad(at + 20, "the sizes", $"are {written} and {size}, and bytes that are not compressed have one");
        if (kind == ArchiveEntryKind.Directory && size != 0)
            throw input.Bad(at + 24, "the size", "of a folder is not 0");
        return (entry, next);
    }

    // §4.5.3: what is escaped in the header is in the zip64 field, in this order, and nothing else is.
    private static void Sizes(CheckedReader input, long extra, int length, ref long size, ref long written, ref long local, byte[] name)
    {
        bool seen = false;
        for (long at = extra; at < extra + length;)
        {
            if (at + 4 > extra + length)
                throw input.Bad(at, "the extra field", "ends inside a header");
            (ushort id, ushort count) = (input.U16(at, "the extra field"), input.U16(at + 2, "the extra field"));
            long data = at + 4;
            if (data + count > extra + length)
                throw input.Bad(at + 2, "the extra field's length", "leads out of it");
            if (id is AesExtra or StrongEncryptionExtra)
                throw input.Bad(at, "the extra field", "says that the entry is encrypted");
            if (id == UnicodePathExtra && (count < 5 || !input.At(data + 5, count - 5, "the Unicode path").SequenceEqual(name)))
                throw input.Bad(at, "the Unicode path", "is another name than the header's");
            if (id == ZipFormat.Zip64Extra)
            {
                if (seen)
                    throw input.Bad(at, "the zip64 extra field", "is there twice");
                seen = true;
                long value = data, limit = data + count;
                size = Escaped(input, size, ref value, limit);
                written = Escaped(input, written, ref value, limit);
                local = Escaped(input, local, ref value, limit);
            }

            at = data + count;
        }

        if (!seen && (size == ZipFormat.Escaped32 || written == ZipFormat.Escaped32 || local == ZipFormat.Escaped32))
            throw input.Bad(extra, "the zip64 extra field", "is missing, and a size or offset points to it");
    }

    private static long Escaped(CheckedReader input, long value, ref long at, long limit)
    {
        if (value != ZipFormat.Escaped32)
            return value;
        if (at + 8 > limit)
            throw input.Bad(at, "the zip64 extra field", "is too short for what is escaped");
        at += 8;
        return input.U63(at - 8, "the zip64 extra field");
    }

    private static string Name(CheckedReader input, long at, byte[] name, ushort flags)
    {
        if ((flags & ZipFormat.Utf8Flag) == 0 && !Ascii.IsValid(name))
            throw input.Bad(at, "the name", "is not ASCII and not marked as UTF-8: readers would not agree on it");
        try
        {
            return StrictUtf8.GetString(name);
        }
        catch (DecoderFallbackException e)
        {
            throw input.Bad(at, "the name", "is marked as UTF-8 and is none", e);
        }
    }

    private static (ArchiveEntryKind Kind, int Mode) Kind(CheckedReader input, long at, ushort madeBy, uint attributes, string name)
    {
        bool unix = madeBy >> 8 is 3 or 19, slash = name.EndsWith('/');
        int mode = unix ? (int)(attributes >> 16) : 0;
        ArchiveEntryKind kind = (mode & FileModes.Type) switch
        {
            FileModes.File => ArchiveEntryKind.File,
            FileModes.Directory => ArchiveEntryKind.Directory,
            FileModes.Link => ArchiveEntryKind.Link,
            0 => slash ? ArchiveEntryKind.Directory : ArchiveEntryKind.File,
            _ => throw input.Bad(at + 38, "the attributes", "say that the entry is no file, folder or link"),
        };
        if (slash != (kind == ArchiveEntryKind.Directory))
            throw input.Bad(at + 38, "the attributes",
                $"say {(slash ? "that it is no folder, and its name does" : "that it is a folder, and its name does not")}");
        return (kind, (mode & FileModes.Permissions) is > 0 and var bits ? bits : FileModes.Normalized(kind == ArchiveEntryKind.Directory));
    }
}
