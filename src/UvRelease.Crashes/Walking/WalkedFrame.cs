using UvRelease.Crashes.Reports;

namespace UvRelease.Crashes.Walking;

/// <summary>One frame as it was found; its texts are still in the symbols.</summary>
/// <param name="Return">Where the call returns to; in the first frame the instruction itself.</param>
/// <param name="Instruction">The address that was looked up.</param>
/// <param name="Module">Place of the module; −1 where there is none; −2 − place of an unloaded one.</param>
/// <param name="Trust">How it was found.</param>
/// <param name="Function">Number of the function's name; −1 where it is not known.</param>
/// <param name="FunctionStart">Where the function begins, in the module.</param>
/// <param name="File">Number of the source file's name; −1 where it is not known.</param>
/// <param name="Line">The line.</param>
/// <param name="LineStart">Where the line's code begins, in the process; 0 where no line is known.</param>
internal readonly record struct WalkedFrame(
    ulong Return, ulong Instruction, int Module, FrameTrust Trust, int Function, uint FunctionStart, int File, int Line, ulong LineStart);
