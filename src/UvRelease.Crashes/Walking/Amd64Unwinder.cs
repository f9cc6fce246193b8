using UvRelease.Crashes.Minidumps;
using UvRelease.Crashes.Reports;

namespace UvRelease.Crashes.Walking;

/// <summary>Unwinds stacks of amd64.</summary>
internal sealed class Amd64Unwinder(ModuleSymbols modules, Platform platform) : Unwinder(modules, Processor.Amd64)
{
    // What Breakpad leaves in a register that it doesn't know after rules: it looks at the frame pointer all the same.
    private const ulong Unknown = 0xdadadadadadadada;
    private const int Count = Amd64.Rip + 1;

    /// <inheritdoc/>
    public override int StackPointer => Amd64.Rsp;

    /// <inheritdoc/>
    public override int InstructionPointer => Amd64.Rip;

    /// <inheritdoc/>
    public override uint CallSize => 1;

    /// <inheritdoc/>
    public override FrameTrust? Caller(
        StackMemory memory,
        ref RegisterState callee,
        ref readonly RegisterState? before,
        (FrameTrust Trust, ulong Instruction) frame,
        bool mayScan,
        out RegisterState caller)
    {
        if (TryRules(frame.Instruction, out CfiRules rules) && ByRules(memory, rules, in callee, out caller))
            return FrameTrust.Cfi;
        if (platform == Platform.Windows && frame.Trust == FrameTrust.Context && BySimulatedReturn(memory, in callee, out caller))
            return FrameTrust.Leaf;
        // Neither MSVC nor LLVM keep a chain of frame pointers on Windows.
        if (platform != Platform.Windows && ByFramePointer(memory, in callee, out caller))
            return FrameTrust.FramePointer;
        if (mayScan && ByScan(memory, in callee, frame.Trust, out caller))
            return FrameTrust.Scan;
        caller = default;
        return null;
    }

    private bool ByRules(StackMemory memory, CfiRules rules, ref readonly RegisterState callee, out RegisterState caller)
    {
        if (!TryEvaluate(memory, rules, in callee, Count, out caller, out ulong cfa, out ulong returnAddress))
            return false;
        if (!caller.Has(Amd64.Rsp))
            caller.Set(Amd64.Rsp, cfa);
        if (!caller.Has(Amd64.Rip))
            caller.Set(Amd64.Rip, returnAddress);
        for (int register = 0; register < Count; register++)
        {
            if (caller.Has(register))
                continue;
            if ((Amd64.CalleeSaved & (1UL << register)) != 0 && callee.Has(register))
                caller.Set(register, callee.Values[register]);
            else
                caller.Values[register] = Unknown;
        }

        return caller.Values[Amd64.Rip] != 0 && caller.Values[Amd64.Rsp] != 0;
    }

    private bool BySimulatedReturn(StackMemory memory, ref readonly RegisterState callee, out RegisterState caller)
    {
        caller = callee;
        if (!TryScan(memory, callee.Values[Amd64.Rsp], words: 1, out ulong place, out ulong address))
            return false;
        caller.Values[Amd64.Rip] = address;
        caller.Values[Amd64.Rsp] = place + sizeof(ulong);
        return true;
    }

    private static bool ByFramePointer(StackMemory memory, ref readonly RegisterState callee, out RegisterState caller)
    {
        caller = callee;
        ulong rbp = callee.Values[Amd64.Rbp];
        if (rbp % sizeof(ulong) != 0 || !memory.TryRead(unchecked(rbp + 8), out ulong rip) || !memory.TryRead(rbp, out ulong callerRbp))
            return false;
        ulong rsp = unchecked(rbp + 16);
        bool isCanonical = rip is <= 0x7FFFFFFFFFFF or >= 0xFFFF800000000000;
        if (!isCanonical || rsp <= rbp || callerRbp < rsp || !memory.TryRead(callerRbp, out _))
            return false;
        caller.Known = 0;
        caller.Set(Amd64.Rip, rip);
        caller.Set(Amd64.Rsp, rsp);
        caller.Set(Amd64.Rbp, callerRbp);
        return true;
    }

    private bool ByScan(StackMemory memory, ref readonly RegisterState callee, FrameTrust trust, out RegisterState caller)
    {
        caller = callee;
        if (!TryScan(memory, callee.Values[Amd64.Rsp], trust, out ulong place, out ulong address))
            return false;
        caller.Known = 0;
        caller.Set(Amd64.Rip, address);
        caller.Set(Amd64.Rsp, place + sizeof(ulong));
        ulong rbp = callee.Values[Amd64.Rbp];
        if (!callee.Has(Amd64.Rbp))
            return true;
        // Functions as a rule save the frame pointer first, right below where they return to.
        if (rbp == unchecked(place - sizeof(ulong)))
        {
            if (memory.TryRead(rbp, out ulong saved) && saved > place)
                caller.Set(Amd64.Rbp, saved);
        }
        else if (rbp >= place + sizeof(ulong))
        {
            caller.Set(Amd64.Rbp, rbp);
        }

        return true;
    }
}
