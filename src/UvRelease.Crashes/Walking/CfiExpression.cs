using UvRelease.Crashes.Minidumps;

namespace UvRelease.Crashes.Walking;

/// <summary>Values of registers, of which some are known.</summary>
internal struct RegisterState
{
    /// <summary>The values; those that are not known have what Breakpad leaves there, because its walk looks at them.</summary>
    public Registers Values;

    /// <summary>A bit for each that is known.</summary>
    public ulong Known;

    /// <summary>Whether a register is known.</summary>
    public readonly bool Has(int register) => (Known & (1UL << register)) != 0;

    /// <summary>Gives a register a value.</summary>
    public void Set(int register, ulong value)
    {
        Values[register] = value;
        Known |= 1UL << register;
    }
}

/// <summary>Evaluates the postfix expressions of STACK CFI records.</summary>
internal readonly ref struct CfiExpression(StackMemory memory, Processor processor)
{
    private const int Deepest = 32;

    private readonly StackMemory memory = memory;

    /// <summary>The value of an expression; false where it has none.</summary>
    /// <param name="expression">Words: registers, decimal numbers, operators.</param>
    /// <param name="registers">Registers of the called function.</param>
    /// <param name="cfa">The caller's stack pointer; null while it is being found.</param>
    /// <param name="value">The value.</param>
    public bool TryEvaluate(ReadOnlySpan<byte> expression, ref readonly RegisterState registers, ulong? cfa, out ulong value)
    {
        Span<ulong> stack = stackalloc ulong[Deepest];
        int depth = 0;
        value = 0;
        while (true)
        {
            expression = expression.TrimStart(" \t"u8);
            if (expression.IsEmpty)
                break;
            int end = expression.IndexOfAny((byte)' ', (byte)'\t');
            ReadOnlySpan<byte> word = end < 0 ? expression : expression[..end];
            expression = expression[word.Length..];
            if (word.Length == 1 && IsOperator(word[0]))
            {
                if (!TryApply(word[0], stack, ref depth))
                    return false;
            }
            else if (depth == Deepest || !TryOperand(word, in registers, cfa, out stack[depth++]))
            {
                return false;
            }
        }

        if (depth != 1)
            return false;
        value = stack[0];
        return true;
    }

    private static bool IsOperator(byte word) => word is (byte)'+' or (byte)'-' or (byte)'*' or (byte)'/' or (byte)'%' or (byte)'@' or (byte)'^';

    private bool TryApply(byte operation, Span<ulong> stack, ref int depth)
    {
        if (operation == (byte)'^')
            return depth >= 1 && memory.TryRead(stack[depth - 1], out stack[depth - 1]);
        if (depth < 2)
            return false;
        ulong right = stack[--depth], left = stack[depth - 1];
        if (right == 0 && operation is (byte)'/' or (byte)'%')
            return false;
        unchecked
        {
            stack[depth - 1] = operation switch
            {
                (byte)'+' => left + right,
                (byte)'-' => left - right,
                (byte)'*' => left * right,
                (byte)'/' => left / right,
                (byte)'%' => left % right,
                _ => left & (ulong.MaxValue ^ (right - 1)),
            };
        }

        return true;
    }

    private bool TryOperand(ReadOnlySpan<byte> word, ref readonly RegisterState registers, ulong? cfa, out ulong value)
    {
        if (TryNumber(word, out value))
            return true;
        int register = CfiRules.Register(word, processor);
        if (register == CfiRules.Cfa)
        {
            value = cfa ?? 0;
            return cfa is not null;
        }

        if (register is < 0 or CfiRules.ReturnAddress || !registers.Has(register))
            return false;
        value = registers.Values[register];
        return true;
    }

    private static bool TryNumber(ReadOnlySpan<byte> word, out ulong value)
    {
        value = 0;
        bool negative = word[0] == (byte)'-';
        ReadOnlySpan<byte> digits = negative ? word[1..] : word;
        if (digits.IsEmpty)
            return false;
        foreach (byte digit in digits)
        {
            uint number = (uint)digit - '0';
            if (number > 9 || value > (ulong.MaxValue - number) / 10)
                return false;
            value = (value * 10) + number;
        }

        if (negative)
            value = unchecked(0 - value);
        return true;
    }
}
