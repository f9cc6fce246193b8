using System.Runtime.CompilerServices;
using UvRelease.Crashes.Minidumps;
using UvRelease.Crashes.Symbols.Breakpad;

namespace UvRelease.Crashes.Walking;

/// <summary>Rules of one address: how the registers of the caller are found.</summary>
internal ref struct CfiRules
{
    /// <summary>Number of the rule for the caller's stack pointer.</summary>
    public const int Cfa = Registers.Count;

    /// <summary>Number of the rule for the return address.</summary>
    public const int ReturnAddress = Registers.Count + 1;

    private readonly BreakpadSymbols symbols;
    private readonly Processor processor;
    private Rules rules;

    private CfiRules(BreakpadSymbols symbols, Processor processor) => (this.symbols, this.processor) = (symbols, processor);

    /// <summary>The rules of an address; false where it has none that can be used.</summary>
    public static bool TryFind(BreakpadSymbols symbols, Processor processor, uint address, out CfiRules found)
    {
        found = new CfiRules(symbols, processor);
        if (!symbols.FindRules(address, out int initial, out ReadOnlySpan<CfiDelta> changes) || !found.Add(initial))
            return false;
        // As in Breakpad: of changes that can't be read what stands before the fault counts.
        foreach (CfiDelta change in changes)
            found.Add(change.Rules);
        return found.Has(Cfa) && found.Has(ReturnAddress);
    }

    /// <summary>Whether there is a rule.</summary>
    public readonly bool Has(int register) => rules[register].Length > 0;

    /// <summary>The expression of a rule.</summary>
    public readonly ReadOnlySpan<byte> Expression(int register) =>
        symbols.Text(rules[register].Text).Slice(rules[register].Start, rules[register].Length);

    /// <summary>The number of a register by its name in rules; −1 where it is none that is followed.</summary>
    public static int Register(ReadOnlySpan<byte> name, Processor processor)
    {
        if (name.SequenceEqual(".cfa"u8))
            return Cfa;
        if (name.SequenceEqual(".ra"u8))
            return ReturnAddress;
        return processor == Processor.Arm64 ? RegisterNames.Arm64(name) : RegisterNames.Amd64(name);
    }

    private bool Add(int text)
    {
        ReadOnlySpan<byte> bytes = symbols.Text(text);
        int name = -1, start = 0, end = 0;
        bool isNamed = false;
        for (int at = 0; Token(bytes, ref at, out int first);)
        {
            if (bytes[at - 1] != (byte)':')
            {
                if (start == end)
                    start = first;
                end = at;
                continue;
            }

            if (at - first < 2 || ((isNamed || start < end) && !Take(text, isNamed, name, start, end)))
                return false;
            name = Register(bytes[first..(at - 1)], processor);
            isNamed = true;
            start = end = 0;
        }

        return Take(text, isNamed, name, start, end);
    }

    private bool Take(int text, bool isNamed, int name, int start, int end)
    {
        if (!isNamed || start == end)
            return false;
        if (name >= 0)
            rules[name] = new Rule(text, start, end - start);
        return true;
    }

    // Moves behind the next word.
    private static bool Token(ReadOnlySpan<byte> bytes, ref int at, out int first)
    {
        while (at < bytes.Length && bytes[at] is (byte)' ' or (byte)'\t')
            at++;
        first = at;
        while (at < bytes.Length && bytes[at] is not ((byte)' ' or (byte)'\t'))
            at++;
        return at > first;
    }

    private readonly record struct Rule(int Text, int Start, int Length);

    [InlineArray(Registers.Count + 2)]
    private struct Rules
    {
        private Rule first;
    }
}
