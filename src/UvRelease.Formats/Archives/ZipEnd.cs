namespace UvRelease.Formats.Archives;

/// <summary>What the end records say (APPNOTE §4.3.14 to §4.3.16): where the central directory is, and how many entries it has.</summary>
/// <param name="Start">Where the central directory begins.</param>
/// <param name="Size">Bytes of it.</param>
/// <param name="Entries">How many entries it has.</param>
internal sealed record ZipEnd(long Start, long Size, long Entries)
{
    private const int LongestComment = 65_535;

    /// <summary>Finds and checks the end records.</summary>
    public static ZipEnd Find(CheckedReader input)
    {
        const string field = "the end record";
        long at = Search(input, input.Length - ZipFormat.EndRecordSize) ?? throw input.Bad(0, "the file", "has no end record of a zip");
        if (!EndsFile(input, at))
            throw input.Bad(at + 20, "the comment's length", "doesn't end with the file: something comes after the archive");
        for (long? other = Search(input, at - 1); other is { } earlier; other = Search(input, earlier - 1))
        {
            if (EndsFile(input, earlier))
                throw input.Bad(at, field, $"is inside the comment of another one at {earlier}: readers would not agree on them");
        }

        long end = at;
        (uint disk, ushort here, ushort total) = (input.U32(at + 4, field), input.U16(at + 8, field), input.U16(at + 10, field));
        (uint size, uint start) = (input.U32(at + 12, field), input.U32(at + 16, field));
        bool is64 = at >= ZipFormat.EndLocator64Size && input.U32(at - ZipFormat.EndLocator64Size, "the zip64 locator") == ZipFormat.EndLocator64;
        if (disk != 0 && !(is64 && disk == uint.MaxValue))
            throw input.Bad(at + 4, "the disk's number", "is not 0: archives of several parts are not read");
        if (here != total)
            throw input.Bad(at + 8, "the number of entries", $"is {here} on this disk and {total} in all");
        ZipEnd found = new(start, size, total);
        if (is64)
        {
            (found, end) = Find64(input, at - ZipFormat.EndLocator64Size);
            Agree(input, at + 10, "the number of entries", total, ZipFormat.Escaped16, found.Entries);
            Agree(input, at + 12, "the directory's size", size, ZipFormat.Escaped32, found.Size);
            Agree(input, at + 16, "the directory's offset", start, ZipFormat.Escaped32, found.Start);
        }
        else if (total == ZipFormat.Escaped16 || size == ZipFormat.Escaped32 || start == ZipFormat.Escaped32)
        {
            throw input.Bad(at, field, "points to a zip64 record that is not there");
        }

        if (found.Size > end || found.Start != end - found.Size)
            throw input.Bad(at + 16, "the directory's place",
                $"is {found.Start} with {found.Size} bytes and should end at {end}, where its end record begins: something comes before or inside "
                + "the archive");
        if (found.Entries > found.Size / ZipFormat.CentralHeaderSize)
            throw input.Bad(at + 10, "the number of entries", $"is {found.Entries}, for which a directory of {found.Size} bytes has no room");
        return found;
    }

    private static long? Search(CheckedReader input, long from)
    {
        for (long at = from; at >= 0 && at >= input.Length - ZipFormat.EndRecordSize - LongestComment; at--)
        {
            if (input.U32(at, "the end record") == ZipFormat.EndRecord)
                return at;
        }

        return null;
    }

    private static bool EndsFile(CheckedReader input, long at) => at + ZipFormat.EndRecordSize <= input.Length
        && at + ZipFormat.EndRecordSize + input.U16(at + 20, "the end record") == input.Length;

    private static (ZipEnd End, long Start) Find64(CheckedReader input, long locator)
    {
        const string field = "the zip64 end record";
        if (input.U32(locator + 4, "the zip64 locator's disk") != 0 || input.U32(locator + 16, "the zip64 locator's disks") > 1)
            throw input.Bad(locator + 4, "the zip64 locator's disk", "is not 0: archives of several parts are not read");
        long at = input.U63(locator + 8, "the zip64 locator's offset");
        if (at > locator - ZipFormat.EndRecord64Size || input.U32(at, field) != ZipFormat.EndRecord64)
            throw input.Bad(locator + 8, "the zip64 locator's offset", $"is {at}, where there is no zip64 end record");
        if (input.U63(at + 4, field) != locator - at - 12 || locator - at != ZipFormat.EndRecord64Size)
            throw input.Bad(at + 4, "the zip64 end record's size", "is not that of its fields, or doesn't reach to the locator");
        if (input.U63(at + 16, field) != 0)
            throw input.Bad(at + 16, "the disk's number", "is not 0: archives of several parts are not read");
        long here = input.U63(at + 24, field), total = input.U63(at + 32, field);
        return here == total ? (new ZipEnd(input.U63(at + 48, field), input.U63(at + 40, field), total), at)
            : throw input.Bad(at + 24, "the number of entries", $"is {here} on this disk and {total} in all");
    }

    private static void Agree(CheckedReader input, long at, string field, long value, long escaped, long real)
    {
        if (value != escaped && value != real)
            throw input.Bad(at, field, $"is {value} here and {real} in the zip64 end record");
    }
}
