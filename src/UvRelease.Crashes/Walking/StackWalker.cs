using UvRelease.Crashes.Minidumps;
using UvRelease.Crashes.Reports;
using UvRelease.Crashes.Symbols.Breakpad;

namespace UvRelease.Crashes.Walking;

/// <summary>Walks the stacks of a minidump. Frames are those of Breakpad's <c>minidump_stackwalk</c>.</summary>
public static class StackWalker
{
    private const int MostFrames = 1 << 20;
    private const int MostScannedFrames = 1 << 14;
    private const ulong LowestCode = 4096;

    /// <summary>Walks all stacks.</summary>
    /// <param name="dump">The minidump.</param>
    /// <param name="symbols">Finds the symbols of a module; null where it has none.</param>
    /// <exception cref="Releases.ReleaseException">A stack is larger than 64 MiB, or symbols can't be used.</exception>
    public static WalkedDump Walk(Minidump dump, Func<MinidumpModule, BreakpadSymbols?> symbols)
    {
        var modules = new ModuleSymbols(new ModuleMap(dump.Modules, dump.System.Platform == Platform.Linux), dump.System.ProcessorName, symbols);
        var unloaded = new ModuleMap(dump.UnloadedModules, lowerOneEnds: true);
        Unwinder? unwinder = Unwinder.For(dump.System, modules);
        var threads = new List<WalkedThread>();
        int? requesting = null;
        foreach (MinidumpThread thread in dump.Threads.Where(thread => thread.Id != dump.DumpThread))
        {
            ThreadContext? context = thread.Context;
            if (thread.Id == dump.RequestingThread)
            {
                requesting = threads.Count;
                context = dump.Exception?.Context ?? context;
            }

            byte[] stack = StackOf(dump, thread, out ulong start);
            var frames = new List<WalkedFrame>();
            if (context is not null)
                Walk(new FrameNamer(modules, unloaded, frames), unwinder, context, new StackMemory(start, stack), stack.Length > 0);
            threads.Add(new WalkedThread(thread, frames));
        }

        return new WalkedDump(dump, modules, threads, requesting);
    }

    private static void Walk(FrameNamer namer, Unwinder? unwinder, ThreadContext context, StackMemory memory, bool hasStack)
    {
        var state = new RegisterState { Values = context.Registers, Known = ulong.MaxValue };
        RegisterState? before = null;
        ulong pointer = state.Values[unwinder?.InstructionPointer ?? Amd64.Rip];
        (FrameTrust Trust, ulong Instruction) frame = (FrameTrust.Context, pointer);
        int scanned = 0;
        while (true)
        {
            namer.Add(pointer, frame.Instruction, frame.Trust);
            if (frame.Trust == FrameTrust.Scan)
                scanned++;
            if (namer.Count > MostFrames || unwinder is null || !hasStack)
                return;
            if (unwinder.Caller(memory, ref state, in before, frame, scanned < MostScannedFrames, out RegisterState caller) is not { } trust)
                return;
            pointer = caller.Values[unwinder.InstructionPointer];
            ulong now = state.Values[unwinder.StackPointer], next = caller.Values[unwinder.StackPointer];
            // The first function may use no stack.
            if (pointer < LowestCode || next < now || (next == now && frame.Trust != FrameTrust.Context))
                return;
            before = state;
            state = caller;
            frame = (trust, unchecked(pointer - unwinder.CallSize));
        }
    }

    private static byte[] StackOf(Minidump dump, MinidumpThread thread, out ulong start)
    {
        MemoryRange range = thread.Stack;
        if (range.Place.Size == 0 && range.Address != 0)
            range = dump.Memory.FirstOrDefault(memory => memory.Contains(thread.Stack.Address));
        start = range.Address;
        return range.Place.Size == 0 ? [] : dump.Bytes(range);
    }
}
