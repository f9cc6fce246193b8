using System.Runtime.CompilerServices;

namespace UvRelease.Crashes.Minidumps;

/// <summary>Values of the registers of one processor, by the numbers in <see cref="Amd64"/> and <see cref="Arm64"/>.</summary>
[InlineArray(Count)]
public struct Registers
{
    /// <summary>The most registers that a processor has here.</summary>
    public const int Count = 33;

    private ulong first;
}

/// <summary>Numbers of amd64's registers.</summary>
public static class Amd64
{
    /// <summary>The registers in this order.</summary>
    public static readonly string[] Names =
        ["$rax", "$rdx", "$rcx", "$rbx", "$rsi", "$rdi", "$rbp", "$rsp", "$r8", "$r9", "$r10", "$r11", "$r12", "$r13", "$r14", "$r15", "$rip"];

    /// <summary>Kept by a function that is called.</summary>
    public const ulong CalleeSaved = (1 << 3) | (1 << Rbp) | (0b1111 << 12);

    /// <summary>The frame pointer.</summary>
    public const int Rbp = 6;

    /// <summary>The stack pointer.</summary>
    public const int Rsp = 7;

    /// <summary>The instruction pointer.</summary>
    public const int Rip = 16;

    // Places in CONTEXT of winnt.h.
    internal static ReadOnlySpan<int> Offsets => [120, 136, 128, 144, 168, 176, 160, 152, 184, 192, 200, 208, 216, 224, 232, 240, 248];
}

/// <summary>Numbers of arm64's registers: x0 to x30, then these.</summary>
public static class Arm64
{
    /// <summary>The registers in this order.</summary>
    public static readonly string[] Names = [.. Enumerable.Range(0, 31).Select(number => $"x{number}"), "sp", "pc"];

    /// <summary>Kept by a function that is called: x19 to x29.</summary>
    public const ulong CalleeSaved = 0x7FFUL << 19;

    /// <summary>The frame pointer.</summary>
    public const int Fp = 29;

    /// <summary>The return address.</summary>
    public const int Lr = 30;

    /// <summary>The stack pointer.</summary>
    public const int Sp = 31;

    /// <summary>The instruction pointer.</summary>
    public const int Pc = 32;
}

/// <summary>What a thread was doing.</summary>
/// <param name="Registers">Its registers; of x86 the instruction pointer alone, as <see cref="Amd64.Rip"/>.</param>
public sealed record ThreadContext(Registers Registers);
