namespace UvRelease.Crashes.Minidumps;

/// <summary>What a stream holds: minidumpapiset.h, and what Breakpad and Crashpad added.</summary>
public enum StreamType : uint
{
    /// <summary>Nothing; the entry is to be skipped.</summary>
    Unused = 0,

    /// <summary>The threads.</summary>
    ThreadList = 3,

    /// <summary>The modules.</summary>
    ModuleList = 4,

    /// <summary>Memory with places of 32 bits.</summary>
    MemoryList = 5,

    /// <summary>What crashed, where and why.</summary>
    Exception = 6,

    /// <summary>Processor and operating system.</summary>
    SystemInfo = 7,

    /// <summary>Memory one after the other, with sizes of 64 bits.</summary>
    Memory64List = 9,

    /// <summary>Modules that were unloaded.</summary>
    UnloadedModuleList = 14,

    /// <summary>Process id and times.</summary>
    MiscInfo = 15,

    /// <summary>Names of the threads.</summary>
    ThreadNames = 24,

    /// <summary>Annotations and ids of Crashpad.</summary>
    CrashpadInfo = 0x43500001,

    /// <summary>Which thread wrote the minidump, and which asked for it.</summary>
    BreakpadInfo = 0x47670001,

    /// <summary>What a failed assertion said.</summary>
    Assertion = 0x47670002,

    /// <summary>/proc/cpuinfo.</summary>
    LinuxCpuInfo = 0x47670003,

    /// <summary>/proc/self/status.</summary>
    LinuxProcStatus = 0x47670004,

    /// <summary>/etc/lsb-release.</summary>
    LinuxLsbRelease = 0x47670005,

    /// <summary>/proc/self/cmdline.</summary>
    LinuxCommandLine = 0x47670006,

    /// <summary>/proc/self/environ.</summary>
    LinuxEnvironment = 0x47670007,

    /// <summary>/proc/self/auxv.</summary>
    LinuxAuxv = 0x47670008,

    /// <summary>/proc/self/maps.</summary>
    LinuxMaps = 0x47670009,

    /// <summary>The dynamic linker's list.</summary>
    LinuxDsoDebug = 0x4767000A,
}
