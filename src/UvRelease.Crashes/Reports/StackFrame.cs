namespace UvRelease.Crashes.Reports;

/// <summary>How a frame was found, from the best to the worst.</summary>
public enum FrameTrust
{
    /// <summary>The registers of the thread, or the stack as JavaScript wrote it.</summary>
    Context,

    /// <summary>A function that the compiler put into the frame below it.</summary>
    Inline,

    /// <summary>The rules of the module for unwinding.</summary>
    Cfi,

    /// <summary>The chain of frame pointers.</summary>
    FramePointer,

    /// <summary>The word on top of the stack, for a function that uses no stack (Windows).</summary>
    Leaf,

    /// <summary>A word of the stack that looks like a return address: may be wrong.</summary>
    Scan,
}

/// <summary>One call of a stack. Texts come from the crashed process and its symbols: they are untrusted.</summary>
public sealed record StackFrame
{
    /// <summary>File name of the module, or the script's address; null where the address belongs to none.</summary>
    public string? Module { get; init; }

    /// <summary>The function; null where the symbols don't say.</summary>
    public string? Function { get; init; }

    /// <summary>The source file, as the symbols name it.</summary>
    public string? File { get; init; }

    /// <summary>The line, from 1.</summary>
    public int? Line { get; init; }

    /// <summary>The column, from 1; JavaScript alone has one.</summary>
    public int? Column { get; init; }

    /// <summary>The lines of the source around it; null where they are not at hand.</summary>
    public SourceContext? Context { get; init; }

    /// <summary>Address of the instruction in the process; 0 in JavaScript. In all frames but the first the return address.</summary>
    public ulong Instruction { get; init; }

    /// <summary>The same, counted from where the module begins.</summary>
    public ulong ModuleOffset { get; init; }

    /// <summary>How it was found.</summary>
    public FrameTrust Trust { get; init; }
}

/// <summary>Some lines of a source.</summary>
/// <param name="First">Number of the first, from 1.</param>
/// <param name="Lines">They, long ones cut.</param>
public sealed record SourceContext(int First, IReadOnlyList<string> Lines);
