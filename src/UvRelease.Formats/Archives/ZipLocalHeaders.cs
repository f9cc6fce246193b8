namespace UvRelease.Formats.Archives;

/// <summary>
/// Holds local headers (APPNOTE §4.3.7) against the central directory: a reader that goes by one must find what a reader that goes by the other
/// finds. Entries follow one another, from the first byte to the directory; nothing overlaps, and nothing hides between them.
/// </summary>
internal static class ZipLocalHeaders
{
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
                throw input.Bad(entry.CentralOffset + 42, $"the place of '{entry.Name}'", entry.LocalOffset < at
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
            throw input.Bad(at, field, $"of '{entry.Name}' is not there");
        ushort nameLength = input.U16(at + 26, field), extraLength = input.U16(at + 28, field);
        long data = at + ZipFormat.LocalHeaderSize + nameLength + extraLength;
        if (data > limit)
            throw input.Bad(at + 26, "the lengths of name and extra field", "lead into the directory");
        Same(input, at + 6, "the flags", input.U16(at + 6, field), entry.Flags);
        Same(input, at + 8, "the method", input.U16(at + 8, field), entry.Method);
        if (!input.At(at + ZipFormat.LocalHeaderSize, nameLength, "the name").SequenceEqual(entry.WrittenName))
            throw input.Bad(at + ZipFormat.LocalHeaderSize, "the name", $"is another one than '{entry.Name}' in the directory");
        uint sum = input.U32(at + 14, field);
        long written = input.U32(at + 18, field), size = input.U32(at + 22, field);
        Sizes(input, at + ZipFormat.LocalHeaderSize + nameLength, extraLength, ref size, ref written);
        // With a descriptor the header may leave them open (§4.4.4, bit 3), but not say something else.
        bool open = ZipCentralHeader.HasDescriptor(entry);
        if (!(open && sum == 0))
            Same(input, at + 14, "the CRC-32", sum, entry.Sum);
        if (!(open && written == 0))
            Same(input, at + 18, "the compressed size", written, entry.WrittenSize);
        if (!(open && size == 0))
            Same(input, at + 22, "the size", size, entry.Size);
        return data;
    }

    // Here the zip64 field has both sizes or none (§4.5.3).
    private static void Sizes(CheckedReader input, long extra, int length, ref long size, ref long written)
    {
        bool seen = false;
        for (long at = extra; at < extra + length;)
        {
            if (at + 4 > extra + length)
                throw input.Bad(at, "the local extra field", "ends inside a header");
            (ushort id, ushort count) = (input.U16(at, "the local extra field"), input.U16(at + 2, "the local extra field"));
            if (at + 4 + count > extra + length)
                throw input.Bad(at + 2, "the local extra field's length", "leads out of it");
            if (id == ZipFormat.Zip64Extra && (size == ZipFormat.Escaped32 || written == ZipFormat.Escaped32))
            {
                if (seen || count < 16)
                    throw input.Bad(at, "the local zip64 extra field", seen ? "is there twice" : "lacks the sizes");
                seen = true;
                (size, written) = (input.U63(at + 4, "the local zip64 extra field"), input.U63(at + 12, "the local zip64 extra field"));
            }

            at += 4 + count;
        }

        if (!seen && (size == ZipFormat.Escaped32 || written == ZipFormat.Escaped32))
            throw input.Bad(extra, "the local zip64 extra field", "is missing, and a size points to it");
    }

    private static long End(CheckedReader input, ZipEntry entry, long limit)
    {
        if (entry.WrittenSize > limit - entry.DataOffset)
            throw input.Bad(entry.CentralOffset + 20, "the compressed size", $"of '{entry.Name}' is {entry.WrittenSize}, which leads into the directory");
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

        throw input.Bad(at, "the descriptor", $"of '{entry.Name}' is missing or says something else than the directory");
    }

    private static void Same(CheckedReader input, long at, string field, long local, long central)
    {
        if (local != central)
            throw input.Bad(at, field, $"is {local} here and {central} in the directory");
    }
}
