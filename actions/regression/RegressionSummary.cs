using System.Text;
using UvRelease.Regression.Merging;
using UvRelease.Regression.Reports;
using UvRelease.Releases;
using UvRelease.Releases.Evidence;

namespace UvRelease.RegressionAction;

/// <summary>Reports for people.</summary>
internal static class RegressionSummary
{
    private const int MostSentences = 50;

    /// <summary>Of one machine: a row for each scenario, and the end of what those printed that did not pass.</summary>
    public static string Of(RunReport report)
    {
        var text = new StringBuilder($"### Regression: {report.Profile}{(report.Device is { } device ? $" on {device}" : "")}\n\n");
        text.Append($"Seed {report.Seed}, {report.Os} on {report.Arch}.\n\n| scenario | result | attempts | time | why |\n| --- | --- | --- | --- | --- |\n");
        foreach (RunEntry entry in report.Setup.Concat(report.Scenarios))
            text.Append($"| {entry.Id} | {Mark(entry.Status)} | {entry.Attempts.Count} | {entry.DurationMs} ms | {MarkdownText.Cell(Why(entry))} |\n");
        foreach (RunEntry entry in report.Setup.Concat(report.Scenarios).Where(entry => entry.Attempts is [.., { Passed: false, Excerpt.Length: > 0 }]))
            text.Append($"\n<details><summary>{entry.Id}</summary>\n\n{Quoted(entry.Attempts[^1].Excerpt)}\n\n</details>\n");
        return text.Append('\n').ToString();
    }

    /// <summary>Of all machines: a row for each scenario on each.</summary>
    public static string Of(MergedRuns merged)
    {
        RegressionReport report = merged.Report;
        var text = new StringBuilder($"### Regression: {report.Profile}\n\n");
        text.Append($"{(merged.Problems.Count == 0 ? "✅ passed" : "⛔ not passed")}, valid until {report.ExpiresAt}.\n\n");
        foreach (string problem in merged.Problems.Take(MostSentences))
            text.Append($"- {MarkdownText.Inline(problem)}\n");
        text.Append("\n| scenario | kind | device | result | time |\n| --- | --- | --- | --- | --- |\n");
        foreach (MergedRow row in merged.Rows)
            text.Append($"| {row.Scenario.Id} | {row.Scenario.Category.Word()} | {row.Device} | {Mark(row.Entry.Status)} | {row.Entry.DurationMs} ms |\n");
        return text.Append('\n').ToString();
    }

    /// <summary>What did not pass, a sentence each.</summary>
    public static IEnumerable<string> Sentences(RunReport report) => report.Setup.Concat(report.Scenarios)
        .Where(entry => entry.Status is ScenarioStatus.Failed or ScenarioStatus.Skipped)
        .Select(entry => $"{entry.Id} {entry.Status.Word()}. {Why(entry)}".TrimEnd())
        .Take(MostSentences);

    private static string Why(RunEntry entry) => entry.Status switch
    {
        ScenarioStatus.Passed => "",
        ScenarioStatus.Skipped => "It was not tried.",
        _ => entry.Attempts.SelectMany(attempt => attempt.Problems).LastOrDefault() ?? "",
    };

    private static string Mark(ScenarioStatus status) => status switch
    {
        ScenarioStatus.Passed => "✅ passed",
        ScenarioStatus.Flaky => "⚠️ flaky",
        ScenarioStatus.Failed => "❌ failed",
        _ => "⏭️ skipped",
    };

    private static string Quoted(string excerpt) => string.Join('\n', excerpt.Split('\n').Select(line => "    " + line));
}
