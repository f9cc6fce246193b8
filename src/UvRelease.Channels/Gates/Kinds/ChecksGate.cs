using UvRelease.Channels.Gates.Facts;
using UvRelease.Channels.Gates.Reports;
using UvRelease.Channels.Gates.Rules;
using UvRelease.GitHub.Facts;

namespace UvRelease.Channels.Gates.Kinds;

/// <summary>Checks and statuses that are named have passed on the exact commit. What was skipped has not.</summary>
internal static class ChecksGate
{
    public static GateFinding Evaluate(GateCase at)
    {
        IReadOnlyList<RequiredCheck> required = at.Configuration.Checks;
        if (required.Count == 0)
            return GateFinding.Error("promote.checks names no check, so none can have passed.", "Name those that a release needs.");
        string commit = at.Question.Release.Commit;
        if (!FactCheck.Has(at.Facts.Commit, "the commit's checks", at.Now, out CommitFacts? found, out GateFinding? problem))
            return problem;
        if (found.Commit != commit || found.Checks.Any(check => check.HeadSha != commit))
            return GateFinding.Error($"The checks are of another commit than {commit}.", "Read those of the release's commit.");
        GateFinding[] findings = [.. required.Select(check => One(check, found))];
        return findings.FirstOrDefault(finding => finding.Outcome == GateOutcome.Error)
            ?? findings.FirstOrDefault(finding => finding.Outcome == GateOutcome.Fail)
            ?? findings.FirstOrDefault(finding => finding.Outcome == GateOutcome.Inconclusive)
            ?? GateFinding.Pass($"All {required.Count} required checks passed on {commit}.", "A check that is run again and fails would.");
    }

    private static GateFinding One(RequiredCheck required, CommitFacts found)
    {
        CheckFacts[] checks = [.. found.Checks.Where(check => check.Name == required.Name && (required.App is null || check.App?.Slug == required.App))];
        StatusFacts[] statuses = [.. found.Statuses.Where(status => status.Context == required.Name && required.App is null)];
        string name = required.App is null ? $"'{required.Name}'" : $"'{required.Name}' of {required.App}";
        int makers = checks.Select(check => check.App?.Id).Distinct().Count() + (statuses.Length > 0 ? 1 : 0);
        if (makers == 0)
            return GateFinding.Error($"The commit has no check {name}.", "Run it on this commit, or correct its name in promote.checks.");
        if (makers > 1)
            return GateFinding.Error($"The commit has the check {name} from {makers} makers.", "Say in promote.checks which app it must come from.");
        if (statuses.Length > 1)
            return GateFinding.Error($"The commit has {statuses.Length} newest statuses {name}.", "Read its statuses again.");
        if (checks.FirstOrDefault(check => check.Status == CheckStatus.Completed && check.Conclusion != CheckConclusion.Success) is { } bad)
            return GateFinding.Fail($"The check {name} ended as {bad.Conclusion}, which is no success.",
                "Run it again, or mend the commit and publish a new version.");
        if (statuses.FirstOrDefault(status => status.State is CommitState.Failure or CommitState.Error) is { } failed)
            return GateFinding.Fail($"The status {name} says {failed.State}.", "Mend what it is about, and let it be set again.");
        return checks.Any(check => check.Status != CheckStatus.Completed) || statuses.Any(status => status.State == CommitState.Pending)
            ? GateFinding.Inconclusive($"The check {name} has not ended.", "Wait for its end.")
            : GateFinding.Pass($"The check {name} passed.", "A new run would.");
    }
}
