using UvRelease.Changelog.Check;
using UvRelease.Changelog.Check.Changes;
using UvRelease.Changelog.Configuration;

namespace UvRelease.Tests.Changelog.Check;

/// <summary>Changes and rules for tests.</summary>
internal static class Change
{
    public const string BreakingFragment =
        "---\ntype: feat\nkind: removed\n---\nSettings live in one file\n\n## Migration\n\nStart the app once with `--migrate-settings`; it moves every key.\n";

    /// <summary>A pull request with one fitting commit.</summary>
    public static CheckedChange PullRequest(string title, string body = "") => new()
    {
        Source = ChangeSource.PullRequest,
        PullRequest = 7,
        Title = title,
        Body = body,
        Files = [new ChangedFile("src/window.ts")],
        Commits = [new CheckedCommit("1111111111111111111111111111111111111111", "wip"), new CheckedCommit("2222222222222222222222222222222222222222", "more")],
    };

    public static CheckedChange WithFragment(this CheckedChange change, string text, string file = ".changes/one.md") => change with
    {
        Files = [.. change.Files ?? [], new ChangedFile(file)],
        Fragments = [.. change.Fragments, new ChangelogFragmentText(file, text)],
    };

    public static CheckRules Rules(Func<CheckConfiguration, CheckConfiguration>? change = null) =>
        CheckRules.Of(change?.Invoke(new CheckConfiguration()) ?? new CheckConfiguration());

    /// <summary>Rule and severity of every finding, once each.</summary>
    public static string[] Verdict(CheckResult result) =>
        [.. result.Findings.Select(finding => $"{finding.Severity} {finding.Rule}").Distinct().Order(StringComparer.Ordinal)];

    public static string[] Verdict(CheckedChange change, CheckRules? rules = null) => Verdict(ChangeCheck.Check(change, rules ?? Rules()));
}
