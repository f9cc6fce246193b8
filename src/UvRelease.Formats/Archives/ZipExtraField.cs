using System.Buffers.Binary;
using System.Collections.Frozen;

namespace UvRelease.Formats.Archives;

/// <summary>An extra field of a header (APPNOTE §4.5, Info-ZIP's extrafld.txt).</summary>
/// <param name="Id">What it is.</param>
/// <param name="Start">Where its data begin, counted from the first extra field.</param>
/// <param name="Data">Its data.</param>
internal readonly record struct ZipExtraField(ushort Id, int Start, ReadOnlyMemory<byte> Data)
{
    private const ushort StrongEncryption = 0x0017, Aes = 0x9901, UnicodePath = 0x7075, ExtendedTime = 0x5455, UnixTimes = 0x5855, UnixOwner = 0x7855,
        UnixOwnerIds = 0x7875, NtfsTimes = 0x000a, UnicodeComment = 0x6375, JarMark = 0xcafe, Alignment = 0xd935, StreamAlignment = 0xa11e,
        GrowthHint = 0xa220;

    // Times and owners are in both headers, the shorter one in the directory.
    private static readonly FrozenSet<ushort> Doubled = ((ushort[])[ExtendedTime, UnixTimes, UnixOwner, UnixOwnerIds, NtfsTimes]).ToFrozenSet();

    // Whatever else there is may be a name, a link's target or a mode: Info-ZIP's ASi (0x756e), PKWARE's Unix (0x000d), libarchive's 0x6c78.
    private static readonly FrozenSet<ushort> Harmless =
        ((ushort[])[ZipFormat.Zip64Extra, UnicodePath, UnicodeComment, JarMark, Alignment, StreamAlignment, GrowthHint, .. Doubled]).ToFrozenSet();

    /// <summary>Reads the extra fields of a header and refuses those that some reader takes a name, a kind or a mode from.</summary>
    /// <param name="input">The file, for errors.</param>
    /// <param name="at">Where the fields are in it.</param>
    /// <param name="bytes">The fields.</param>
    /// <param name="entry">The entry as errors call it.</param>
    /// <param name="name">Its name in the header.</param>
    public static IReadOnlyList<ZipExtraField> Read(CheckedReader input, long at, ReadOnlyMemory<byte> bytes, string entry, ReadOnlySpan<byte> name)
    {
        if (bytes.IsEmpty)
            return [];
        var fields = new List<ZipExtraField>();
        for (int place = 0; place < bytes.Length;)
        {
            if (place + 4 > bytes.Length)
                throw input.Bad(at + place, "the extra field", $"of {entry} ends inside a header");
            ushort id = BinaryPrimitives.ReadUInt16LittleEndian(bytes.Span[place..]),
                count = BinaryPrimitives.ReadUInt16LittleEndian(bytes.Span[(place + 2)..]);
            if (place + 4 + count > bytes.Length)
                throw input.Bad(at + place + 2, "the extra field's length", $"of {entry} leads out of it");
            var field = new ZipExtraField(id, place + 4, bytes.Slice(place + 4, count));
            if (Problem(field, name) is { } problem)
                throw input.Bad(at + place, $"the extra field 0x{id:x4}", $"of {entry} {problem}");
            if (fields.Exists(other => other.Id == id))
                throw input.Bad(at + place, $"the extra field 0x{id:x4}", $"of {entry} is there twice");
            fields.Add(field);
            place += 4 + count;
        }

        return fields;
    }

    /// <summary>Finds a field; null where it is missing.</summary>
    public static ZipExtraField? Find(IReadOnlyList<ZipExtraField> fields, ushort id)
    {
        foreach (ZipExtraField field in fields)
        {
            if (field.Id == id)
                return field;
        }

        return null;
    }

    /// <summary>The first field of times or owners that the other header has too and that says something else there; null where all agree.</summary>
    public static ZipExtraField? Disagreement(IReadOnlyList<ZipExtraField> local, IReadOnlyList<ZipExtraField> central)
    {
        foreach (ZipExtraField field in local)
        {
            if (Doubled.Contains(field.Id) && Find(central, field.Id) is { } other
                && !field.Data.Span.StartsWith(other.Data.Span) && !other.Data.Span.StartsWith(field.Data.Span))
                return field;
        }

        return null;
    }

    private static string? Problem(ZipExtraField field, ReadOnlySpan<byte> name) => field.Id switch
    {
        Aes or StrongEncryption => "says that the entry is encrypted",
        UnicodePath => field.Data.Length >= 5 && field.Data.Span[5..].SequenceEqual(name) ? null : "is another name than the header's",
        _ => Harmless.Contains(field.Id) ? null : "is none that is known here to leave name, kind and mode alone",
    };
}
