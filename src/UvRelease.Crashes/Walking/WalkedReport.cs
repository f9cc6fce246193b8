using System.Text;
using UvRelease.Crashes.Minidumps;
using UvRelease.Crashes.Reports;

namespace UvRelease.Crashes.Walking;

/// <summary>Makes a report of a minidump whose stacks were walked.</summary>
public static class WalkedReport
{
    /// <summary>The report.</summary>
    public static CrashReport Of(WalkedDump walked)
    {
        Minidump dump = walked.Dump;
        CrashReason? reason = dump.Exception is { } exception ? CrashReason.Of(exception, dump.System) : null;
        return new CrashReport
        {
            Kind = CrashKind.Native,
            OperatingSystem = dump.System.Platform switch { Platform.Linux => "linux", Platform.Windows => "windows", Platform.Mac => "mac", _ => null },
            Processor = dump.System.ProcessorName,
            // Breakpad's words lack a space there.
            Reason = reason?.Text.Replace("SIGSEGV /", "SIGSEGV / ", StringComparison.Ordinal) ?? dump.Assertion,
            Address = reason?.Address,
            CrashedThread = walked.Requesting,
            Threads = [.. walked.Threads.Select(thread => Thread(walked, thread))],
            Modules = [.. walked.Modules.Map.ByAddress.Select(place => Module(walked, place))],
            Annotations = Annotations(dump.Crashpad),
        };
    }

    private static CrashThread Thread(WalkedDump walked, WalkedThread thread) =>
        new(thread.Thread.Id, thread.Thread.Name?.Value, [.. thread.Frames.Select(frame => Frame(walked, frame))]);

    private static StackFrame Frame(WalkedDump walked, WalkedFrame frame)
    {
        MinidumpModule? module = walked.ModuleOf(frame);
        string? file = Text(walked.FileOf(frame));
        return new StackFrame
        {
            Module = module?.Id.CodeFile,
            Function = Text(walked.FunctionOf(frame)),
            File = file,
            Line = file is null || frame.Line == 0 ? null : frame.Line,
            Instruction = frame.Return,
            ModuleOffset = unchecked(frame.Return - (module?.Base ?? frame.Return)),
            Trust = frame.Trust,
        };
    }

    private static CrashModule Module(WalkedDump walked, int place)
    {
        MinidumpModule module = walked.Dump.Modules[place];
        return new CrashModule(module.Id, module.Version, module.Base, module.Size, walked.Modules.Has(place));
    }

    private static SortedDictionary<string, string> Annotations(CrashpadInfo crashpad)
    {
        var annotations = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (MinidumpAnnotation one in crashpad.Annotations.Concat(crashpad.ModuleAnnotations).Where(one => one.Name.Value.Length > 0))
            annotations.TryAdd(one.Name.Value, one.Value.Value);
        return annotations;
    }

    private static string? Text(ReadOnlySpan<byte> text) => text.IsEmpty ? null : Encoding.UTF8.GetString(text);
}
