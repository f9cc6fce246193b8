using System.Buffers.Binary;
using UvRelease.Formats.MachO;
using UvRelease.Releases.Artifacts;

namespace UvRelease.Formats.Executables;

/// <summary>What the header of a program says of the system and the processors it runs on.</summary>
/// <param name="Platform">System.</param>
/// <param name="Arches">Processors that are known here; several in a fat file of macOS, none for one that is not known.</param>
public sealed record ExecutableHeader(ReleasePlatform Platform, IReadOnlyList<ReleaseArch> Arches)
{
    /// <summary>Bytes of a file that <see cref="Read"/> wants to see, or all where there are less.</summary>
    public const int Length = 4096;

    /// <summary>Reads the beginning of a file: ELF (gABI chapter 4; elf(5)), PE ("PE Format", §3), Mach-O (mach-o/loader.h, mach-o/fat.h).</summary>
    /// <returns>Null for what is none of them.</returns>
    public static ExecutableHeader? Read(ReadOnlySpan<byte> head) => head switch
    {
        [0x7f, (byte)'E', (byte)'L', (byte)'F', ..] => Elf(head),
        [(byte)'M', (byte)'Z', ..] => Portable(head),
        [0xcf or 0xce, 0xfa, 0xed, 0xfe, ..] => Mach(head),
        [0xca, 0xfe, 0xba, 0xbe or 0xbf, ..] => Fat(head),
        _ => null,
    };

    /// <summary>True when a program of this header runs on a target; on a universal one, when it has both processors.</summary>
    public bool Runs(ReleasePlatform platform, ReleaseArch arch) => Platform == platform
        && (arch == ReleaseArch.Universal ? Arches.Contains(ReleaseArch.X64) && Arches.Contains(ReleaseArch.Arm64) : Arches.Contains(arch));

    /// <inheritdoc/>
    public override string ToString() => $"{Platform.Word()}-{(Arches.Count == 0 ? "unknown" : string.Join('+', Arches.Select(arch => arch.Word())))}";

    // The kernel starts programs (ET_EXEC, ET_DYN) of its own byte order and system: object files, core dumps and FreeBSD's programs are none for it.
    private static ExecutableHeader? Elf(ReadOnlySpan<byte> head)
    {
        const int class32 = 1, class64 = 2, littleEndian = 1, systemV = 0, linux = 3, executable = 2, shared = 3;
        if (head.Length < 20 || head[4] is not (class32 or class64) || head[5] != littleEndian || head[7] is not (systemV or linux)
            || BinaryPrimitives.ReadUInt16LittleEndian(head[16..]) is not (executable or shared))
            return null;
        int machine = BinaryPrimitives.ReadUInt16LittleEndian(head[18..]);
        return new ExecutableHeader(ReleasePlatform.Linux, head[4] == class64 ? Arch(machine, 62, 183, -1, -1) : Arch(machine, -1, -1, 3, 40));
    }

    private static ExecutableHeader? Mach(ReadOnlySpan<byte> head)
    {
        const uint objectFile = 1, core = 4, symbols = 10;
        return head.Length < 16 || BinaryPrimitives.ReadUInt32LittleEndian(head[12..]) is objectFile or core or symbols ? null
            : new ExecutableHeader(ReleasePlatform.Mac, MachArch(BinaryPrimitives.ReadUInt32LittleEndian(head[4..])));
    }

    private static ExecutableHeader? Portable(ReadOnlySpan<byte> head)
    {
        if (head.Length < 0x40 || BinaryPrimitives.ReadUInt32LittleEndian(head[0x3c..]) is var at && (at > Length || at + 24 > head.Length))
            return null;
        const int executable = 2;
        ReadOnlySpan<byte> signature = head[(int)at..];
        return signature.StartsWith("PE\0\0"u8) && (signature[22] & executable) != 0
            ? new ExecutableHeader(ReleasePlatform.Win, Arch(BinaryPrimitives.ReadUInt16LittleEndian(signature[4..]), 0x8664, 0xaa64, 0x14c, 0x1c4)) : null;
    }

    // A Java class begins so too, and has more slices than there can be.
    private static ExecutableHeader? Fat(ReadOnlySpan<byte> head)
    {
        int entry = head[3] == (byte)(MachFormat.FatMagic64 & 0xff) ? MachFormat.FatArchSize64 : MachFormat.FatArchSize;
        if (head.Length < MachFormat.FatHeaderSize || BinaryPrimitives.ReadUInt32BigEndian(head[4..]) is var count
            && (count is 0 or > MachFormat.MostSlices || MachFormat.FatHeaderSize + (int)count * entry > head.Length))
            return null;
        var arches = new List<ReleaseArch>();
        for (int i = 0; i < count; i++)
            arches.AddRange(MachArch(BinaryPrimitives.ReadUInt32BigEndian(head[(MachFormat.FatHeaderSize + i * entry)..])));
        return new ExecutableHeader(ReleasePlatform.Mac, arches);
    }

    private static ReleaseArch[] MachArch(uint cpu) =>
        cpu switch { MachFormat.CpuX64 => [ReleaseArch.X64], MachFormat.CpuArm64 => [ReleaseArch.Arm64], MachFormat.CpuX86 => [ReleaseArch.Ia32], _ => [] };

    private static ReleaseArch[] Arch(int machine, int x64, int arm64, int ia32, int arm) =>
        machine == x64 ? [ReleaseArch.X64] : machine == arm64 ? [ReleaseArch.Arm64] : machine == ia32
            ? [ReleaseArch.Ia32] : machine == arm ? [ReleaseArch.Armv7l] : [];
}
