using System.Text;

namespace UvRelease.Runner;

/// <summary>The Markdown that GitHub shows on the run's page for this step.</summary>
public sealed class StepSummary
{
    /// <summary>Bytes that the runner takes; a longer summary would be dropped whole.</summary>
    public const int Limit = 1024 * 1024;

    private const string CutNote = "\n\n> **Cut here**: the rest is over GitHub's limit of 1 MiB for a summary.\n";
    private readonly StringBuilder text = new();

    /// <summary>Adds Markdown; texts of strangers go through <see cref="Releases.MarkdownText"/> first.</summary>
    public void Append(string markdown) => text.Append(markdown);

    /// <summary>Appends everything to GITHUB_STEP_SUMMARY, secrets struck out; cut at a line's end, open code fences closed, where it is too long.</summary>
    internal void WriteTo(string file, SecretMask mask)
    {
        if (text.Length == 0 || file.Length == 0)
            return;
        long taken = File.Exists(file) ? new FileInfo(file).Length : 0;
        File.AppendAllBytes(file, Encoding.UTF8.GetBytes(Cut(mask.Apply(text.ToString()), Limit - taken)));
        text.Clear();
    }

    internal static string Cut(string markdown, long limit)
    {
        if (Encoding.UTF8.GetByteCount(markdown) <= limit)
            return markdown;
        var kept = new StringBuilder();
        string fence = "";
        long room = limit - Encoding.UTF8.GetByteCount(CutNote);
        if (room < 0)
            return "";
        foreach (string line in markdown.Split('\n'))
        {
            string next = FenceAfter(line, fence);
            room -= Encoding.UTF8.GetByteCount(line) + 1;
            if (room < next.Length + 1)
                break;
            kept.Append(line).Append('\n');
            fence = next;
        }

        return kept.ToString().TrimEnd('\n') + (fence.Length > 0 ? "\n" + fence : "") + CutNote;
    }

    // GFM §4.5: a fence of code is closed by one of the same character that is at least as long and has nothing behind it.
    private static string FenceAfter(string line, string open)
    {
        string content = line.Trim();
        char mark = content.FirstOrDefault();
        string run = mark is '`' or '~' ? content[..^content.TrimStart(mark).Length] : "";
        if (open.Length == 0)
            return run.Length >= 3 ? run : "";
        return run.StartsWith(open, StringComparison.Ordinal) && run.Length == content.Length ? "" : open;
    }
}
