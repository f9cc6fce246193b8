using System.Buffers.Binary;
using UvRelease.Formats;

namespace UvRelease.Crashes.Minidumps;

/// <summary>Reads registers: CONTEXT of winnt.h for x86 and amd64, Breakpad's and Windows' structures for arm64.</summary>
internal sealed class ContextReader(CheckedReader reader, Processor processor)
{
    private const uint ProcessorFlags = 0xffffff00;
    private const int X86Size = 716;
    private const int Amd64Size = 1232;
    private const int Arm64Size = 912;
    private const int OldArm64Size = 796;

    /// <summary>The registers at a place; null where they are of another processor or there are none.</summary>
    public ThreadContext? Read(Place place)
    {
        if (place.Size == 0)
            return null;
        ReadOnlySpan<byte> bytes = reader.At(place.Offset, (int)Math.Min(place.Size, Amd64Size), "the registers");
        var registers = default(Registers);
        switch (processor)
        {
            case Processor.X86 when place.Size >= X86Size && Flags(bytes) == 0x10000:
                registers[Amd64.Rip] = BinaryPrimitives.ReadUInt32LittleEndian(bytes[184..]);
                return new ThreadContext(registers);
            case Processor.Amd64 when place.Size >= Amd64Size && Flags(bytes[48..]) == 0x100000:
                for (int register = 0; register < Amd64.Offsets.Length; register++)
                    registers[register] = BinaryPrimitives.ReadUInt64LittleEndian(bytes[Amd64.Offsets[register]..]);
                return new ThreadContext(registers);
            case Processor.Arm64 when (place.Size == Arm64Size && Flags(bytes) == 0x400000) || (place.Size == OldArm64Size && Flags(bytes) == 0x80000000):
                for (int register = 0; register < Registers.Count; register++)
                    registers[register] = BinaryPrimitives.ReadUInt64LittleEndian(bytes[(8 + (register * 8))..]);
                return new ThreadContext(registers);
            default:
                return null;
        }
    }

    private static uint Flags(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt32LittleEndian(bytes) & ProcessorFlags;
}
