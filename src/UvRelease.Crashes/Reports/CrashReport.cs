using UvRelease.Crashes.Symbols;

namespace UvRelease.Crashes.Reports;

/// <summary>Where a crash report comes from.</summary>
public enum CrashKind
{
    /// <summary>A minidump.</summary>
    Native,

    /// <summary>An error of JavaScript.</summary>
    JavaScript,
}

/// <summary>A module that was loaded when the process crashed.</summary>
/// <param name="Id">What its symbols are found by.</param>
/// <param name="Version">Its version, where the report has one.</param>
/// <param name="Base">Address of its first byte in the process.</param>
/// <param name="Size">Bytes.</param>
/// <param name="HasSymbols">Whether symbols were found; null where no frame asked for them.</param>
public sealed record CrashModule(ModuleId Id, string? Version, ulong Base, ulong Size, bool? HasSymbols);

/// <summary>
/// A crash with its stacks, with or without names: what symbolication makes, and signatures are made of. <see cref="CrashReportDocument"/> is its JSON.
/// </summary>
public sealed record CrashReport
{
    /// <summary>A minidump or JavaScript.</summary>
    public CrashKind Kind { get; init; }

    /// <summary>The operating system: <c>linux</c>, <c>windows</c>, <c>mac</c>; null where the report doesn't say.</summary>
    public string? OperatingSystem { get; init; }

    /// <summary>The processor: <c>amd64</c>, <c>arm64</c>, <c>x86</c>; null where the report doesn't say.</summary>
    public string? Processor { get; init; }

    /// <summary>Why: <c>SIGSEGV / SEGV_MAPERR</c>, <c>EXCEPTION_ACCESS_VIOLATION_READ</c>, <c>TypeError</c>; null where nothing crashed.</summary>
    public string? Reason { get; init; }

    /// <summary>The message of a JavaScript error, redacted.</summary>
    public string? Message { get; init; }

    /// <summary>The address that the process failed at.</summary>
    public ulong? Address { get; init; }

    /// <summary>Place of the crashed thread in <see cref="Threads"/>; null where none did.</summary>
    public int? CrashedThread { get; init; }

    /// <summary>The threads, in the order of the report.</summary>
    public IReadOnlyList<CrashThread> Threads { get; init; } = [];

    /// <summary>The modules, in the order of their addresses.</summary>
    public IReadOnlyList<CrashModule> Modules { get; init; } = [];

    /// <summary>What the app says of itself, by name: the allowed annotations alone once the report is redacted.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
