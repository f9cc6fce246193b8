namespace UvRelease.Changelog.Commits;

/// <summary>What a commit says, and who says it.</summary>
internal readonly record struct Telling(string Type, string? Scope, string Description, string Mail, bool Breaks);

/// <summary>Finds commits that may be one change because their author says the same on different lines; what they change decides.</summary>
internal static class SameWords
{
    /// <summary>Finds them.</summary>
    /// <param name="commits">Commits, children before parents.</param>
    /// <param name="owners">Which merge brought each.</param>
    /// <returns>Their places, with what they say.</returns>
    public static Dictionary<int, Telling> On(ReadCommit[] commits, int[] owners)
    {
        var first = new Dictionary<Telling, int>();
        var found = new Dictionary<int, Telling>();
        var lines = new HashSet<Telling>();
        int[] sameBefore = new int[commits.Length];
        for (int place = commits.Length - 1; place >= 0; place--)
        {
            sameBefore[place] = -1;
            ReadCommit commit = commits[place];
            if (!commit.Counts || commit.Merge.IsMerge || commit.Message.Description.Length == 0)
                continue;
            CommitMessage message = commit.Message;
            string description = commit.Change?.Description ?? PullRequestSuffix.Read(message.Description).Rest;
            var words = new Telling(message.Type.ToLowerInvariant(), message.Scope, description, commit.Commit.Author.Mail, message.IsBreaking);
            if (!first.TryAdd(words, place))
            {
                sameBefore[place] = first[words];
                if (owners[first[words]] != owners[place])
                    lines.Add(words);
                first[words] = place;
            }
        }

        foreach (Telling words in lines)
        {
            for (int place = first[words]; place >= 0; place = sameBefore[place])
                found[place] = words;
        }

        return found;
    }
}
