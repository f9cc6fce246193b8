using System.Text;
using UvRelease.Changelog.Check.Messages;
using UvRelease.Changelog.Markdown;
using UvRelease.Releases;

namespace UvRelease.Changelog.Check;

/// <summary>A check's result for people: a table of what was found, and the title to paste.</summary>
public static class CheckMarkdown
{
    /// <summary>Writes the result; everything that a stranger wrote is escaped or is in code.</summary>
    public static string Render(CheckResult result)
    {
        var text = new StringBuilder($"## Changelog check: {(result.Findings.Count == 0 ? "all in order" : result.Counted)}\n\n");
        if (result.Change.Title is { } title)
            text.Append($"{MarkdownText.Code(Quoted.Short(title, 300))}\n\n");
        if (result.CorrectedTitle is { } corrected)
            text.Append($"Title to paste:\n\n{Block(corrected)}\n\n");
        if (result.Findings.Count > 0)
        {
            text.Append("| | rule | where | what |\n| --- | --- | --- | --- |\n");
            foreach (Finding finding in result.Findings)
                text.Append($"| {(finding.Severity == FindingSeverity.Error ? "❌" : "⚠️")} | [{finding.Rule}]({Documentation}#{finding.Rule}) | "
                    + $"{MarkdownText.Cell(Quoted.Short(finding.Place.ToString(), 200))} | {MarkdownText.Cell(finding.Message)} |\n");
            text.Append('\n');
        }

        foreach (string gap in result.Change.Gaps)
            text.Append($"> {MarkdownText.Inline(gap)}\n\n");
        return text.ToString();
    }

    private const string Documentation = "https://github.com/org/uv-release/blob/main/docs/check-changelog.md";

    private static string Block(string line)
    {
        string fence = new('`', Math.Max(3, CodeFence.LongestRun(line) + 1));
        return $"{fence}text\n{MarkdownText.Visible(line)}\n{fence}";
    }
}
