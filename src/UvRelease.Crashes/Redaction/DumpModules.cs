namespace UvRelease.Crashes.Redaction;

/// <summary>Carries over the modules: addresses, ids and names without folders, so that their symbols are found as before.</summary>
internal static class DumpModules
{
    // CodeView records: a PDB of today, one of before, a build id of ELF (Breakpad).
    private const uint Pdb70 = 0x53445352, Pdb20 = 0x3031424e, BuildId = 0x4270454c;
    private const int NameAt = 20, RecordAt = 76, MiscAt = 84, LongestBuildId = 64;

    /// <summary>Adds the list and what belongs to it.</summary>
    public static void Keep(DumpPlan plan, DumpStream list, long first, int count, int size)
    {
        plan.Add(list.Offset, list.Size, "the list of modules", new ModuleTable((int)(first - list.Offset), size, MiscAt));
        for (int module = 0; module < count; module++)
        {
            long at = first + ((long)module * size);
            uint name = plan.Reader.U32(at + NameAt, "the offset of a module's name");
            if (name > 0)
            {
                if (plan.TextLength(name, "the name of a module") % 2 != 0)
                    throw plan.Reader.Bad(name, "the length of a module's name", "is odd, and two bytes make a letter");
                plan.AddText(name, "the name of a module", BaseNameUtf16.All);
            }

            KeepRecord(plan, plan.Reader.U32(at + RecordAt, "the size of a module's id"), plan.Reader.U32(at + RecordAt + 4, "the offset of a module's id"));
        }
    }

    private static void KeepRecord(DumpPlan plan, uint size, uint at)
    {
        if (size < 4 || at == 0)
            return;
        Rewriting? how = plan.Reader.U32(at, "the kind of a module's id") switch
        {
            Pdb70 when size >= 24 => new BaseNameOfRecord(24),
            Pdb20 when size >= 16 => new BaseNameOfRecord(16),
            BuildId => new Beginning(4 + LongestBuildId),
            _ => null,
        };
        // Of another kind: nobody finds symbols by it, and what it says is not known.
        if (how is not null)
            plan.Add(at, size, "the id of a module", how);
    }
}

/// <summary>The list of modules, without what it says of records that are not carried over.</summary>
/// <param name="Head">Bytes before the first.</param>
/// <param name="Size">Bytes of each.</param>
/// <param name="Kept">Bytes of each that stay.</param>
internal sealed record ModuleTable(int Head, int Size, int Kept) : Rewriting
{
    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> from, Span<byte> to, RedactionCounts counts)
    {
        from[..Head].CopyTo(to);
        for (int at = Head; at < from.Length; at += Size)
            from.Slice(at, Kept).CopyTo(to[at..]);
    }
}
