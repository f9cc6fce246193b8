using System.Globalization;

namespace UvRelease.Crashes.Minidumps;

/// <summary>Processors whose dumps are read.</summary>
public enum Processor
{
    /// <summary>32-bit Intel. Its stacks are not walked.</summary>
    X86,

    /// <summary>64-bit Intel and AMD.</summary>
    Amd64,

    /// <summary>64-bit ARM.</summary>
    Arm64,
}

/// <summary>Operating systems whose dumps have words of their own for why a process crashed.</summary>
public enum Platform
{
    /// <summary>Another one.</summary>
    Other,

    /// <summary>Windows.</summary>
    Windows,

    /// <summary>macOS and iOS.</summary>
    Mac,

    /// <summary>Linux and Android.</summary>
    Linux,
}

/// <summary>Processor and operating system of the machine.</summary>
/// <param name="Processor">The processor.</param>
/// <param name="ProcessorText">More of it, as Breakpad words it; may be empty.</param>
/// <param name="ProcessorCount">How many of them.</param>
/// <param name="PlatformId">The operating system's number.</param>
/// <param name="Version">Its version, with what its makers add.</param>
public sealed record MinidumpSystem(Processor Processor, string ProcessorText, int ProcessorCount, uint PlatformId, string Version)
{
    /// <summary>The operating system.</summary>
    public Platform Platform => PlatformId switch
    {
        1 or 2 => Platform.Windows,
        0x8101 or 0x8102 => Platform.Mac,
        0x8201 or 0x8203 => Platform.Linux,
        _ => Platform.Other,
    };

    /// <summary>Its name, as Breakpad writes it.</summary>
    public string PlatformName => PlatformId switch
    {
        1 => "Windows",
        2 => "Windows NT",
        0x8101 => "Mac OS X",
        0x8102 => "iOS",
        0x8201 => "Linux",
        0x8202 => "Solaris",
        0x8203 => "Android",
        0x8204 => "PS3",
        0x8205 => "NaCl",
        0x8206 => "Fuchsia",
        _ => string.Create(CultureInfo.InvariantCulture, $"0x{PlatformId:x8}"),
    };

    /// <summary>The processor's name, as Breakpad writes it.</summary>
    public string ProcessorName => Processor switch { Processor.X86 => "x86", Processor.Amd64 => "amd64", _ => "arm64" };
}
