using UvRelease.Changelog.Git;

namespace UvRelease.Changelog.Commits;

/// <summary>A commit on its way to its changes; see <see cref="ChangeList.Read"/>.</summary>
public sealed class ReadCommit
{
    /// <summary>Reads a commit.</summary>
    /// <param name="commit">The commit.</param>
    /// <param name="rules">How; overrides of its message are in them.</param>
    /// <param name="trackers">Makes the change at once where the commit describes one and no other, and lets go of its text; null keeps the text.</param>
    internal ReadCommit(Commit commit, ChangeRules rules, IssueTrackers? trackers = null)
    {
        Commit = commit;
        string own = rules.TitledMessages.GetValueOrDefault(commit.Id, commit.Message);
        IsLeftOut = rules.MessageOverrides.TryGetValue(commit.Id, out string? message) && message is null;
        Text = CommitOverride.Apply(message ?? own);
        IsOverridden = !ReferenceEquals(Text, own);
        IsRelease = !IsOverridden && VersionCommit.Is(Subject(Text));
        Merge = MergeSubject.Read(Text);
        Squashed = SquashedMessage.Read(Text);
        if (IsSquashOfMerge(commit))
            Merge = Merge with { IsMerge = false, TitleStart = -1 };
        Message = MessageParser.Parse(Squashed is { IsListed: true } ? Squashed.Title : Text, whole: false, out _);
        PullRequest = PullRequestSuffix.Read(Message.Description).Number ?? Merge.PullRequest;
        if (PullRequest is null && IsOverridden)
            PullRequest = PullRequestSuffix.Read(Subject(commit.Message)).Number ?? MergeSubject.Read(commit.Message).PullRequest;
        Revert = Merge.IsMerge ? null : RevertStatement.Read(Message, Squashed?.Title ?? Text);
        if (trackers is null || Merge.IsMerge || IsOverridden || IsLeftOut || IsRelease || Squashed is not null
            || Revert is not null || commit.Parents.Count > 1 || Backports.IsNamedIn(Text))
            return;
        Commit = commit with { Message = Subject(commit.Message) };
        Change = CommitChanges.Make(this, Text, Message, PullRequest, CoAuthors.Of(commit.Author, Text), trackers);
        Text = Commit.Message;
    }

    /// <summary>The commit; of a message that was let go, the subject is left.</summary>
    public Commit Commit { get; }

    /// <summary>Its message, or what replaces it.</summary>
    internal string Text { get; }

    /// <summary>True when somebody replaced the message.</summary>
    internal bool IsOverridden { get; }

    /// <summary>That text, read, without body.</summary>
    internal CommitMessage Message { get; }

    /// <summary>What its subject says about a merge.</summary>
    internal MergeSubject Merge { get; }

    /// <summary>The text taken apart; null when it describes one change.</summary>
    internal SquashedMessage? Squashed { get; }

    /// <summary>Parts of it that took back a commit of the range, and went with it; null for none.</summary>
    internal HashSet<string>? GoneParts { get; set; }

    /// <summary>Number of the pull request, also of the message that was replaced; null without one.</summary>
    internal int? PullRequest { get; }

    /// <summary>What it takes back; null for nothing.</summary>
    internal RevertStatement? Revert { get; }

    /// <summary>What it describes, where that was made at once; null otherwise.</summary>
    internal Change? Change { get; }

    /// <summary>Id of a released commit that it takes back; null when it takes back nothing, or nothing that has a known id.</summary>
    internal string? RevertsReleased { get; set; }

    /// <summary>True when it was taken back, or took back, inside the range.</summary>
    internal bool IsReverted { get; set; }

    /// <summary>True when another commit says the same.</summary>
    internal bool IsRepeated { get; set; }

    /// <summary>True when an override leaves it out of the notes.</summary>
    internal bool IsLeftOut { get; }

    /// <summary>True when it only makes a release: nothing of it is a change, whatever of a changelog it holds.</summary>
    internal bool IsRelease { get; }

    /// <summary>True when it changes only paths that are not looked at; it is no part of the account then.</summary>
    internal bool IsElsewhere { get; set; }

    /// <summary>Id of the merge that brought it into its line; null for none.</summary>
    internal string? MergedBy { get; set; }

    /// <summary>True when it has something to say.</summary>
    internal bool Counts => !IsReverted && !IsRepeated && !IsElsewhere;

    /// <summary>Kind for the account: what a program wrote about branches is no change of its own.</summary>
    internal MessageKind Kind => Merge.IsMerge ? MessageKind.Other : Message.Kind;

    // GitHub proposes the subject of a merge for a squash too. It has one parent, so what it brought is nowhere but in its list.
    private bool IsSquashOfMerge(Commit commit) => Merge.IsMerge && commit.Parents.Count < 2 && Squashed is { Changes.Count: > 0 }
        && (Merge.TitleStart < 0 || Text[Merge.TitleStart] is '*' or '-');

    /// <summary>First line of a message that holds something.</summary>
    internal static string Subject(string message)
    {
        ReadOnlySpan<char> text = message.AsSpan().TrimStart();
        int end = text.IndexOfAny('\n', '\r');
        return (end < 0 ? text : text[..end]).TrimEnd().ToString();
    }
}
