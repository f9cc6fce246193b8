using System.Buffers.Binary;
using UvRelease.Formats;
using UvRelease.Releases.Json;

namespace UvRelease.Crashes.Redaction;

/// <summary>A dump without what is private, and what shows it.</summary>
/// <param name="Bytes">A minidump of the same layout.</param>
/// <param name="Proof">What was done.</param>
public sealed record RedactedDump(byte[] Bytes, RedactionProof Proof);

/// <summary>
/// Takes out of a minidump what is private, so that a stack walk finds the same frames. The copy begins as zeros, and gets what is known to be needed:
/// stacks and registers by Crashpad's rule, the lists of threads, modules and memory, names without their folders, annotations that are allowed.
/// The same bytes give the same copy, and a copy gives itself.
/// </summary>
public static class DumpRedaction
{
    private const int ExceptionSize = 168, SystemInfoSize = 56, ThreadSize = 48, ModuleSize = 108, MemorySize = 16, ThreadNameSize = 12;

    private static readonly FileKind Kind = new("minidump that can be redacted", "Nothing of it is kept. Send it as the crash handler wrote it.");

    /// <summary>Redacts a dump.</summary>
    /// <param name="dump">The minidump; it isn't changed.</param>
    /// <param name="name">What errors call it.</param>
    /// <param name="rules">What may stay.</param>
    /// <exception cref="Releases.ReleaseException"><see cref="Releases.Fault.Input"/>: it can't be read as a whole, or is of an unknown processor.</exception>
    public static RedactedDump Redact(ReadOnlyMemory<byte> dump, string name, RedactionRules rules)
    {
        using var reader = CheckedReader.Of(dump, name, Kind);
        var streams = new DumpStreams(reader);
        var plan = new DumpPlan(reader);
        var counts = new RedactionCounts();
        streams.Keep(plan);

        RegisterLayout registers = KeepSystem(streams, plan);
        (long firstModule, int modules) = plan.List(streams.Needed(DumpStreams.ModuleList, "list of modules"), ModuleSize, "the modules");
        (long firstThread, int threads) = plan.List(streams.Needed(DumpStreams.ThreadList, "list of threads"), ThreadSize, "the threads");
        IReadOnlyList<DumpMemory> memory = DumpMemory.Read(streams, plan, MemorySize);
        IReadOnlyList<DumpMemory> stacks = DumpMemory.Stacks(plan, firstThread, threads, ThreadSize, memory);
        var rule = new WordRule(registers.Word, registers.AddressBits, new AddressRanges(
        [
            .. stacks.Select(stack => (stack.Address, (ulong)stack.Size)),
            .. Enumerable.Range(0, modules).Select(module => firstModule + ((long)module * ModuleSize)).Select(at =>
                (plan.U64(at, "the base of a module"), (ulong)reader.U32(at + 8, "the size of a module"))),
        ]));

        foreach (DumpMemory stack in stacks)
            plan.Add(stack.Offset, stack.Size, "a stack", new StackWords(stack.Address, rule));
        counts.MemoryBytesCleared = memory.Except(stacks).Sum(range => range.Size);
        counts.StreamsCleared = streams.Cleared;
        KeepThreads(streams, plan, firstThread, threads, new SavedRegisters(registers, rule));
        DumpModules.Keep(plan, streams.Needed(DumpStreams.ModuleList, "list of modules"), firstModule, modules, ModuleSize);
        if (streams.Find(DumpStreams.CrashpadInfo) is { } crashpad)
            new DumpAnnotations(plan, rules, counts).Keep(crashpad);
        if (streams.Find(DumpStreams.BreakpadInfo) is { } breakpad)
            plan.Add(breakpad.Offset, Math.Min(breakpad.Size, 12), "Breakpad's information", Verbatim.All);
        if (streams.Find(DumpStreams.MiscInfo) is { } misc)
            plan.Add(misc.Offset, misc.Size, "the miscellaneous information", ProcessTimes.Alone);

        byte[] copy = plan.Write(dump.Span, counts);
        return new RedactedDump(copy, RedactionProof.Of(counts, CanonicalJson.Digest(dump.Span), CanonicalJson.Digest(copy)));
    }

    private static RegisterLayout KeepSystem(DumpStreams streams, DumpPlan plan)
    {
        DumpStream system = streams.Needed(DumpStreams.SystemInfo, "system information");
        ushort architecture = plan.Reader.U16(system.Offset, "the processor");
        plan.Add(system.Offset, SystemInfoSize, "the system information", Verbatim.All);
        uint version = plan.Reader.U32(system.Offset + 24, "the offset of the system's version");
        if (version > 0)
            plan.AddText(version, "the system's version", PlainUtf16.All);
        return RegisterLayout.Of(architecture) ?? throw plan.Reader.Bad(system.Offset, "the processor", $"is {architecture}, which is not known here");
    }

    private static void KeepThreads(DumpStreams streams, DumpPlan plan, long first, int count, SavedRegisters saved)
    {
        DumpStream list = streams.Needed(DumpStreams.ThreadList, "list of threads");
        plan.Add(list.Offset, list.Size, "the list of threads", Verbatim.All);
        for (int thread = 0; thread < count; thread++)
            KeepContext(plan, first + ((long)thread * ThreadSize) + 40, saved);
        if (streams.Find(DumpStreams.Exception) is { } exception)
        {
            plan.Add(exception.Offset, ExceptionSize, "the exception", new ExceptionRecord(saved.Rule));
            KeepContext(plan, exception.Offset + 160, saved);
        }

        if (streams.Find(DumpStreams.ThreadNames) is not { } names)
            return;
        (long firstName, int nameCount) = plan.List(names, ThreadNameSize, "the names of threads");
        plan.Add(names.Offset, names.Size, "the list of the threads' names", Verbatim.All);
        for (int name = 0; name < nameCount; name++)
        {
            long at = plan.Reader.U63(firstName + ((long)name * ThreadNameSize) + 4, "the offset of a thread's name");
            if (at > 0)
                plan.AddText(at, "the name of a thread", PlainUtf16.All);
        }
    }

    private static void KeepContext(DumpPlan plan, long location, SavedRegisters saved)
    {
        uint size = plan.Reader.U32(location, "the size of a context"), at = plan.Reader.U32(location + 4, "the offset of a context");
        if (size == 0 || at == 0)
            return;
        if (size < saved.Layout.Size)
            throw plan.Reader.Bad(location, "the size of a context", $"is {size}, and the processor has {saved.Layout.Size} bytes of it");
        plan.Add(at, size, "a context", saved);
    }
}

/// <summary>MINIDUMP_MISC_INFO: when the process began and how long it worked stay; ids, names of builds and time zones don't.</summary>
internal sealed record ProcessTimes : Rewriting
{
    private const int HasTimes = 2, Size = 24;

    public static readonly ProcessTimes Alone = new();

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> from, Span<byte> to, RedactionCounts counts)
    {
        if (from.Length < Size)
            return;
        from[..4].CopyTo(to);
        BinaryPrimitives.WriteUInt32LittleEndian(to[4..], BinaryPrimitives.ReadUInt32LittleEndian(from[4..]) & HasTimes);
        from[12..Size].CopyTo(to[12..]);
    }
}
