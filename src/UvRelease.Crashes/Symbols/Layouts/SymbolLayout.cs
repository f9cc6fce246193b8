using UvRelease.Releases;

namespace UvRelease.Crashes.Symbols.Layouts;

/// <summary>Where a symbol store has its files. Each kind of debugger looks for them in its own way; a store can have several layouts at once.</summary>
public enum SymbolLayout
{
    /// <summary>Breakpad and Crashpad's tools: texts made by dump_syms.</summary>
    Breakpad,

    /// <summary>Visual Studio and WinDbg ("symbol server"); LLDB and .NET read ELF and Mach-O files from it.</summary>
    SymStore,

    /// <summary>The same in two tiers, for very many files: the root has an index2.txt.</summary>
    SymStoreTwoTier,

    /// <summary>The same as .NET's servers have it, in lower case (SSQP).</summary>
    Ssqp,

    /// <summary>elfutils, GDB, LLDB, Valgrind over HTTP; for ELF.</summary>
    Debuginfod,

    /// <summary>GDB's and LLVM's folder of debug files, which is mounted or copied; for ELF.</summary>
    Gdb,

    /// <summary>LLDB's folder of UUIDs, for Mach-O.</summary>
    Lldb,

    /// <summary>Sentry's symbolicator: one layout for all forms.</summary>
    Unified,
}

/// <summary>Words for layouts.</summary>
public static class SymbolLayouts
{
    private static readonly (SymbolLayout Layout, string Word)[] Words =
    [
        (SymbolLayout.Breakpad, "breakpad"), (SymbolLayout.SymStore, "symstore"), (SymbolLayout.SymStoreTwoTier, "symstore-two-tier"),
        (SymbolLayout.Ssqp, "ssqp"), (SymbolLayout.Debuginfod, "debuginfod"), (SymbolLayout.Gdb, "gdb"), (SymbolLayout.Lldb, "lldb"),
        (SymbolLayout.Unified, "unified"),
    ];

    /// <summary>Reads words with spaces or commas between them.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: one is unknown, or there is none.</exception>
    public static IReadOnlyList<SymbolLayout> Parse(string text)
    {
        string[] words = text.Split([' ', ',', '\n'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        string known = string.Join(", ", Words.Select(one => one.Word));
        return words.Length == 0 ? throw new ReleaseException(Fault.Input, $"No layout is named. Name some of {known}.")
            : [.. words.Distinct(StringComparer.Ordinal).Select(word => Array.Find(Words, one => one.Word == word) is { Word: not null } found ? found.Layout
                : throw new ReleaseException(Fault.Input, $"'{word}' is no layout of a symbol store. Name some of {known}."))];
    }
}
