using System.Globalization;

namespace UvRelease.Crashes.Minidumps;

/// <summary>Why a process crashed, and at which address, in Breakpad's words.</summary>
/// <param name="Text">Why.</param>
/// <param name="Address">The address.</param>
public readonly record struct CrashReason(string Text, ulong Address)
{
    /// <summary>The reason of an exception.</summary>
    public static CrashReason Of(MinidumpException exception, MinidumpSystem system)
    {
        string? text = system.Platform switch
        {
            Platform.Linux => LinuxReasons.Text(exception.Code, exception.Flags),
            Platform.Windows => WindowsReasons.Text(exception),
            Platform.Mac => MacReasons.Text(exception.Code, exception.Flags, system.Processor),
            _ => null,
        };
        ulong address = system.Platform == Platform.Windows ? WindowsReasons.Address(exception) : exception.Address;
        text ??= string.Create(CultureInfo.InvariantCulture, $"0x{exception.Code:x8} / 0x{exception.Flags:x8}");
        return new CrashReason(text, system.Processor == Processor.X86 ? (uint)address : address);
    }

    internal static string Hexadecimal(uint number) => string.Create(CultureInfo.InvariantCulture, $"0x{number:x8}");
}
