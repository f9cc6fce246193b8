using UvRelease.Changelog.ChangelogFragments;
using UvRelease.Changelog.Check.Changes;
using UvRelease.Changelog.Commits;

namespace UvRelease.Changelog.Check;

/// <summary>Everything in a change that says that it breaks something.</summary>
internal sealed record Breaks
{
    /// <summary>Looks through a change.</summary>
    public Breaks(CheckedChange change, IReadOnlyList<CheckedCommit> commits, IReadOnlyList<(ChangelogFragmentText File, ChangelogFragment Fragment)> fragments)
    {
        TitleMarked = change.Title is { } title && MessageParser.Parse(title).IsBreaking;
        var notes = new List<string>();
        notes.AddRange(MessageParser.Parse("feat: x\n\n" + LookAlikes.WithoutComments(change.Body)).BreakingNotes);
        BodyNotes = notes.Count > 0;
        foreach (CheckedCommit commit in commits)
        {
            CommitMessage message = MessageParser.Parse(commit.Message);
            notes.AddRange(message.BreakingNotes);
            if (message.IsBreaking)
                Commit ??= commit;
        }

        Notes = notes;
        Fragment = fragments.FirstOrDefault(pair => pair.Fragment.IsBreaking).File;
        HasTitle = change.Title is not null;
    }

    /// <summary>True when the title says so.</summary>
    public bool TitleMarked { get; }

    /// <summary>True when the body has a BREAKING CHANGE footer.</summary>
    public bool BodyNotes { get; }

    /// <summary>The first commit that says so, or null.</summary>
    public CheckedCommit? Commit { get; }

    /// <summary>The first changelog fragment that says so, or null.</summary>
    public ChangelogFragmentText? Fragment { get; }

    /// <summary>Texts of BREAKING CHANGE footers in body and commits.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>True when anything says so.</summary>
    public bool Any => TitleMarked || BodyNotes || Commit is not null || Fragment is not null;

    /// <summary>True when something says so, and the title does not.</summary>
    public bool Unmarked => HasTitle && !TitleMarked && Any;

    private bool HasTitle { get; }
}
