using UvRelease.Crashes.Reports;
using UvRelease.Releases.Json;

namespace UvRelease.Crashes.Signatures;

/// <summary>What crashes of one cause have in common: <c>abort | demo::Widget::Render</c>, <c>TypeError | prices.ts:priceOf</c>.</summary>
/// <param name="Text">For people; at most 255 characters, made of names of the crashed process: untrusted.</param>
public sealed record CrashSignature(string Text)
{
    private const int MostFrames = 6, Longest = 255, DigitsOfId = 16;
    private const string Separator = " | ", Nothing = "EMPTY";

    /// <summary>Names it in files and searches: 16 hexadecimal digits of the text's SHA-256.</summary>
    public string Id => CanonicalJson.Digest(System.Text.Encoding.UTF8.GetBytes(Text))[..DigitsOfId];

    /// <summary>Signs a report, symbolicated or not.</summary>
    public static CrashSignature Of(CrashReport report)
    {
        IReadOnlyList<StackFrame> frames = report.CrashedThread is { } crashed && crashed < report.Threads.Count ? report.Threads[crashed].Frames : [];
        IEnumerable<string> parts = report.Kind == CrashKind.JavaScript ? JavaScript(report, frames) : Native(report, frames);
        return new CrashSignature(Cut(string.Join(Separator, parts.Select(part => part.Replace(Separator, " ", StringComparison.Ordinal)))));
    }

    private static List<string> Native(CrashReport report, IReadOnlyList<StackFrame> frames)
    {
        List<string> parts = [];
        foreach (StackFrame frame in frames)
        {
            string part = NativePart(frame);
            if (FrameLists.IsSkipped(BaseName(frame.Module)) || FrameLists.IsIrrelevant(part) || (parts.Count > 0 && part == parts[^1]))
                continue;
            parts.Add(part);
            if (!FrameLists.IsPrefix(part) || parts.Count == MostFrames)
                break;
        }

        return parts.Count > 0 ? parts : frames.Count > 0 ? [NativePart(frames[0])] : [Nothing, report.Reason ?? "no crash"];
    }

    private static IEnumerable<string> JavaScript(CrashReport report, IReadOnlyList<StackFrame> frames)
    {
        // What is built in says nothing, and a dependency not whose fault it is.
        StackFrame[] own = [.. frames.Where(frame => !IsInternal(frame))];
        int first = Array.FindIndex(own, frame => !IsOfDependency(frame));
        IEnumerable<string> parts = own.Take(first < 0 ? MostFrames : Math.Min(first + 1, MostFrames)).Select(JavaScriptPart);
        string reason = report.Reason is { Length: > 0 } name ? name : "Error";
        return own.Length > 0 ? [reason, .. parts] : frames.Count > 0 ? [reason, JavaScriptName.Function(frames[0].Function)] : [Nothing, reason];
    }

    private static string NativePart(StackFrame frame) => !string.IsNullOrWhiteSpace(frame.Function) ? NativeFunction.Normalize(frame.Function)
        : frame.Module is { Length: > 0 } module ? $"{BaseName(module)}@0x{frame.ModuleOffset:x}" : "(unknown)";

    private static string JavaScriptPart(StackFrame frame) => $"{JavaScriptName.File(frame.File!)}:{JavaScriptName.Function(frame.Function)}";

    private static bool IsInternal(StackFrame frame) => frame.File is not { Length: > 0 } file
        || file.StartsWith("node:", StringComparison.Ordinal) || file.StartsWith("electron/js2c/", StringComparison.Ordinal)
        || file.StartsWith("chrome-extension:", StringComparison.Ordinal);

    private static bool IsOfDependency(StackFrame frame) =>
        frame.File!.Replace('\\', '/').Contains("node_modules/", StringComparison.Ordinal);

    private static string? BaseName(string? module) => module?.Replace('\\', '/').Split('/')[^1];

    private static string Cut(string text) => text.Length <= Longest ? text : string.Concat(text.AsSpan(0, Longest - 1), "…");
}
