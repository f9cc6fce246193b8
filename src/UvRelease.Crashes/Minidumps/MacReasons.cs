namespace UvRelease.Crashes.Minidumps;

/// <summary>Exceptions of Mach: mach/exception_types.h, mach/kern_return.h, mach/i386/exception.h.</summary>
internal static class MacReasons
{
    private const uint BadAccess = 1;
    private const uint BadInstruction = 2;
    private const uint Arithmetic = 3;
    private const uint Software = 5;
    private const uint Breakpoint = 6;
    private const uint GeneralProtection = 13;

    private static readonly Dictionary<uint, string> Plain = new()
    {
        [4] = "EXC_EMULATION / ",
        [7] = "EXC_SYSCALL / ",
        [8] = "EXC_MACH_SYSCALL / ",
        [9] = "EXC_RPC_ALERT / ",
        [11] = "EXC_RESOURCE / ",
        [12] = "EXC_GUARD / ",
    };

    private static readonly Dictionary<uint, string> BadAccessCodes = new()
    {
        [1] = "KERN_INVALID_ADDRESS",
        [2] = "KERN_PROTECTION_FAILURE",
        [8] = "KERN_NO_ACCESS",
        [9] = "KERN_MEMORY_FAILURE",
        [10] = "KERN_MEMORY_ERROR",
        [50] = "KERN_CODESIGN_ERROR",
    };

    private static readonly Dictionary<uint, string> SoftwareCodes = new()
    {
        [1] = "EXC_PPC_TRAP",
        [0x00010002] = "SIGABRT",
        [0x00010100] = "EXC_PPC_MIGRATE",
        [0xDEADC0DE] = "UNCAUGHT_NS_EXCEPTION",
    };

    private static readonly Dictionary<uint, string> IntelInstructionCodes = new()
    {
        [1] = "EXC_I386_INVOP",
        [10] = "EXC_I386_INVTSSFLT",
        [11] = "EXC_I386_SEGNPFLT",
        [12] = "EXC_I386_STKFLT",
        [GeneralProtection] = "EXC_I386_GPFLT",
        [17] = "EXC_I386_ALIGNFLT",
    };

    private static readonly string[] IntelArithmeticCodes =
    [
        "EXC_I386_DIV", "EXC_I386_INTO", "EXC_I386_NOEXT", "EXC_I386_EXTOVR", "EXC_I386_EXTERR", "EXC_I386_EMERR", "EXC_I386_BOUND", "EXC_I386_SSEEXTERR",
    ];

    public static string? Text(uint exception, uint code, Processor processor)
    {
        bool isIntel = processor != Processor.Arm64;
        string number = CrashReason.Hexadecimal(code);
        return exception switch
        {
            BadAccess when isIntel && code == GeneralProtection => "EXC_BAD_ACCESS / EXC_I386_GPFLT",
            BadAccess => "EXC_BAD_ACCESS / " + BadAccessCodes.GetValueOrDefault(code, number),
            BadInstruction => "EXC_BAD_INSTRUCTION / " + (isIntel ? IntelInstructionCodes.GetValueOrDefault(code, number) : number),
            Arithmetic => "EXC_ARITHMETIC / " + (isIntel && code is >= 1 and <= 8 ? IntelArithmeticCodes[code - 1] : number),
            Software => "EXC_SOFTWARE / " + SoftwareCodes.GetValueOrDefault(code, number),
            Breakpoint => "EXC_BREAKPOINT / " + (isIntel && code == 1 ? "EXC_I386_SGL" : isIntel && code == 2 ? "EXC_I386_BPT" : number),
            0x43507378 => "Simulated Exception",
            0x43506E78 => "Uncaught NSException",
            _ => Plain.TryGetValue(exception, out string? name) ? name + number : null,
        };
    }
}
