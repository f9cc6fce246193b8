using System.Buffers.Binary;

namespace UvRelease.Tests.Formats.MachO;

/// <summary>Small Mach-O files, byte by byte (mach-o/loader.h).</summary>
internal static class RawMachO
{
    public const uint X64 = 0x01000007;
    public const uint Arm64 = 0x0100000c;

    /// <summary>A bundle with one segment that covers the whole file.</summary>
    public static byte[] Thin(uint cpu, int length, uint seed = 1)
    {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++)
            bytes[i] = (byte)((i * 31 + seed * 7) >> 2);
        uint[] header = [0xfeedfacf, cpu, cpu == X64 ? 3u : 0u, 8, 2, 72 + 24, 0x85, 0];
        uint[] segment = [0x19, 72, 0, 0, 0, 0, 0, 0, (uint)length, 0, 0, 0, (uint)length, 0, 7, 5, 0, 0];
        uint[] id = [0x1b, 24, seed, 2, 3, 4];
        uint[] words = [.. header, .. segment, .. id];
        for (int i = 0; i < words.Length; i++)
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4 * i), words[i]);
        "__TEXT"u8.CopyTo(bytes.AsSpan(32 + 8));
        return bytes;
    }

    /// <summary>A fat header and table alone.</summary>
    public static byte[] FatHeader(params uint[] words)
    {
        byte[] bytes = new byte[words.Length * 4];
        for (int i = 0; i < words.Length; i++)
            BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(4 * i), words[i]);
        return bytes;
    }
}
