using System.Buffers.Binary;

namespace UvRelease.Crashes.Walking;

/// <summary>The stack of a thread.</summary>
/// <param name="start">Address of the first byte.</param>
/// <param name="bytes">The bytes.</param>
internal readonly ref struct StackMemory(ulong start, ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> bytes = bytes;

    /// <summary>Reads a word; false where the stack has none at the address.</summary>
    public bool TryRead(ulong address, out ulong word)
    {
        ulong offset = unchecked(address - start);
        if (address < start || (ulong)bytes.Length < sizeof(ulong) || offset > (ulong)bytes.Length - sizeof(ulong))
        {
            word = 0;
            return false;
        }

        word = BinaryPrimitives.ReadUInt64LittleEndian(bytes[(int)offset..]);
        return true;
    }
}
