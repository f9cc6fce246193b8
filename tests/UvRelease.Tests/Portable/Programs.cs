using System.Buffers.Binary;

namespace UvRelease.Tests.Portable;

/// <summary>Beginnings of programs; what is in a header is from the formats' own specifications.</summary>
internal static class Programs
{
    public static byte[] Elf(ushort machine, bool bigEndian = false, byte system = 0, ushort type = 3, byte width = 2)
    {
        byte[] bytes = new byte[64];
        "\u007fELF"u8.CopyTo(bytes);
        (bytes[4], bytes[5], bytes[6], bytes[7]) = (width, (byte)(bigEndian ? 2 : 1), 1, system);
        foreach ((int at, ushort value) in (ReadOnlySpan<(int, ushort)>)[(16, type), (18, machine)])
        {
            if (bigEndian)
                BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(at), value);
            else
                BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(at), value);
        }

        return bytes;
    }

    public static byte[] Pe(ushort machine)
    {
        byte[] bytes = new byte[256];
        "MZ"u8.CopyTo(bytes);
        bytes[0x3c] = 0x80;
        "PE\0\0"u8.CopyTo(bytes.AsSpan(0x80));
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(0x84), machine);
        bytes[0x96] = 0x22;
        return bytes;
    }

    public static byte[] MachO(uint cpu, uint type = 2)
    {
        byte[] bytes = new byte[64];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, 0xfeedfacf);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4), cpu);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(12), type);
        return bytes;
    }

    public static byte[] Fat(params uint[] cpus)
    {
        byte[] bytes = new byte[4096];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, 0xcafebabe);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(4), (uint)cpus.Length);
        for (int i = 0; i < cpus.Length; i++)
            BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(8 + 20 * i), cpus[i]);
        return bytes;
    }
}
