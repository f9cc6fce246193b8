using UvRelease.Formats.Executables;
using UvRelease.Releases.Artifacts;
using UvRelease.Tests.Formats.Archives;
using UvRelease.Tests.Portable;
using Xunit;

namespace UvRelease.Tests.Formats.Executables;

public class ExecutableHeaderSpecs
{
    public static TheoryData<string, byte[], string?> Headers => new()
    {
        { "ELF x86-64", Programs.Elf(62), "linux-x64" },
        { "ELF AArch64", Programs.Elf(183), "linux-arm64" },
        { "ELF of another machine", Programs.Elf(243), "linux-unknown" },
        { "ELF of Linux's own mark", Programs.Elf(62, system: 3, type: 2), "linux-x64" },
        { "ELF of ARM in 32 bits", Programs.Elf(40, width: 1), "linux-armv7l" },
        { "ELF of x86-64 in 32 bits", Programs.Elf(62, width: 1), "linux-unknown" },
        { "ELF big endian", Programs.Elf(40, bigEndian: true, width: 1), null },
        { "ELF of FreeBSD", Programs.Elf(62, system: 9), null },
        { "an object file", Programs.Elf(62, type: 1), null },
        { "a core dump", Programs.Elf(62, type: 4), null },
        { "an object file of macOS", Programs.MachO(0x0100000c, type: 1), null },
        { "a PE that is not linked", [.. Programs.Pe(0x8664).AsSpan(0, 0x96), 0, 0, .. new byte[100]], null },
        { "PE x86-64", Programs.Pe(0x8664), "win-x64" },
        { "PE ARM64", Programs.Pe(0xaa64), "win-arm64" },
        { "Mach-O x86-64", Programs.MachO(0x01000007), "mac-x64" },
        { "Mach-O arm64", Programs.MachO(0x0100000c), "mac-arm64" },
        { "fat Mach-O", Programs.Fat(0x01000007, 0x0100000c), "mac-x64+arm64" },
        { "Java class", [0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, 61, 0, 0], null },
        { "MZ without PE", [(byte)'M', (byte)'Z', .. new byte[100]], null },
        { "a cut ELF", [0x7f, (byte)'E', (byte)'L', (byte)'F'], null },
        { "a cut Mach-O", [0xcf, 0xfa, 0xed, 0xfe, 7], null },
        { "a cut fat file", [0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, 2, 1], null },
        { "text", "#!/bin/sh\n"u8.ToArray(), null },
        { "nothing", [], null },
    };

    [Theory]
    [MemberData(nameof(Headers))]
    public void A_header_says_system_and_processor(string what, byte[] head, string? says)
    {
        Assert.NotEmpty(what);
        Assert.Equal(says, ExecutableHeader.Read(head)?.ToString());
    }

    [Fact]
    public void A_universal_archive_needs_both_processors_and_one_of_them_takes_a_fat_file()
    {
        ExecutableHeader fat = ExecutableHeader.Read(Programs.Fat(0x01000007, 0x0100000c))!, thin = ExecutableHeader.Read(Programs.MachO(0x0100000c))!;
        Assert.True(fat.Runs(ReleasePlatform.Mac, ReleaseArch.Universal));
        Assert.True(fat.Runs(ReleasePlatform.Mac, ReleaseArch.X64));
        Assert.False(thin.Runs(ReleasePlatform.Mac, ReleaseArch.Universal));
        Assert.False(fat.Runs(ReleasePlatform.Linux, ReleaseArch.X64));
    }

    [Fact]
    public async Task Real_programs_are_what_file_systems_hold()
    {
        using var folder = new TemporaryFolder();
        string node = (await OutsideProgram.RunAsync(folder.Path, "sh", "-c", "command -v node")).Trim();
        byte[] head = new byte[ExecutableHeader.Length];
        using (var file = File.OpenHandle(node))
            RandomAccess.Read(file, head, 0);
        ReleaseArch arch = System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.Arm64
            ? ReleaseArch.Arm64 : ReleaseArch.X64;
        Assert.True(ExecutableHeader.Read(head)!.Runs(ReleasePlatform.Linux, arch));
        // The assembly of these tests is a PE file that the .NET SDK made.
        Assert.Equal(ReleasePlatform.Win,
            ExecutableHeader.Read(File.ReadAllBytes(typeof(ExecutableHeaderSpecs).Assembly.Location).AsSpan(0, ExecutableHeader.Length))!.Platform);
    }

    [Fact]
    public void No_beginning_of_a_file_breaks_the_reading()
    {
        var random = new Random(4);
        byte[][] good = [Programs.Elf(62), Programs.Pe(0x8664), Programs.MachO(7), Programs.Fat(1, 2, 3)];
        for (int i = 0; i < 20_000; i++)
        {
            byte[] bytes = [.. good[i % 4].AsSpan(0, random.Next(good[i % 4].Length))];
            for (int change = 0; change < 6 && bytes.Length > 0; change++)
                bytes[random.Next(Math.Min(bytes.Length, 0x90))] = (byte)random.Next(256);
            _ = ExecutableHeader.Read(bytes);
        }
    }
}
