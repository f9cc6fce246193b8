using System.Text;
using UvRelease.Releases;
using UvRelease.Requests.Planning;

namespace UvRelease.Requests.Requests;

/// <summary>The text of a release request: ours between two hidden markers, everybody's outside of them.</summary>
public static class RequestBody
{
    /// <summary>What our part begins with, once the pull request is complete.</summary>
    public const string Begin = "<!-- uv-release:request -->";

    /// <summary>What our part begins with until labels and reviewers are there.</summary>
    public const string BeginUnfinished = "<!-- uv-release:request unfinished -->";

    /// <summary>What our part ends with.</summary>
    public const string End = "<!-- /uv-release:request -->";

    // GitHub's own limit is 65,536 characters, and people write some too.
    private const int LongestNotes = 40_000;
    private const int MostRemarks = 5;

    /// <summary>Writes our part.</summary>
    /// <param name="proposal">What is proposed.</param>
    /// <param name="plan">All components.</param>
    /// <param name="checksNote">What is to be said about checks; null for nothing.</param>
    public static string Write(Proposal proposal, IReadOnlyList<PlannedRelease> plan, string? checksNote)
    {
        var text = new StringBuilder("Merging this pull request releases what the table says. It follows the branch: do not commit to it.\n\n");
        text.Append("| release | now | next | why | missing |\n| --- | --- | --- | --- | --- |\n");
        foreach (PlannedRelease one in proposal.Leader is null ? plan : proposal.Releases)
        {
            string missing = one.Remarks.Count == 0 ? "nothing" : Quantity.Of(one.Remarks.Count, "remark") + ", see below";
            text.Append($"| {MarkdownText.Cell(one.Title)} | {one.Last?.ToString() ?? "–"} | {one.Version?.ToString() ?? "–"} ");
            text.Append($"| {Why(one)} | {missing} |\n");
        }

        if (checksNote is not null)
            text.Append($"\n> [!WARNING]\n> {checksNote}\n");
        foreach (PlannedRelease one in plan.Where(one => one.Remarks.Count > 0))
        {
            text.Append($"\nRemarks on {MarkdownText.Inline(one.Title)}:\n\n");
            foreach (string remark in one.Remarks.Take(MostRemarks))
                text.Append($"- {MarkdownText.Inline(remark)}\n");
            if (one.Remarks.Count > MostRemarks)
                text.Append($"- and {one.Remarks.Count - MostRemarks} more, in the log of the run\n");
        }

        foreach (PlannedRelease one in proposal.Releases)
        {
            text.Append($"\n## {MarkdownText.Inline(one.Title)} {one.Version}\n\n");
            string notes = one.Notes!.Markdown.Full;
            int room = LongestNotes / proposal.Releases.Count;
            text.Append(notes.Length <= room ? notes : notes[..(notes.LastIndexOf('\n', room) + 1)] + "\n…, all of it is in the changelog of this branch.\n");
        }

        return text.ToString().TrimEnd('\n') + "\n";
    }

    /// <summary>Puts our part into a text: in place of the one that is there, or in front.</summary>
    /// <param name="body">The text; null or empty for none.</param>
    /// <param name="part">Our part.</param>
    /// <param name="isFinished">False while labels and reviewers are not there yet.</param>
    /// <param name="where">Names the pull request, for errors.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Refused"/>: a marker has lost its pair, or is there twice.</exception>
    public static string Put(string? body, string part, bool isFinished, string where)
    {
        string text = (body ?? "").ReplaceLineEndings("\n");
        string ours = $"{(isFinished ? Begin : BeginUnfinished)}\n{part}{End}\n";
        if (Find(text, where) is not (int start, int end))
            return text.Length == 0 ? ours : $"{ours}\n{text.TrimStart('\n')}";
        return text[..start] + ours + text[end..];
    }

    /// <summary>True where labels and reviewers are not there yet.</summary>
    public static bool IsUnfinished(string? body) => body?.Contains(BeginUnfinished, StringComparison.Ordinal) == true;

    private static (int Start, int End)? Find(string text, string where)
    {
        int[] begins = [.. All(text, Begin), .. All(text, BeginUnfinished)], ends = [.. All(text, End)];
        if (begins.Length == 0 && ends.Length == 0)
            return null;
        if (begins.Length != 1 || ends.Length != 1 || ends[0] < begins[0])
        {
            throw new ReleaseException(Fault.Refused,
                $"The text of {where} has {begins.Length} of the markers '{Begin}' and {ends.Length} of '{End}', and must have one of each, in this order. "
                + "Put them back around the notes, or remove both.");
        }

        int end = ends[0] + End.Length;
        return (begins[0], end < text.Length && text[end] == '\n' ? end + 1 : end);
    }

    private static IEnumerable<int> All(string text, string mark)
    {
        for (int at = text.IndexOf(mark, StringComparison.Ordinal); at >= 0; at = text.IndexOf(mark, at + 1, StringComparison.Ordinal))
            yield return at;
    }

    private static string Why(PlannedRelease one) => one.Because is { } component ? $"depends on {MarkdownText.Cell(component.Name)}"
        : one.Notes?.Document.VersionReason is { } reason ? MarkdownText.Cell(reason.Tell(id => id[..8], text => text))
        : one.Version is not null ? "the version was given" : "no change asks for a release";
}
