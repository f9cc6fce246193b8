using UvRelease.Crashes.Minidumps;

namespace UvRelease.Crashes.Redaction;

/// <summary>
/// Where a saved context of a processor has what a stack walk may need. Instruction and stack pointer stay as they are; other registers are judged as the
/// words of a stack are. Vector registers hold texts that were being copied: they and all the rest are cleared.
/// Source: CONTEXT of Windows' winnt.h; minidump_cpu_*.h of Breakpad.
/// </summary>
/// <param name="Word">Bytes of a register.</param>
/// <param name="Kept">Places and lengths of what names the processor, of stack and instruction pointer.</param>
/// <param name="Judged">Places of the other registers, and how many.</param>
internal sealed record RegisterLayout(int Word, (int Offset, int Length)[] Kept, (int Offset, int Count)[] Judged)
{
    private const int OldArm64Size = 796;

    private static readonly RegisterLayout X86 = new(4, [(0, 4), (184, 4), (196, 4)], [(156, 7)]);
    private static readonly RegisterLayout Amd64 = new(8, [(48, 4), (152, 8), (248, 8)], [(120, 4), (160, 11)]);
    private static readonly RegisterLayout Arm64 = new(8, [(0, 4), (256, 16)], [(8, 31)]);
    private static readonly RegisterLayout OldArm64 = new(8, [(0, 8), (256, 16)], [(8, 31)]);

    /// <summary>The layout of a context of so many bytes.</summary>
    public static RegisterLayout Of(Processor processor, long size) => processor switch
    {
        Processor.X86 => X86,
        Processor.Amd64 => Amd64,
        Processor.Arm64 => size == OldArm64Size ? OldArm64 : Arm64,
        _ => throw new ArgumentOutOfRangeException(nameof(processor)),
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
