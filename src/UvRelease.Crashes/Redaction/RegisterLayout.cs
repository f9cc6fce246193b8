namespace UvRelease.Crashes.Redaction;

/// <summary>
/// Where a saved context of a processor has what a stack walk may need. Instruction and stack pointer stay as they are; other registers are judged as the
/// words of a stack are. Vector registers hold texts that were being copied: they and all the rest are cleared.
/// Source: CONTEXT of Windows' winnt.h; minidump_cpu_*.h of Breakpad.
/// </summary>
/// <param name="Size">Bytes that a context has at least.</param>
/// <param name="Word">Bytes of a register.</param>
/// <param name="AddressBits">Bits of a register that are an address.</param>
/// <param name="Kept">Places and lengths of what names the processor, of stack and instruction pointer.</param>
/// <param name="Judged">Places of the other registers, and how many.</param>
internal sealed record RegisterLayout(
    int Size, int Word, int AddressBits, (int Offset, int Length)[] Kept, (int Offset, int Count)[] Judged)
{
    private const int X86 = 0, Arm = 5, Amd64 = 9, Arm64 = 12, Arm64Old = 0x8003;

    /// <summary>The layout of a processor by its number in the system information; null for one that isn't known here.</summary>
    public static RegisterLayout? Of(int architecture) => architecture switch
    {
        X86 => new(716, 4, 32, [(0, 4), (184, 4), (196, 4)], [(156, 7)]),
        Arm => new(368, 4, 32, [(0, 4), (56, 4), (64, 4)], [(4, 13), (60, 1)]),
        Amd64 => new(1232, 8, 64, [(48, 4), (152, 8), (248, 8)], [(120, 4), (160, 11)]),
        // 47 bits are what Windows, macOS and Linux give to programs.
        Arm64 => new(912, 8, 47, [(0, 4), (256, 16)], [(8, 31)]),
        Arm64Old => new(796, 8, 47, [(0, 8), (256, 16)], [(8, 31)]),
        _ => null,
    };
}

/// <summary>A saved context.</summary>
/// <param name="Layout">Where it has what.</param>
/// <param name="Rule">What may stay of a register.</param>
internal sealed record SavedRegisters(RegisterLayout Layout, WordRule Rule) : Rewriting
{
    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> from, Span<byte> to, RedactionCounts counts)
    {
        foreach ((int offset, int length) in Layout.Kept)
            from.Slice(offset, length).CopyTo(to[offset..]);
        foreach ((int offset, int count) in Layout.Judged)
        {
            for (int at = offset; at < offset + (count * Layout.Word); at += Layout.Word)
                counts.RegistersDefaced += Rule.Write(from[at..], to[at..]) ? 0 : 1;
        }
    }
}
