using System.Buffers.Binary;

namespace UvRelease.Formats.Executables;

/// <summary>
/// Assemblies of .NET: PE files on every system, run by the runtime and not by the processor ("PE Format", data directory 15; ECMA-335 §II.25).
/// </summary>
public static class ManagedAssembly
{
    private const int ClrDirectory = 14;

    /// <summary>True for the beginning of an assembly, <see cref="ExecutableHeader.Length"/> bytes or all there are.</summary>
    public static bool Is(ReadOnlySpan<byte> head)
    {
        if (head.Length < 0x40 || !head.StartsWith("MZ"u8) || BinaryPrimitives.ReadUInt32LittleEndian(head[0x3c..]) is var at && at > head.Length - 0x1a)
            return false;
        ReadOnlySpan<byte> optional = head[((int)at + 0x18)..];
        int directory = (BinaryPrimitives.ReadUInt16LittleEndian(optional) == 0x20b ? 112 : 96) + ClrDirectory * 8;
        return optional.Length >= directory + 8 && BinaryPrimitives.ReadUInt32LittleEndian(optional[directory..]) != 0;
    }
}
