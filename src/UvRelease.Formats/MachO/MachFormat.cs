namespace UvRelease.Formats.MachO;

/// <summary>Numbers of Mach-O (Apple's mach-o/loader.h, mach-o/fat.h, mach/machine.h).</summary>
internal static class MachFormat
{
    public const uint Magic32 = 0xfeedface;
    public const uint Magic64 = 0xfeedfacf;
    public const uint FatMagic = 0xcafebabe;
    public const uint FatMagic64 = 0xcafebabf;
    public const int HeaderSize32 = 28;
    public const int HeaderSize64 = 32;
    public const int FatHeaderSize = 8;
    public const int FatArchSize = 20;
    public const int FatArchSize64 = 32;

    /// <summary>A Java class begins as a fat file does; its next number is a version of 45 and more.</summary>
    public const uint MostSlices = 32;

    /// <summary>Pages of 32 KiB: no linker aligns a slice more.</summary>
    public const int LargestAlignment = 15;

    /// <summary>Bits of a subtype that are capabilities, not another processor.</summary>
    public const uint CapabilityMask = 0xff000000;

    public const uint CpuX86 = 7;
    public const uint CpuX64 = 0x01000007;
    public const uint CpuArm = 12;
    public const uint CpuArm64 = 0x0100000c;
    public const uint CpuArm64In32 = 0x0200000c;

    public const uint FileTypeObject = 1;
    public const uint FileTypeExecute = 2;
    public const uint FileTypeCore = 4;
    public const uint FileTypeLibrary = 6;
    public const uint FileTypeBundle = 8;
    public const uint FileTypeDebug = 10;
    public const uint SymbolTable = 0x2;
    public const uint Uuid = 0x1b;
    public const uint Segment32 = 0x1;
    public const uint Segment64 = 0x19;
    public const uint CodeSignature = 0x1d;
    public const uint Encryption32 = 0x21;
    public const uint MinimumMacOs = 0x24;
    public const uint Encryption64 = 0x2c;
    public const uint BuildVersion = 0x32;

    /// <summary>Bytes of a load command that names a part of __LINKEDIT: command, size, place, length.</summary>
    public const int LinkEditDataSize = 16;

    /// <summary>What the linker rounds the memory of __LINKEDIT up to.</summary>
    public const int LargestPage = 0x4000;

    /// <summary>Name of a processor, as lipo has it.</summary>
    public static string ProcessorName(uint type, uint subtype) => (type, subtype & ~CapabilityMask) switch
    {
        (CpuX64, 8) => "x86_64h",
        (CpuX64, _) => "x86_64",
        (CpuX86, _) => "i386",
        (CpuArm64, 2) => "arm64e",
        (CpuArm64, _) => "arm64",
        (CpuArm64In32, _) => "arm64_32",
        (CpuArm, _) => "arm",
        _ => $"cpu 0x{type:x}",
    };

    /// <summary>Alignment of a slice as a power of two: the processor's largest page; -1 where it is not known.</summary>
    public static int Alignment(uint type) => type switch
    {
        CpuX86 or CpuX64 => 12,
        CpuArm or CpuArm64 or CpuArm64In32 => 14,
        _ => -1,
    };
}
