using System.Globalization;
using System.Text;
using UvRelease.Releases;

namespace UvRelease.Crashes.Reports;

/// <summary>Writes crash reports for people: the crashed thread first. No text of the crash becomes Markdown or HTML.</summary>
public static class CrashReportMarkdown
{
    // What a page can bear; the JSON document has all.
    private const int MostFrames = 60;
    private const int MostThreads = 30;
    private const int LongestName = 120;

    // Crashpad's, Electron's and our own. Whatever else an app says may be of its user, and pages of runs are read by many.
    private static readonly HashSet<string> Harmless = new(StringComparer.Ordinal)
    {
        "app", "channel", "electron", "process", "version", "prod", "ver", "plat", "platform", "process_type", "ptype", "_productName", "_version",
    };

    /// <summary>The report.</summary>
    /// <param name="title">What it is of, such as the file's name.</param>
    /// <param name="report">The report.</param>
    public static string Write(string title, CrashReport report)
    {
        var text = new StringBuilder();
        text.Append("## ").Append(MarkdownText.Inline(title)).Append("\n\n").Append(MarkdownText.Inline(Reason(report)));
        if (report.Message is { Length: > 0 } message)
            text.Append(": ").Append(MarkdownText.Inline(Cut(message, 500)));
        text.Append("\n\n| | |\n| --- | --- |\n");
        Row(text, "system", string.Join(", ", new[] { report.OperatingSystem, report.Processor }.OfType<string>()));
        foreach ((string name, string value) in report.Annotations.Where(one => Harmless.Contains(one.Key)))
            Row(text, name, Cut(value, 200));
        string[] missing =
            [.. report.Modules.Where(module => module.HasSymbols == false).Select(module => module.Id.CodeFile).Distinct(StringComparer.Ordinal)];
        Row(text, "without symbols", string.Join(", ", missing.Take(20)) + (missing.Length > 20 ? " …" : ""));
        text.Append('\n');
        if (report.CrashedThread is { } crashed)
            Thread(text, report.Threads[crashed], crashed, report.Reason is null ? "asked for the report" : "crashed");
        int[] others = [.. Enumerable.Range(0, report.Threads.Count).Where(thread => thread != report.CrashedThread)];
        if (others.Length == 0)
            return text.ToString();
        text.Append("<details><summary>").Append(Quantity.Of(others.Length, "other thread")).Append("</summary>\n\n");
        foreach (int thread in others.Take(MostThreads))
            Thread(text, report.Threads[thread], thread, null);
        if (others.Length > MostThreads)
            text.Append(CultureInfo.InvariantCulture, $"… and {others.Length - MostThreads} more.\n\n");
        return text.Append("</details>\n\n").ToString();
    }

    private static string Reason(CrashReport report)
    {
        string reason = report.Reason ?? "Nothing crashed";
        return report.Address is { } address ? string.Create(CultureInfo.InvariantCulture, $"{reason} at 0x{address:x}") : reason;
    }

    private static void Row(StringBuilder text, string name, string value)
    {
        if (value.Length > 0)
            text.Append("| ").Append(MarkdownText.Cell(Cut(name, 100))).Append(" | ").Append(MarkdownText.Cell(value)).Append(" |\n");
    }

    private static void Thread(StringBuilder text, CrashThread thread, int place, string? what)
    {
        text.Append(CultureInfo.InvariantCulture, $"### Thread {place}");
        if (thread.Name is { Length: > 0 } name)
            text.Append(", ").Append(MarkdownText.Inline(Cut(name, 100)));
        if (what is not null)
            text.Append(" (").Append(what).Append(')');
        // Each line begins with a number, so that none ends the block.
        text.Append("\n\n```text\n");
        for (int frame = 0; frame < thread.Frames.Count; frame++)
        {
            if (frame == MostFrames - 10 && thread.Frames.Count > MostFrames)
            {
                int left = thread.Frames.Count - MostFrames;
                text.Append(CultureInfo.InvariantCulture, $"    … {left} more …\n");
                frame += left;
            }

            text.Append(CultureInfo.InvariantCulture, $"{frame,3} ").Append(MarkdownText.Visible(Line(thread.Frames[frame]))).Append('\n');
        }

        text.Append("```\n\n");
    }

    private static string Line(StackFrame frame)
    {
        string address = frame.Module is null ? Hexadecimal(frame.Instruction) : $"{frame.Module} + {Hexadecimal(frame.ModuleOffset)}";
        string function = Cut(frame.Function ?? address, LongestName);
        string where = frame.File is null ? frame.Function is null ? "" : frame.Module ?? "" : Place(frame);
        string trust = frame.Trust switch { FrameTrust.Inline => "  (inlined)", FrameTrust.Scan => "  (by scanning)", _ => "" };
        return $"{function}{(where.Length > 0 ? "  " : "")}{where}{trust}";
    }

    private static string Place(StackFrame frame) => frame.File + Number(frame.Line) + Number(frame.Column);

    private static string Number(int? number) => number is { } value ? string.Create(CultureInfo.InvariantCulture, $":{value}") : "";

    private static string Hexadecimal(ulong number) => string.Create(CultureInfo.InvariantCulture, $"0x{number:x}");

    private static string Cut(string text, int most) => text.Length <= most ? text : text[..(most - 1)] + "…";
}
