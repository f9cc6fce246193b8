using UvRelease.Changelog.Commits;
using UvRelease.Changelog.Git;
using UvRelease.Releases;

namespace UvRelease.Changelog.Drafts;

/// <summary>Tells which commits are not what they were meant to be.</summary>
internal static class CommitForm
{
    /// <summary>Warns of every look-alike, with what was probably meant.</summary>
    public static void Report(ChangeSet changes, IProgress<DraftWarning> warnings)
    {
        foreach ((Commit commit, LookAlike likeness) in changes.LookAlikes)
        {
            string meant = likeness.DidYouMean is { } line ? $" Did you mean '{line}'?" : "";
            warnings.Report(new DraftWarning(
                $"{commit.Id[..8]}, line {likeness.Line} ({likeness.Policy}): {likeness.Reason}{meant}", "Not quite conventional"));
        }
    }

    /// <summary>What a strict project says; null when every commit is conventional.</summary>
    public static ReleaseException? Refusal(CommitCounts counts) => counts.Conventional == counts.Total
        ? null
        : new ReleaseException(
            Fault.Refused,
            (counts.Total == 1 ? "The only commit does" : $"{counts.LookAlike + counts.Other} of {counts.Total} commits do")
            + " not follow Conventional Commits, and 'strict' is on. "
            + "Mend the messages, or turn 'strict' off; the notes tell these commits under other changes.");
}
