using UvRelease.Crashes.Minidumps;
using UvRelease.Crashes.Reports;

namespace UvRelease.Crashes.Walking;

/// <summary>Unwinds stacks of arm64, whose return addresses may be signed in their upper bits.</summary>
internal sealed class Arm64Unwinder : Unwinder
{
    private readonly ulong addressBits;

    public Arm64Unwinder(ModuleSymbols modules)
        : base(modules, Processor.Arm64)
    {
        // As many bits as the highest module needs.
        int highest = modules.Map.ByAddress.LastOrDefault(-1);
        MinidumpModule? last = highest < 0 ? null : modules.Map.Modules[highest];
        addressBits = last is null ? ulong.MaxValue : ulong.MaxValue >> System.Numerics.BitOperations.LeadingZeroCount(last.Base + last.Size);
    }

    /// <inheritdoc/>
    public override int StackPointer => Arm64.Sp;

    /// <inheritdoc/>
    public override int InstructionPointer => Arm64.Pc;

    /// <inheritdoc/>
    public override uint CallSize => 4;

    /// <inheritdoc/>
    public override FrameTrust? Caller(
        StackMemory memory,
        ref RegisterState callee,
        ref readonly RegisterState? before,
        (FrameTrust Trust, ulong Instruction) frame,
        bool mayScan,
        out RegisterState caller)
    {
        if (before is null)
            callee.Values[Arm64.Lr] = Stripped(callee.Values[Arm64.Lr]);
        if (TryRules(frame.Instruction, out CfiRules rules) && ByRules(memory, rules, in callee, out caller))
            return FrameTrust.Cfi;
        if (ByFramePointer(memory, ref callee, in before, out caller))
            return FrameTrust.FramePointer;
        return mayScan && ByScan(memory, in callee, frame.Trust, out caller) ? FrameTrust.Scan : null;
    }

    private bool ByRules(StackMemory memory, CfiRules rules, ref readonly RegisterState callee, out RegisterState caller)
    {
        if (!TryEvaluate(memory, rules, in callee, Registers.Count, out caller, out ulong cfa, out ulong returnAddress))
            return false;
        for (int register = 0; register < Registers.Count; register++)
        {
            if (!caller.Has(register) && (Arm64.CalleeSaved & (1UL << register)) != 0 && callee.Has(register))
                caller.Set(register, callee.Values[register]);
        }

        if (!caller.Has(Arm64.Pc))
            caller.Set(Arm64.Pc, returnAddress);
        if (!caller.Has(Arm64.Sp))
            caller.Set(Arm64.Sp, cfa);
        caller.Values[Arm64.Pc] = Stripped(caller.Values[Arm64.Pc]);
        return true;
    }

    private bool ByFramePointer(StackMemory memory, ref RegisterState callee, ref readonly RegisterState? before, out RegisterState caller)
    {
        if (!callee.Has(Arm64.Lr))
            CorrectReturn(memory, ref callee, in before);
        caller = callee;
        ulong fp = callee.Values[Arm64.Fp], callerFp = 0, callerLr = 0;
        if (fp != 0 && (!memory.TryRead(fp, out callerFp) || !memory.TryRead(unchecked(fp + 8), out callerLr)))
            return false;
        caller.Known = 0;
        caller.Set(Arm64.Pc, callee.Values[Arm64.Lr]);
        caller.Set(Arm64.Lr, Stripped(callerLr));
        caller.Set(Arm64.Fp, callerFp);
        caller.Set(Arm64.Sp, fp != 0 ? unchecked(fp + 16) : callee.Values[Arm64.Sp]);
        return true;
    }

    // After rules the return address is not known: it is above the frame pointer of the function that was called, where both agree.
    private void CorrectReturn(StackMemory memory, ref RegisterState callee, ref readonly RegisterState? before)
    {
        if (before is not { } called || callee.Values[Arm64.Fp] <= callee.Values[Arm64.Sp])
            return;
        ulong calledFp = called.Values[Arm64.Fp], fp = 0, lr = 0;
        if (calledFp != 0 && !memory.TryRead(calledFp, out fp))
            return;
        if (callee.Values[Arm64.Fp] != fp || (calledFp != 0 && !memory.TryRead(unchecked(calledFp + 8), out lr)))
            return;
        callee.Values[Arm64.Lr] = Stripped(lr);
    }

    private bool ByScan(StackMemory memory, ref readonly RegisterState callee, FrameTrust trust, out RegisterState caller)
    {
        caller = callee;
        if (!TryScan(memory, callee.Values[Arm64.Sp], trust, out ulong place, out ulong address))
            return false;
        caller.Known = 0;
        caller.Set(Arm64.Pc, address);
        caller.Set(Arm64.Sp, place + sizeof(ulong));
        return true;
    }

    private ulong Stripped(ulong address)
    {
        ulong stripped = address & addressBits;
        return Modules.Map.Find(stripped) >= 0 ? stripped : address;
    }
}
