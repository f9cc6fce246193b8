using UvRelease.Crashes.Minidumps;
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
    private const int ExceptionSize = 168, ModuleSize = 108, VersionAt = 24, BreakpadInfoSize = 12, LongestBuildId = 64;

    // CodeView records: a PDB of today, one of before, a build id of ELF (Breakpad).
    private const uint Pdb70 = 0x53445352, Pdb20 = 0x3031424e, BuildId = 0x4270454c;

    private static readonly FileKind Kind = new("minidump that can be redacted", "Nothing of it is kept. Send it as the crash handler wrote it.");

    /// <summary>Redacts a dump.</summary>
    /// <param name="dump">The minidump; it isn't changed.</param>
    /// <param name="name">What errors call it.</param>
    /// <param name="rules">What may stay.</param>
    /// <exception cref="Releases.ReleaseException"><see cref="Releases.Fault.Input"/>: it can't be read as a whole, or is of an unknown processor.</exception>
    public static RedactedDump Redact(ReadOnlyMemory<byte> dump, string name, RedactionRules rules)
    {
        using var read = Minidump.Read(dump, name);
        using var reader = CheckedReader.Of(dump, name, Kind);
        var plan = new DumpPlan(reader);
        var counts = new RedactionCounts { StreamsCleared = plan.AddDirectory() };

        MemoryRange[] memory = [.. read.Memory.Where(range => range.Place.Size > 0).OrderBy(range => range.Address)];
        MemoryRange[] stacks = [.. read.Threads.Select(thread => Stack(thread, memory)).OfType<MemoryRange>().Distinct()];
        counts.MemoryBytesCleared = memory.Except(stacks).Sum(range => range.Place.Size);
        var rule = new WordRule(read.System.Processor, new AddressRanges(
        [
            .. stacks.Select(stack => (stack.Address, (ulong)stack.Place.Size)),
            .. read.Modules.Select(module => (module.Base, (ulong)module.Size)),
        ]));
        foreach (MemoryRange stack in stacks)
            plan.Add(stack.Place, "a stack", new StackWords(stack.Address, rule));
        foreach (MinidumpThread thread in read.Threads)
        {
            AddRegisters(plan, thread.ContextPlace, thread.Context, rule);
            if (thread.Name is { } named)
                plan.Add(named, "the name of a thread", PlainUtf16.All);
        }

        if (read.Exception is { } exception)
            AddRegisters(plan, exception.ContextPlace, exception.Context, rule);
        foreach (MinidumpModule module in read.Modules)
        {
            plan.Add(module.Path, "the name of a module", BaseNameUtf16.All);
            AddCodeView(plan, module.CodeView);
        }

        foreach (MinidumpStream stream in read.Streams)
            AddStream(plan, stream, rule, rules, counts);
        byte[] copy = plan.Write(dump.Span, counts);
        return new RedactedDump(copy, RedactionProof.Of(counts, CanonicalJson.Digest(dump.Span), CanonicalJson.Digest(copy)));
    }

    // Its own bytes, or else the memory that holds where it begins.
    private static MemoryRange? Stack(MinidumpThread thread, MemoryRange[] ordered)
    {
        if (thread.Stack.Place.Size > 0)
            return thread.Stack;
        int least = 0, most = ordered.Length;
        while (least < most)
        {
            int middle = (least + most) / 2;
            (least, most) = ordered[middle].Address <= thread.Stack.Address ? (middle + 1, most) : (least, middle);
        }

        return least > 0 && ordered[least - 1].Contains(thread.Stack.Address) ? ordered[least - 1] : null;
    }

    // Registers that the reader doesn't know are not carried over.
    private static void AddRegisters(DumpPlan plan, Place place, ThreadContext? context, WordRule rule)
    {
        if (context is not null)
            plan.Add(place, "registers", new SavedRegisters(RegisterLayout.Of(rule.Processor, place.Size), rule));
    }

    // Of another kind: nobody finds symbols by it, and what it says is not known.
    private static void AddCodeView(DumpPlan plan, Place place)
    {
        if (place.Size < 4)
            return;
        Rewriting? how = plan.Reader.U32(place.Offset, "the kind of a CodeView record") switch
        {
            Pdb70 when place.Size >= 24 => new BaseNameOfRecord(24),
            Pdb20 when place.Size >= 16 => new BaseNameOfRecord(16),
            BuildId => new Beginning(4 + LongestBuildId),
            _ => null,
        };
        if (how is not null)
            plan.Add(place, "a CodeView record", how);
    }

    private static void AddStream(DumpPlan plan, MinidumpStream stream, WordRule rule, RedactionRules rules, RedactionCounts counts)
    {
        Place place = stream.Place;
        Rewriting? how = stream.Type switch
        {
            StreamType.ThreadList or StreamType.ThreadNames or StreamType.MemoryList or StreamType.Memory64List or StreamType.SystemInfo => Verbatim.All,
            StreamType.BreakpadInfo => new Beginning(BreakpadInfoSize),
            StreamType.ModuleList => new ModuleTable((int)(place.Size % ModuleSize), ModuleSize),
            StreamType.Exception when place.Size >= ExceptionSize => new ExceptionRecord(rule),
            StreamType.MiscInfo => ProcessTimes.Alone,
            _ => null,
        };
        if (how is not null)
            plan.Add(place, $"the stream {stream.Type}", how);
        if (stream.Type == StreamType.CrashpadInfo)
            new DumpAnnotations(plan, rules, counts).Add(place);
        if (stream.Type == StreamType.SystemInfo && plan.Reader.U32(place.Offset + VersionAt, "the place of the version's text") is > 0 and var at)
            plan.Add(new Place(at, plan.Reader.U32(at, "the length of the version's text") + 4L), "the version's text", PlainUtf16.All);
    }
}
