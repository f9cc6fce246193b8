using System.Buffers.Binary;

namespace UvRelease.Crashes.Redaction;

/// <summary>MINIDUMP_MODULE_LIST, without what it says of records that are not carried over.</summary>
/// <param name="Head">Bytes before the first module.</param>
/// <param name="Size">Bytes of each.</param>
internal sealed record ModuleTable(int Head, int Size) : Rewriting
{
    private const int MiscRecordAt = 84;

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> from, Span<byte> to, RedactionCounts counts)
    {
        from[..Head].CopyTo(to);
        for (int at = Head; at < from.Length; at += Size)
            from.Slice(at, MiscRecordAt).CopyTo(to[at..]);
    }
}

/// <summary>MINIDUMP_MISC_INFO: when the process began and how long it worked stay; ids, names of builds and time zones don't.</summary>
internal sealed record ProcessTimes : Rewriting
{
    private const int HasTimes = 2, Size = 24;

    public static readonly ProcessTimes Alone = new();

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> from, Span<byte> to, RedactionCounts counts)
    {
        if (from.Length < Size)
            return;
        from[..4].CopyTo(to);
        BinaryPrimitives.WriteUInt32LittleEndian(to[4..], BinaryPrimitives.ReadUInt32LittleEndian(from[4..]) & HasTimes);
        from[12..Size].CopyTo(to[12..]);
    }
}
