// What notes cost: whole processes that read a history, sort its commits into releases and sections, and write Markdown.
// usage: full-changelog all|range REPOSITORY FILE
using System.Collections;
using System.Diagnostics;
using System.Text;
using UvRelease.Changelog.Commits;
using UvRelease.Changelog.Git;
using UvRelease.Changelog.Versions;
using UvRelease.Releases;

string mode = args[0], folder = args[1], file = args[2];
long start = Stopwatch.GetTimestamp();
Dictionary<string, string> environment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().ToDictionary(entry => (string)entry.Key, entry => (string)entry.Value!);
var repository = new GitRepository(folder, environment);
var text = new StringBuilder();
if (mode == "all")
{
    IReadOnlyList<ReleaseSection<ConventionalCommit>> sections = await ReleaseHistory.ReadAsync(repository, new RangeRequest { To = "main" }, branches: false, ConventionalCommit.Parse, CancellationToken.None);
    Lap("read");
    foreach (ReleaseSection<ConventionalCommit> section in sections)
        Write(section.Tag?.Name ?? "Unreleased", section.Commits);
}
else
{
    ReleaseRange range = await ReleaseRange.FindAsync(repository, new RangeRequest { To = "main", Channel = "stable" }, null, CancellationToken.None);
    Lap("range");
    var commits = new List<ConventionalCommit>();
    await CommitLog.ReadAsync(repository, range.Query, commit => commits.Add(ConventionalCommit.Parse(commit)), CancellationToken.None);
    Lap("read");
    Write("Unreleased", commits);
}

await File.WriteAllTextAsync(file, text.ToString());
Lap("written");
return 0;

void Write(string title, IReadOnlyList<ConventionalCommit> commits)
{
    text.Append("\n## ").Append(title).Append('\n');
    foreach (IGrouping<string?, ConventionalCommit> group in commits.GroupBy(commit => commit.Type).OrderBy(group => group.Key, StringComparer.Ordinal))
    {
        text.Append("\n### ").Append(group.Key ?? "other").Append("\n\n");
        foreach (ConventionalCommit commit in group)
            text.Append("- ").Append(commit.Scope is null ? "" : $"**{MarkdownText.Inline(commit.Scope)}:** ").Append(MarkdownText.Inline(commit.Description)).Append(" (").Append(commit.Commit.Id, 0, 8).Append(")\n");
    }
}

void Lap(string name)
{
    if (environment.ContainsKey("UV_BENCH_LAPS"))
        Console.Error.WriteLine($"{name} {Stopwatch.GetElapsedTime(start).TotalMilliseconds:F0} ms, {GC.CollectionCount(0)} {GC.CollectionCount(1)} {GC.CollectionCount(2)} collections");
}
