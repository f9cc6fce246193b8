using System.Text.RegularExpressions;
using UvRelease.Changelog.Configuration;

namespace UvRelease.Changelog.Commits;

/// <summary>Makes changes of one commit.</summary>
internal static partial class CommitChanges
{
    /// <summary>Adds the commit's own change, then those of its body that don't repeat it.</summary>
    /// <param name="commit">The commit.</param>
    /// <param name="text">Its message, or the title and text of the pull request that it merged.</param>
    /// <param name="message">That text, read.</param>
    /// <param name="rules">How commits become changes.</param>
    /// <param name="trackers">The trackers in them.</param>
    /// <param name="changes">List to add to.</param>
    public static void Add(ReadCommit commit, string text, CommitMessage message, ChangeRules rules, IssueTrackers trackers, List<Change> changes)
    {
        IReadOnlyList<Git.Person> authors = CoAuthors.Of(commit.Commit.Author, commit.Text);
        SquashedMessage? squashed = ReferenceEquals(text, commit.Text) ? commit.Squashed : SquashedMessage.Read(text);
        if (squashed is not null)
            (text, message) = (squashed.Title, MessageParser.Parse(squashed.Title, whole: false, out _));
        int own = changes.Count;
        changes.Add(Make(commit, text, message, commit.PullRequest, authors, trackers) with { Reverts = commit.RevertsReleased });
        if (commit.Revert is { Replaces: false } && (message.Kind != MessageKind.Conventional || IsRevert(message.Type)))
            changes[own] = AsRevert(changes[own], message);
        if (squashed is not null)
            AddParts(commit, squashed, message, rules, authors, trackers, changes, own);
    }

    private static void AddParts(ReadCommit commit, SquashedMessage squashed, CommitMessage title, ChangeRules rules,
        IReadOnlyList<Git.Person> authors, IssueTrackers trackers, List<Change> changes, int own)
    {
        bool isMerge = MergeSubject.Read(squashed.Title).IsMerge;
        bool alone = !isMerge && !squashed.IsListed && !commit.IsOverridden && (rules.Squash == SquashReading.Title || (rules.Squash == SquashReading.Auto
            && (AsksForRelease(changes[own]) || (title.Kind == MessageKind.Conventional && CommitTypes.IsKnown(title.Type)
                && !BringsOver().IsMatch(title.Description)))));
        bool asks = false;
        var places = new Dictionary<(string, string), int>(squashed.Changes.Count + 1) { [WordsOf(changes[own])] = own };
        foreach (string part in squashed.Changes)
        {
            if (commit.GoneParts?.Contains(part) == true)
                continue;
            CommitMessage told = MessageParser.Parse(part, whole: false, out _);
            Change change = Make(commit, part, told, PullRequestSuffix.Read(told.Description).Number ?? commit.PullRequest, authors, trackers);
            if (told.Kind != MessageKind.Conventional && RevertStatement.Quoted(told.Description) is not null)
                change = AsRevert(change, told);
            if (places.TryGetValue(WordsOf(change), out int same))
            {
                changes[same] = Join(changes[same], change);
                // Its words are the title's, and it says what kind of change that is.
                if (same == own && changes[own].Type.Length == 0 && (!alone || change.IsBreaking))
                    changes[own] = changes[own] with { Type = change.Type };
            }
            else if (!alone || change.IsBreaking || squashed.Nested.Contains(part))
            {
                places[WordsOf(change)] = changes.Count;
                changes.Add(change with { IsPart = !squashed.IsListed });
                asks |= AsksForRelease(change);
            }
        }

        if (squashed.LeftOut > 0 && commit.Message.IsBreaking)
            changes[own] = changes[own] with { IsBreaking = true };

        // Its parts say what the subject of a merge, or a title without a type, does not.
        if (changes[own] is { Type.Length: 0, IsBreaking: false } && isMerge)
            changes.RemoveAt(own);
        else if (asks && !alone && !squashed.IsListed && title.Kind != MessageKind.Conventional && !changes[own].IsBreaking && changes[own].Type.Length == 0)
            changes.RemoveAt(own);
    }

    // "chore: bring the hotfix back" says nothing of what users get, and is a merge in all but name.
    [GeneratedRegex(@"\b(?:back-?|forward-?)?(?:merg(?:e|es|ed|ing)|port(?:s|ed|ing)?|sync(?:s|ed|hroni[sz]e)?)\b|\bback\b|\bbackports?\b|\bhot-?fix(?:es)?\b"
        + @"|\bcherry[- ]?pick(?:s|ed)?\b|\bsquash(?:es|ed)?\b|\binto (?:main|master|develop|trunk)\b",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex BringsOver();

    private static bool AsksForRelease(Change change) => change.IsBreaking || change.Type is "feat" or "fix" or "perf" or "revert";

    // A title that was corrected may have another type than the first commit, which has the same words.
    private static (string Scope, string Description) WordsOf(Change change) =>
        (change.Scope?.ToLowerInvariant() ?? "", change.Description.ToLowerInvariant());

    /// <summary>Makes the change that a text describes.</summary>
    public static Change Make(ReadCommit commit, string text, CommitMessage message, int? pullRequest,
        IReadOnlyList<Git.Person> authors, IssueTrackers trackers) => new()
        {
            Type = message.Type.ToLowerInvariant(),
            Scope = message.Scope,
            Description = PullRequestSuffix.Read(message.Description).Rest,
            IsBreaking = message.IsBreaking,
            BreakingNotes = message.BreakingNotes.Count == 0 ? [] : [.. message.BreakingNotes.Where(note => note.Length > 0)],
            Commit = commit.Commit,
            Authors = authors,
            PullRequest = pullRequest,
            References = IssueReferences.Find(QuotedText.Without(text), pullRequest, trackers),
            MergedBy = commit.MergedBy,
        };

    // Revert "feat(ui): dark mode (#12)" is listed as a revert of dark mode in ui.
    private static Change AsRevert(Change change, CommitMessage message)
    {
        if (RevertStatement.Quoted(message.Description) is not { } subject)
            return change with { Type = "revert" };
        string description = PullRequestSuffix.Read(subject).Rest;
        return HeaderLine.TryRead(description, out HeaderLine header) && header.IsConventional
            ? change with { Type = "revert", Scope = header.Scope.IsEmpty ? null : header.Scope.ToString(), Description = header.Description.ToString() }
            : change with { Type = "revert", Description = description };
    }

    private static bool IsRevert(string type) => type.Equals("revert", StringComparison.OrdinalIgnoreCase);

    // GitHub repeats the title of a pull request as the first item when one of its commits has it as subject.
    private static Change Join(Change own, Change part) => own with
    {
        IsBreaking = own.IsBreaking || part.IsBreaking,
        BreakingNotes = [.. own.BreakingNotes, .. part.BreakingNotes.Except(own.BreakingNotes, StringComparer.Ordinal)],
        References = [.. own.References,
            .. part.References.ExceptBy(own.References.Select(reference => reference.Text), reference => reference.Text, StringComparer.OrdinalIgnoreCase)],
    };
}
