using System.Buffers.Binary;
using UvRelease.Crashes.Minidumps;

namespace UvRelease.Crashes.Redaction;

/// <summary>
/// Crashpad's rule for what may stay of a stack: a word that is small, or an address in a module or in a stack. A stack walk reads nothing else.
/// Source: snapshot/sanitized/memory_snapshot_sanitized.cc of Crashpad.
/// </summary>
/// <param name="processor">The processor.</param>
/// <param name="addresses">All modules and stacks.</param>
internal sealed class WordRule(Processor processor, AddressRanges addresses)
{
    private const ulong LargestSmall = 4096;
    private const ulong Mark = 0x0defaced_0defaced;

    private readonly int size = processor == Processor.X86 ? 4 : 8;

    // arm64 may sign a pointer, and keeps the signature above the 47 bits that Windows, macOS and Linux give to programs.
    private readonly ulong addressMask = processor == Processor.Arm64 ? ulong.MaxValue >> (64 - 47) : ulong.MaxValue;

    /// <summary>The processor.</summary>
    public Processor Processor => processor;

    /// <summary>Bytes of a word: 4 or 8.</summary>
    public int Size => size;

    /// <summary>Writes a word, or the mark in its place.</summary>
    /// <returns>Whether the word stayed.</returns>
    public bool Write(ReadOnlySpan<byte> from, Span<byte> to)
    {
        ulong word = size == 8 ? BinaryPrimitives.ReadUInt64LittleEndian(from) : BinaryPrimitives.ReadUInt32LittleEndian(from);
        bool stays = word <= LargestSmall || addresses.Contains(word & addressMask);
        if (size == 8)
            BinaryPrimitives.WriteUInt64LittleEndian(to, stays ? word : Mark);
        else
            BinaryPrimitives.WriteUInt32LittleEndian(to, (uint)(stays ? word : Mark));
        return stays;
    }

    /// <summary>Writes words of 64 bits, each or the mark in its place.</summary>
    /// <returns>How many stayed.</returns>
    public int Write(ReadOnlySpan<ulong> from, Span<ulong> to)
    {
        int stayed = 0;
        for (int at = 0; at < from.Length; at++)
        {
            ulong word = from[at];
            bool stays = word <= LargestSmall || addresses.Contains(word & addressMask);
            to[at] = stays ? word : Mark;
            stayed += stays ? 1 : 0;
        }

        return stayed;
    }

    /// <summary>Writes as much of the mark as there is room for: bytes that are no whole word.</summary>
    public void Deface(Span<byte> to)
    {
        Span<byte> mark = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(mark, Mark);
        mark[..to.Length].CopyTo(to);
    }
}
