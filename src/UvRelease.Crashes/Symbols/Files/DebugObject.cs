namespace UvRelease.Crashes.Symbols.Files;

/// <summary>Forms of files that have symbols.</summary>
public enum DebugFormat
{
    /// <summary>Linux: programs, libraries and what their debug information was moved to.</summary>
    Elf,

    /// <summary>macOS: programs, libraries and dSYMs.</summary>
    MachO,

    /// <summary>Windows: programs and libraries.</summary>
    Pe,

    /// <summary>Windows: what the debug information of a PE file is in.</summary>
    Pdb,

    /// <summary>.NET: the same for an assembly.</summary>
    PortablePdb,

    /// <summary>Breakpad's text, <c>.sym</c>.</summary>
    Breakpad,
}

/// <summary>What a file can tell a debugger.</summary>
[Flags]
public enum DebugFeatures
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Names of functions.</summary>
    Symbols = 1,

    /// <summary>Files and lines.</summary>
    Debug = 2,

    /// <summary>How to find the caller of a function.</summary>
    Unwind = 4,
}

/// <summary>One program, library or debug file, as it names itself. A universal file of macOS has several, one for each processor.</summary>
/// <param name="Path">The file, relative to the folder that was searched, with slashes.</param>
/// <param name="Format">Its form.</param>
/// <param name="Id">Id of the debug file; a program has the id of the debug file that belongs to it.</param>
public sealed record DebugObject(string Path, DebugFormat Format, DebugId Id)
{
    /// <summary>Name that a crash report gives the module: the file's own, without <c>.debug</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Name of the debug file that it names itself (a PE file its PDB, an ELF file its debug link); null where it names none.</summary>
    public string? DebugFile { get; init; }

    /// <summary>Id of the program in lower-case hexadecimal: build id, UUID, time stamp and size; null where it has none.</summary>
    public string? CodeId { get; init; }

    /// <summary>Processor: <c>amd64</c>, <c>arm64</c>, <c>x86</c>, <c>arm</c>; null where it is another one, or any.</summary>
    public string? Processor { get; init; }

    /// <summary>What it can tell.</summary>
    public DebugFeatures Features { get; init; }

    /// <summary>Form of the program that it is of: its own, but for PDBs and Breakpad's text.</summary>
    public DebugFormat Program => Format switch
    {
        DebugFormat.Pdb or DebugFormat.PortablePdb => DebugFormat.Pe,
        DebugFormat.Breakpad => BreakpadProgram,
        _ => Format,
    };

    /// <summary>Form of the program that Breakpad's text is of, by the system that it names.</summary>
    public DebugFormat BreakpadProgram { get; init; }

    /// <summary>Whether it is what runs, with or without debug information; else it is a debug file alone.</summary>
    public bool IsCode { get; init; }

    /// <summary>Whether it is an assembly of .NET, which the runtime runs and not the processor.</summary>
    public bool IsManaged { get; init; }
}
