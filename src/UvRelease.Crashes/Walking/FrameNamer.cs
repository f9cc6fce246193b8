using UvRelease.Crashes.Reports;
using UvRelease.Crashes.Symbols.Breakpad;

namespace UvRelease.Crashes.Walking;

/// <summary>Gives frames their names and lines, and adds the calls that were inlined into them.</summary>
internal sealed class FrameNamer(ModuleSymbols modules, ModuleMap unloaded, List<WalkedFrame> frames)
{
    /// <summary>How many frames there are.</summary>
    public int Count => frames.Count;

    /// <summary>Adds a frame behind those that were inlined into it.</summary>
    public void Add(ulong returnAddress, ulong instruction, FrameTrust trust)
    {
        int module = modules.Map.Find(instruction);
        if (module < 0 && unloaded.Find(instruction) is >= 0 and var old)
            module = -2 - old;
        if (module < 0 || modules.Of(module) is not { } symbols)
        {
            frames.Add(new WalkedFrame(returnAddress, instruction, module, trust, -1, 0, -1, 0, 0));
            return;
        }

        uint address = modules.Relative(module, instruction);
        SymbolHit hit = symbols.Find(address);
        int file = hit.File, line = hit.Line;
        ulong lineStart = hit.LineStart is { } start ? modules.Map.Modules[module].Base + start : 0;
        // A call knows where it is called: the line of the code is of the innermost one, and that of the call is of the one around it.
        for (int call = symbols.FindInline(address); call >= 0;)
        {
            InlineCall inlined = symbols.Inline(call);
            frames.Add(new WalkedFrame(instruction, instruction, module, FrameTrust.Inline, inlined.Name, inlined.Start, file, line, lineStart));
            file = inlined.CallFile >= 0 ? inlined.CallFile : hit.File;
            line = inlined.CallLine;
            call = inlined.Parent;
        }

        frames.Add(new WalkedFrame(returnAddress, instruction, module, trust, hit.Name, hit.Start, file, line, lineStart));
    }
}
