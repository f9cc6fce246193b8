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
        File.AppendAllText(file, Cut(mask.Apply(text.ToString()), Limit - taken));
        text.Clear();
    }

    internal static string Cut(string markdown, long limit)
    {
        if (Encoding.UTF8.GetByteCount(markdown) <= limit)
            return markdown;
        const string fence = "\n```";
        long room = limit - Encoding.UTF8.GetByteCount(fence + CutNote);
        var kept = new StringBuilder();
        string? open = null;
        foreach (string line in markdown.Split('\n'))
        {
            room -= Encoding.UTF8.GetByteCount(line) + 1;
            if (room < 0)
                break;
            kept.Append(line).Append('\n');
            if (line.StartsWith("```", StringComparison.Ordinal))
                open = open is null ? fence : null;
        }

        return limit < Encoding.UTF8.GetByteCount(CutNote) ? "" : kept.ToString().TrimEnd('\n') + open + CutNote;
    }
}
