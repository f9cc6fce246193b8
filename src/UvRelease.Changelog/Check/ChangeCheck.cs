using UvRelease.Changelog.Commits;
using UvRelease.Changelog.ChangelogFragments;
using UvRelease.Changelog.Check.Changes;
using UvRelease.Changelog.Check.Commitlint;
using UvRelease.Changelog.Check.Messages;
using UvRelease.Changelog.Configuration;

namespace UvRelease.Changelog.Check;

/// <summary>Checks a change: a pure function of what was read of it and the rules.</summary>
public static class ChangeCheck
{
    /// <summary>Why a change is not checked; null when it is.</summary>
    public static string? Exemption(CheckedChange change, CheckConfiguration configuration)
    {
        if (change.Author is { } author && configuration.IgnoredAuthors.Contains(author, StringComparer.OrdinalIgnoreCase))
            return $"Pull requests of {Quoted.Text(author)} are not checked (check.ignore.authors).";
        return change.Labels.FirstOrDefault(label => configuration.IgnoredLabels.Contains(label, StringComparer.OrdinalIgnoreCase)) is { } excusing
            ? $"Pull requests with the label {Quoted.Text(excusing)} are not checked (check.ignore.labels)."
            : null;
    }

    /// <summary>Checks a change; never throws, whatever a stranger wrote.</summary>
    public static CheckResult Check(CheckedChange change, CheckRules rules)
    {
        var findings = new List<Finding>();
        foreach (NotImported skipped in rules.Imported?.NotImported ?? [])
            findings.Add(new Finding("not-imported", FindingSeverity.Warning, $"{Quoted.Text(skipped.Name)} is not imported. {skipped.Reason}",
                FindingPlace.In(rules.Imported!.File, skipped.Line)));
        bool written = change.Title is { } given && WrittenMessage.Is(given, rules.Imported);
        if (change.Title is { } title && !written && rules.Messages != CheckedMessages.Commits)
            findings.AddRange(MessageCheck.Check(WrittenMessage.Landing(title), rules, FindingPlace.Title));
        findings.AddRange(LookAlikes.InBody(change.Body));

        bool checksCommits = change.Title is null || rules.Messages != CheckedMessages.Title;
        CheckedCommit[] commits = [.. change.Commits.Where(commit => !IsIgnored(commit, rules))];
        foreach (CheckedCommit commit in checksCommits ? commits : [])
            findings.AddRange(MessageCheck.Check(Landing(commit.Message), rules, Place(commit, change.Source)));
        if (!checksCommits && commits.Length == 1 && change.Commits.Count(commit => !commit.IsMerge && !MergeSubject.Read(commit.Message).IsMerge) == 1
            && MessageCheck.Header(commits[0].Message) != change.Title!.Trim()
            && MessageCheck.Check(MessageCheck.Header(commits[0].Message), rules, FindingPlace.Title).Any(finding => finding.Severity == FindingSeverity.Error))
            findings.Add(new Finding("single-commit", FindingSeverity.Warning,
                "The pull request has one commit, and GitHub proposes its message for a squash unless the repository's settings say otherwise; it breaks the "
                + "rules that the title keeps. Amend it, or take the title when you merge.", Place(commits[0], change.Source)));

        (IReadOnlyList<(ChangelogFragmentText File, ChangelogFragment Fragment)> fragments, IReadOnlyList<Finding> broken) =
            ChangelogFragmentCheck.Read(change.Fragments);
        findings.AddRange(broken);
        var breaks = new Breaks(change, commits, fragments);
        if (change.Source is ChangeSource.PullRequest or ChangeSource.Range)
        {
            findings.AddRange(ChangelogFragmentCheck.Check(change, rules, fragments, breaks));
            findings.AddRange(MigrationCheck.Check(change, commits, rules, fragments, breaks));
        }

        // A message that is about to be committed can still be changed, as a title can.
        string? header = change.Source == ChangeSource.Message ? commits.Select(commit => MessageCheck.Header(commit.Message)).FirstOrDefault()
            : rules.Messages == CheckedMessages.Commits ? null : change.Title;
        string? corrected = header is null || written ? null : TitleCorrection.Of(header, rules, breaks.Unmarked, fragments.Count > 0
            ? fragments[0].Fragment : null);
        findings = [.. findings.DistinctBy(finding => (finding.Rule, finding.Place, finding.Message)).OrderByDescending(finding => finding.Severity)];
        if (corrected is not null && !findings.Exists(finding => finding.Place.What is "title" or "message"))
            corrected = null;
        return new CheckResult(change, findings, corrected, breaks.Any);
    }

    private static FindingPlace Place(CheckedCommit commit, ChangeSource source) =>
        source == ChangeSource.Message ? new FindingPlace("message") : FindingPlace.Commit(commit.Id);

    // Squashing adds the number of the pull request, which nobody could shorten.
    private static string Landing(string message)
    {
        string header = MessageCheck.Header(message), own = WrittenMessage.Landing(header);
        return own.Length == header.Length ? message : own + message.TrimStart()[header.Length..];
    }

    private static bool IsIgnored(CheckedCommit commit, CheckRules rules) =>
        (commit.IsMerge && rules.Imported is not { DefaultIgnores: false }) || WrittenMessage.Is(MessageCheck.Header(commit.Message), rules.Imported);
}
