using UvRelease.Crashes.Minidumps;
using UvRelease.Crashes.Reports;

namespace UvRelease.Crashes.Walking;

/// <summary>Finds the caller of a frame, as Breakpad does for the processor. For one minidump.</summary>
internal abstract class Unwinder(ModuleSymbols modules, Processor processor)
{
    private const int ScannedWords = 40;
    private const int ScannedWordsOfFirst = 160;

    /// <summary>The processor.</summary>
    protected Processor Processor => processor;

    /// <summary>The modules.</summary>
    protected ModuleSymbols Modules => modules;

    /// <summary>Finds the caller.</summary>
    /// <param name="memory">The stack.</param>
    /// <param name="callee">The registers of the frame; what turns out to be better known is written back.</param>
    /// <param name="before">The registers of the frame that it called; null in the first one.</param>
    /// <param name="frame">How the frame was found, and its address to look up.</param>
    /// <param name="mayScan">Whether the stack may be searched.</param>
    /// <param name="caller">The registers of the caller.</param>
    /// <returns>How it was found; null where it was not.</returns>
    public abstract FrameTrust? Caller(
        StackMemory memory,
        ref RegisterState callee,
        ref readonly RegisterState? before,
        (FrameTrust Trust, ulong Instruction) frame,
        bool mayScan,
        out RegisterState caller);

    /// <summary>The stack pointer.</summary>
    public abstract int StackPointer { get; }

    /// <summary>The instruction pointer.</summary>
    public abstract int InstructionPointer { get; }

    /// <summary>From the address that a call returns to down to the call.</summary>
    public abstract uint CallSize { get; }

    /// <summary>The unwinder for a processor; null where its stacks are not walked.</summary>
    public static Unwinder? For(MinidumpSystem system, ModuleSymbols modules) => system.Processor switch
    {
        Processor.Amd64 => new Amd64Unwinder(modules, system.Platform),
        Processor.Arm64 => new Arm64Unwinder(modules),
        _ => null,
    };

    /// <summary>The rules for an address; false where there are none.</summary>
    protected bool TryRules(ulong instruction, out CfiRules rules)
    {
        rules = default;
        return modules.Map.Find(instruction) is >= 0 and var module && modules.Of(module) is { } symbols
            && CfiRules.TryFind(symbols, processor, modules.Relative(module, instruction), out rules);
    }

    /// <summary>Evaluates rules: caller's stack pointer, return address, and the registers that have rules. False where the first two have no value.</summary>
    protected bool TryEvaluate(
        StackMemory memory, CfiRules rules, ref readonly RegisterState callee, int registers, out RegisterState found, out ulong cfa, out ulong returnAddress)
    {
        var expression = new CfiExpression(memory, processor);
        found = default;
        returnAddress = 0;
        if (!expression.TryEvaluate(rules.Expression(CfiRules.Cfa), in callee, null, out cfa)
            || !expression.TryEvaluate(rules.Expression(CfiRules.ReturnAddress), in callee, cfa, out returnAddress))
            return false;
        for (int register = 0; register < registers; register++)
        {
            if (rules.Has(register) && expression.TryEvaluate(rules.Expression(register), in callee, cfa, out ulong value))
                found.Set(register, value);
        }

        return true;
    }

    /// <summary>Searches the stack for what can be a return address.</summary>
    protected bool TryScan(StackMemory memory, ulong from, FrameTrust trust, out ulong place, out ulong address) =>
        TryScan(memory, from, trust == FrameTrust.Context ? ScannedWordsOfFirst : ScannedWords, out place, out address);

    /// <summary>Searches so many words and one more, as Breakpad does.</summary>
    protected bool TryScan(StackMemory memory, ulong from, int words, out ulong place, out ulong address)
    {
        place = from;
        for (int word = 0; word <= words && memory.TryRead(place, out address); word++, place += sizeof(ulong))
        {
            if (modules.IsCode(unchecked(address - 1)))
                return true;
        }

        address = 0;
        return false;
    }
}
