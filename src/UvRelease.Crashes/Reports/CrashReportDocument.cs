using System.Text.Json.Serialization;

namespace UvRelease.Crashes.Reports;

/// <summary>
/// A crash report as a JSON document (<c>schema/crash-report.schema.json</c>). Addresses are texts, <c>0x…</c>: numbers of 64 bits don't survive JavaScript.
/// Texts come from the crashed process and its symbols: they are untrusted.
/// </summary>
/// <param name="Schema">Name and version of the format: <see cref="Format"/>.</param>
/// <param name="Kind"><c>native</c> or <c>javascript</c>.</param>
/// <param name="OperatingSystem"><c>linux</c>, <c>windows</c>, <c>mac</c>; null where the report doesn't say.</param>
/// <param name="Processor"><c>amd64</c>, <c>arm64</c>, <c>x86</c>; null where the report doesn't say.</param>
/// <param name="Reason">Why it crashed; null where nothing crashed.</param>
/// <param name="Message">Message of a JavaScript error.</param>
/// <param name="Address">Where it failed.</param>
/// <param name="CrashedThread">Place of the crashed thread in <paramref name="Threads"/>.</param>
/// <param name="Threads">The threads.</param>
/// <param name="Modules">The modules, by address.</param>
/// <param name="Annotations">What the app says of itself, by name.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record CrashReportDocument(
    string Schema,
    string Kind,
    string? OperatingSystem,
    string? Processor,
    string? Reason,
    string? Message,
    string? Address,
    int? CrashedThread,
    IReadOnlyList<ThreadDocument> Threads,
    IReadOnlyList<ModuleDocument> Modules,
    IReadOnlyList<AnnotationDocument> Annotations)
{
    /// <summary>The format that this version writes.</summary>
    public const string Format = "uv-release/crash-report/1";

    /// <summary>The document of a report.</summary>
    public static CrashReportDocument Of(CrashReport report) => new(
        Format,
        report.Kind == CrashKind.Native ? "native" : "javascript",
        report.OperatingSystem,
        report.Processor,
        report.Reason,
        report.Message,
        report.Address is { } address ? Hexadecimal(address) : null,
        report.CrashedThread,
        [.. report.Threads.Select(thread => new ThreadDocument(thread.Id, thread.Name, [.. thread.Frames.Select(Frame)]))],
        [.. report.Modules.Select(Module)],
        [.. report.Annotations.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => new AnnotationDocument(one.Key, one.Value))]);

    private static FrameDocument Frame(StackFrame frame) => new(
        frame.Module,
        frame.Function,
        frame.File,
        frame.Line,
        frame.Column,
        frame.Context is { } context ? new ContextDocument(context.First, context.Lines) : null,
        Hexadecimal(frame.Instruction),
        Hexadecimal(frame.ModuleOffset),
        frame.Trust switch
        {
            FrameTrust.Context => "context",
            FrameTrust.Inline => "inline",
            FrameTrust.Cfi => "cfi",
            FrameTrust.FramePointer => "frame-pointer",
            FrameTrust.Leaf => "leaf",
            _ => "scan",
        });

    private static ModuleDocument Module(CrashModule module) => new(
        module.Id.CodeFile,
        module.Id.CodeId,
        module.Id.DebugFile,
        module.Id.DebugId.IsEmpty ? null : module.Id.DebugId.ToString(),
        module.Version,
        Hexadecimal(module.Base),
        (long)module.Size,
        module.HasSymbols);

    private static string Hexadecimal(ulong number) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"0x{number:x}");
}

/// <summary>A thread.</summary>
/// <param name="Id">The operating system's number of it; 0 in JavaScript.</param>
/// <param name="Name">Its name.</param>
/// <param name="Frames">Its calls, the innermost first.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ThreadDocument(long Id, string? Name, IReadOnlyList<FrameDocument> Frames);

/// <summary>A call.</summary>
/// <param name="Module">File name of the module, or the script.</param>
/// <param name="Function">The function.</param>
/// <param name="File">The source file.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column, from 1.</param>
/// <param name="Context">Lines of the source around it.</param>
/// <param name="Address">Address in the process; of callers where the call returns to.</param>
/// <param name="ModuleOffset">The same, from where the module begins.</param>
/// <param name="Trust">
/// How it was found: <c>context</c>, <c>inline</c>, <c>cfi</c>, <c>frame-pointer</c>, <c>leaf</c> or <c>scan</c>, which may be wrong.
/// </param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record FrameDocument(
    string? Module, string? Function, string? File, int? Line, int? Column, ContextDocument? Context, string Address, string ModuleOffset, string Trust);

/// <summary>Lines of a source.</summary>
/// <param name="First">Number of the first, from 1.</param>
/// <param name="Lines">They.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ContextDocument(int First, IReadOnlyList<string> Lines);

/// <summary>A module.</summary>
/// <param name="File">Its file name.</param>
/// <param name="CodeId">Id of the file.</param>
/// <param name="DebugFile">File name of its debug file; may be empty.</param>
/// <param name="DebugId">Id of the debug file, as Breakpad writes it.</param>
/// <param name="Version">Its version.</param>
/// <param name="Base">Address of its first byte.</param>
/// <param name="Size">Bytes.</param>
/// <param name="HasSymbols">Whether symbols were found; null where no frame asked for them.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ModuleDocument(
    string File, string? CodeId, string DebugFile, string? DebugId, string? Version, string Base, long Size, bool? HasSymbols);

/// <summary>What the app says of itself.</summary>
/// <param name="Name">The name.</param>
/// <param name="Value">What it says.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record AnnotationDocument(string Name, string Value);
