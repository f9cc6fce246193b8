namespace UvRelease.Formats.Archives;

/// <summary>
/// Holds local headers (APPNOTE §4.3.7) against the central directory: a reader that goes by one must find what a reader that goes by the other
/// finds. Entries follow one another, from the first byte to the directory; nothing overlaps, and nothing hides between them.
/// </summary>
internal static class ZipLocalHeaders
{
    private const ushort Zip64Version = 45;

    /// <summary>Checks every local header and finds where contents begin.</summary>
    /// <returns>The entries in the directory's order, with <see cref="ZipEntry.DataOffset"/>.</returns>
    public static ZipEntry[] Check(CheckedReader input, IReadOnlyList<ZipEntry> entries, long directoryStart)
    {
        var placed = new ZipEntry[entries.Count];
        int[] order = [.. Enumerable.Range(0, entries.Count).OrderBy(i => entries[i].LocalOffset)];
        long at = 0;
        foreach (int i in order)
        {
            ZipEntry entry = entries[i];
            if (entry.LocalOffset != at)
                throw input.Bad(entry.CentralOffset + 42, $"the place of {Shown(entry)}", entry.LocalOffset < at
                    ? $"is {entry.LocalOffset} and lies inside another entry, which ends at {at}" : $"is {entry.LocalOffset}, and the bytes from {at} to "
                    + "there belong to nothing");
            placed[i] = entry with { DataOffset = Header(input, entry, directoryStart) };
            at = End(input, placed[i], directoryStart);
        }

        return at == directoryStart ? placed : throw input.Bad(at, "the bytes", $"from here to the directory at {directoryStart} belong to nothing");
    }

    private static long Header(CheckedReader input, ZipEntry entry, long limit)
    {
        long at = entry.LocalOffset;
        const string field = "the local header";
        if (at > limit - ZipFormat.LocalHeaderSize || input.U32(at, field) != ZipFormat.LocalHeader)
            throw input.Bad(at, field, $"of {Shown(entry)} is not there");
        ushort nameLength = input.U16(at + 26, field), extraLength = input.U16(at + 28, field);
        long name = at + ZipFormat.LocalHeaderSize, extra = name + nameLength, data = extra + extraLength;
        if (data > limit)
            throw input.Bad(at + 26, "the lengths of name and extra field", $"of {Shown(entry)} lead into the directory");
        if (!input.At(name, nameLength, "the name").SequenceEqual(entry.WrittenName))
            throw input.Bad(name, "the name", $"is another one than {Shown(entry)} in the directory");
        // A place that needs 64 bits is in the directory alone, and needs a newer reader there.
        if (!(entry.Version == Zip64Version && ZipExtraField.Find(entry.Extra, ZipFormat.Zip64Extra) is not null))
            Same(input, at + 4, "the version", input.U16(at + 4, field), entry.Version, entry);
        Same(input, at + 6, "the flags", input.U16(at + 6, field), entry.Flags, entry);
        Same(input, at + 8, "the method", input.U16(at + 8, field), entry.Method, entry);
        Same(input, at + 10, "the time", input.U32(at + 10, field), entry.Time, entry);
        IReadOnlyList<ZipExtraField> fields =
            ZipExtraField.Read(input, extra, input.At(extra, extraLength, "the extra field").ToArray(), Shown(entry), entry.WrittenName);
        if (ZipExtraField.Disagreement(fields, entry.Extra) is { } other)
            throw input.Bad(extra + other.Start, $"the extra field 0x{other.Id:x4}", $"of {Shown(entry)} says something else here than in the directory");
        // With a descriptor the header may leave sum and sizes open (§4.4.4, bit 3), but not say something else.
        bool open = ZipCentralHeader.HasDescriptor(entry);
        uint sum = input.U32(at + 14, field);
        if (!(open && sum == 0))
            Same(input, at + 14, "the CRC-32", sum, entry.Sum, entry);
        (long written, long size) = (input.U32(at + 18, field), input.U32(at + 22, field));
        (long largeWritten, long largeSize) = LargeSizes(input, extra, fields, written, size, entry);
        SameSizes(input, at, written == ZipFormat.Escaped32 ? largeWritten : written, size == ZipFormat.Escaped32 ? largeSize : size, open, entry);
        SameSizes(input, at, largeWritten, largeSize, open, entry);
        return data;
    }

    // Here the zip64 field has both sizes (§4.5.3), whether the header points to them or not.
    private static (long Written, long Size) LargeSizes(
        CheckedReader input, long extra, IReadOnlyList<ZipExtraField> fields, long written, long size, ZipEntry entry)
    {
        const string name = "the local zip64 extra field";
        if (ZipExtraField.Find(fields, ZipFormat.Zip64Extra) is not { } field)
        {
            return size != ZipFormat.Escaped32 && written != ZipFormat.Escaped32 ? (written, size)
                : throw input.Bad(extra, name, $"is missing, and a size of {Shown(entry)} points to it");
        }

        long at = extra + field.Start;
        return field.Data.Length == 16 ? (input.U63(at + 8, name), input.U63(at, name))
            : throw input.Bad(at, name, $"of {Shown(entry)} has {field.Data.Length} bytes and not the 16 of two sizes");
    }

    private static void SameSizes(CheckedReader input, long at, long written, long size, bool open, ZipEntry entry)
    {
        if (!(open && written == 0))
            Same(input, at + 18, "the compressed size", written, entry.WrittenSize, entry);
        if (!(open && size == 0))
            Same(input, at + 22, "the size", size, entry.Size, entry);
    }

    private static long End(CheckedReader input, ZipEntry entry, long limit)
    {
        if (entry.WrittenSize > limit - entry.DataOffset)
            throw input.Bad(entry.CentralOffset + 20, "the compressed size", $"of {Shown(entry)} is {entry.WrittenSize}, which leads into the directory");
        long at = entry.DataOffset + entry.WrittenSize;
        return ZipCentralHeader.HasDescriptor(entry) ? Descriptor(input, entry, at, limit) : at;
    }

    // §4.3.9: its signature is optional, and its sizes have 32 or 64 bits; only one reading can fit what the directory says.
    private static long Descriptor(CheckedReader input, ZipEntry entry, long at, long limit)
    {
        foreach (int signature in (int[])[4, 0])
        {
            foreach (int width in (int[])[4, 8])
            {
                long sum = at + signature, end = sum + 4 + 2 * width;
                if (end > limit || (signature > 0 && input.U32(at, "the descriptor") != ZipFormat.DataDescriptor)
                    || input.U32(sum, "the descriptor") != entry.Sum)
                    continue;
                bool fits = width == 4
                    ? input.U32(sum + 4, "the descriptor") == entry.WrittenSize && input.U32(sum + 8, "the descriptor") == entry.Size
                    : input.At(sum + 4, 16, "the descriptor") is var sizes && BitConverter.ToInt64(sizes) == entry.WrittenSize
                        && BitConverter.ToInt64(sizes[8..]) == entry.Size;
                if (fits)
                    return end;
            }
        }

        throw input.Bad(at, "the descriptor", $"of {Shown(entry)} is missing or says something else than the directory");
    }

    private static void Same(CheckedReader input, long at, string field, long local, long central, ZipEntry entry)
    {
        if (local != central)
            throw input.Bad(at, field, $"of {Shown(entry)} is {local} here and {central} in the directory");
    }

    private static string Shown(ZipEntry entry) => $"'{EntryNames.Shown(entry.Name)}'";
}
