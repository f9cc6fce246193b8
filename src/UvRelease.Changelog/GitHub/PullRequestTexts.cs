using UvRelease.Changelog.Commits;
using UvRelease.Changelog.Git;

namespace UvRelease.Changelog.GitHub;

/// <summary>
/// Says where the text of a pull request replaces a commit's message. Only for the commit that it was merged as, or one picked from that
/// (git cherry-pick -x): a number in a subject may be meant in any way, and what was listed in an earlier release must not be listed again.
/// </summary>
public static class PullRequestTexts
{
    /// <summary>Adds the texts that replace messages.</summary>
    /// <param name="rules">How commits become changes; overrides in them go first.</param>
    /// <param name="commits">The range.</param>
    /// <param name="pullRequests">Pull requests by number.</param>
    public static ChangeRules With(ChangeRules rules, IReadOnlyList<Commit> commits, IReadOnlyDictionary<int, PullRequestText> pullRequests)
    {
        if (pullRequests.Count == 0)
            return rules;
        var overrides = new Dictionary<string, string?>(rules.MessageOverrides, StringComparer.Ordinal);
        var titled = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (Commit commit in commits)
        {
            ReadCommit read = ChangeList.Read(commit, rules);
            if (read.PullRequest is not { } number || !pullRequests.TryGetValue(number, out PullRequestText? pull) || !IsMergedAs(commit, pull))
                continue;
            if (CommitOverride.Find(pull.Body) is { Length: > 0 } text)
                overrides.TryAdd(commit.Id, text);
            else if (Titled(read, number, pull.Title) is { } message)
                titled.Add(commit.Id, message);
        }

        return rules with { MessageOverrides = overrides, TitledMessages = titled };
    }

    private static bool IsMergedAs(Commit commit, PullRequestText pull) => pull.MergeCommit is { } merge
        && (commit.Id == merge || Backports.PickedFrom(commit.Message).Contains(merge, StringComparer.OrdinalIgnoreCase));

    // The rest of the message stays: what breaks, issues and co-authors are in it.
    private static string? Titled(ReadCommit commit, int number, string title)
    {
        if (commit.IsOverridden || !IsConventional(title))
            return null;
        string message = commit.Text;
        int start = message.Length - message.AsSpan().TrimStart().Length;
        int end = EndOfLine(message, start);
        if (!commit.Merge.IsMerge)
            return commit.Message.Kind == MessageKind.Conventional ? null : $"{title} (#{number}){message[end..]}";
        if (commit.Merge.TitleStart < 0)
            return $"{message[start..end]}\n\n{title}";
        return commit.Merge.TitleStart < end || IsConventional(message[commit.Merge.TitleStart..])
            ? null
            : $"{message[start..end]}\n\n{title}{message[EndOfLine(message, commit.Merge.TitleStart)..]}";
    }

    private static bool IsConventional(string message) => MessageParser.Parse(message, whole: false, out _).Kind == MessageKind.Conventional;

    private static int EndOfLine(string text, int start)
    {
        int length = text.AsSpan(start).IndexOfAny('\n', '\r');
        return length < 0 ? text.Length : start + length;
    }
}
