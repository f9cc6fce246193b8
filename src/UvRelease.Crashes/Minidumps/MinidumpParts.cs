using UvRelease.Crashes.Symbols;

namespace UvRelease.Crashes.Minidumps;

/// <summary>A thread of the crashed process.</summary>
/// <param name="Id">The operating system's number of it.</param>
/// <param name="Name">Its name, where the file has one.</param>
/// <param name="Stack">Its stack, from the stack pointer upwards.</param>
/// <param name="ContextPlace">Where its registers are in the file.</param>
/// <param name="Context">Its registers; null where they are of another processor than the file, or missing.</param>
public sealed record MinidumpThread(uint Id, MinidumpText? Name, MemoryRange Stack, Place ContextPlace, ThreadContext? Context);

/// <summary>A module that was loaded, or had been.</summary>
/// <param name="Base">Address of its first byte.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Path">Its file.</param>
/// <param name="Version">Its version, where the file has one.</param>
/// <param name="Id">What symbols are found by.</param>
/// <param name="DebugFile">Its debug file, with folders where it has some; empty where the file names none.</param>
/// <param name="CodeView">Where the record is that names it.</param>
public sealed record MinidumpModule(ulong Base, uint Size, MinidumpText Path, string? Version, ModuleId Id, string DebugFile, Place CodeView)
{
    /// <summary>The id of the debug file as Breakpad writes it; empty where there is none.</summary>
    public string DebugIdText { get; init; } = Id.DebugId.IsEmpty ? "" : Id.DebugId.ToString();
}

/// <summary>Why the process crashed.</summary>
/// <param name="ThreadId">The thread.</param>
/// <param name="Code">A signal, an exception's code, a Mach exception.</param>
/// <param name="Flags">More of it: the signal's code, the Mach exception's code.</param>
/// <param name="Address">Where it happened.</param>
/// <param name="Parameters">What Windows adds.</param>
/// <param name="ContextPlace">Where the registers are in the file.</param>
/// <param name="Context">The registers of the moment.</param>
public sealed record MinidumpException(
    uint ThreadId, uint Code, uint Flags, ulong Address, IReadOnlyList<ulong> Parameters, Place ContextPlace, ThreadContext? Context);

/// <summary>What an app says of itself.</summary>
/// <param name="Name">The name.</param>
/// <param name="Value">What it says.</param>
public sealed record MinidumpAnnotation(MinidumpText Name, MinidumpText Value);

/// <summary>What Crashpad adds.</summary>
public sealed record CrashpadInfo
{
    /// <summary>Number of the report.</summary>
    public Guid ReportId { get; init; }

    /// <summary>Number of the installation.</summary>
    public Guid ClientId { get; init; }

    /// <summary>Where both are in the file, one after the other.</summary>
    public Place Ids { get; init; }

    /// <summary>Annotations of the process.</summary>
    public IReadOnlyList<MinidumpAnnotation> Annotations { get; init; } = [];

    /// <summary>Annotations of its modules, of all kinds, in the order of the file. Texts without a name have an empty one.</summary>
    public IReadOnlyList<MinidumpAnnotation> ModuleAnnotations { get; init; } = [];
}
