using UvRelease.Changelog.Git;
using UvRelease.Releases;

namespace UvRelease.Changelog.Commits;

/// <summary>Makes a list of changes from a range of commits. Every commit is accounted for, once; time grows with the text of the messages.</summary>
public static class ChangeList
{
    /// <summary>
    /// Reads each message (or what replaces it), takes out what was reverted inside the range, what another commit says already and what only
    /// merges, and takes
    /// squashed commits apart.
    /// </summary>
    /// <param name="commits">The range, children before parents.</param>
    /// <param name="rules">How commits become changes.</param>
    /// <param name="chosen">Ids of the commits that are listed, of a range that is read whole (<see cref="PathCommits"/>); null for all.</param>
    public static ChangeSet From(IReadOnlyList<Commit> commits, ChangeRules rules, IReadOnlySet<string>? chosen = null)
    {
        var read = new ReadCommit[commits.Count];
        for (int place = 0; place < read.Length; place++)
            read[place] = Read(commits[place], rules);
        return FromRead(read, rules, chosen);
    }

    /// <summary>Reads the message of one commit: while git is still looking for more, say.</summary>
    public static ReadCommit Read(Commit commit, ChangeRules rules) => new(commit, rules);

    /// <summary>
    /// Reads as <see cref="Read"/> does, and keeps no text that is not needed any more: for a whole history. The same rules must be used afterwards.
    /// </summary>
    public static Func<Commit, ReadCommit> Reader(ChangeRules rules)
    {
        var trackers = new IssueTrackers(rules);
        return commit => new ReadCommit(commit, rules, trackers);
    }

    /// <summary>Does the same as <see cref="From"/> with commits that were read before. Each may be used once, for it keeps what became of it.</summary>
    public static ChangeSet FromRead(ReadCommit[] read, ChangeRules rules, IReadOnlySet<string>? chosen = null)
    {
        Commit[] commits = Array.ConvertAll(read, commit => commit.Commit);
        var index = new CommitIndex(commits);
        int[] owners = MergeOwners.Of(commits, index);
        for (int place = 0; place < read.Length; place++)
            read[place].MergedBy = owners[place] >= 0 ? commits[owners[place]].Id : null;
        if (chosen is not null)
            Choose(read, owners, chosen);
        Reverts.Cancel(read, index, owners);
        Backports.Mark(read, index, owners, rules);
        MergedKinds merged = MergedKinds.Of(read, owners);

        var trackers = new IssueTrackers(rules);
        var changes = new List<Change>(read.Length);
        var lookAlikes = new List<FoundLookAlike>();
        (string Version, string Commit)? releaseAs = null;
        for (int place = 0; place < read.Length; place++)
        {
            if (!read[place].Counts || read[place].IsLeftOut)
                continue;
            ReadCommit commit = read[place];
            if (commit.IsRelease)
            {
                Version(commit, lookAlikes, ref releaseAs);
                continue;
            }

            if (!commit.Merge.IsMerge && commit.Message.LookAlikes.Count > 0)
                lookAlikes.AddRange(commit.Message.LookAlikes.Select(lookAlike => new FoundLookAlike(commit.Commit, lookAlike)));
            if (commit.Squashed is { LeftOut: > 0 and int left })
                lookAlikes.Add(new FoundLookAlike(commit.Commit, new LookAlike(
                    "CC-13", $"Its body holds {SquashedMessage.MostChanges + left} changes; the {left} after the first {SquashedMessage.MostChanges} "
                        + "are not told.", null, 1)));
            Version(commit, lookAlikes, ref releaseAs);
            if (!commit.Merge.IsMerge && (commit.Commit.Parents.Count < 2 || commit.IsOverridden || !merged.TellWhat(place, commit.Message)))
            {
                if (commit.Change is { } change)
                    changes.Add(commit.MergedBy is null ? change : change with { MergedBy = commit.MergedBy });
                else
                    CommitChanges.Add(commit, commit.Text, commit.Message, rules, trackers, changes);
            }
            else if (commit.Merge.TitleStart >= 0)
            {
                AddTitle(commit, place, merged, rules, trackers, changes);
            }
        }

        RepeatedParts.Join(changes, trackers);
        return new ChangeSet(changes, lookAlikes, Count(read), releaseAs?.Version) { ReleaseAsCommit = releaseAs?.Commit };
    }

    // The title of a pull request counts only where none of its commits says what it is; a title of no type never says more than they do.
    private static void AddTitle(ReadCommit commit, int place, MergedKinds merged, ChangeRules rules, IssueTrackers trackers, List<Change> changes)
    {
        string text = commit.Text[commit.Merge.TitleStart..];
        CommitMessage message = MessageParser.Parse(text, whole: false, out _);
        if (merged.TellWhat(place, message) || (message.Kind != MessageKind.Conventional && !message.IsBreaking && merged.Any(place)))
            return;
        CommitChanges.Add(commit, text, message, rules, trackers, changes);
    }

    private static void Version(ReadCommit commit, List<FoundLookAlike> lookAlikes, ref (string Version, string Commit)? releaseAs)
    {
        foreach (Footer footer in commit.Message.Footers)
        {
            if (!footer.IsReleaseAs)
                continue;
            if (SemanticVersion.TryParse(footer.Value) is not null)
            {
                releaseAs ??= (footer.Value, commit.Commit.Id);
                continue;
            }

            string? meant = footer.Value is ['v' or 'V', .. var version] && SemanticVersion.TryParse(version) is not null
                ? $"{Footer.ReleaseAs}: {version}" : null;
            lookAlikes.Add(new FoundLookAlike(commit.Commit,
                new LookAlike("CC-26", $"'{footer.Value}' is no semantic version, so nothing is released as it.", meant, footer.Line)));
        }
    }

    // A merge is listed where something that it brought is: that it differs from one of its parents in a path may be the work of the other.
    private static void Choose(ReadCommit[] commits, int[] owners, IReadOnlySet<string> chosen)
    {
        bool[] brought = new bool[commits.Length];
        for (int place = commits.Length - 1; place >= 0; place--)
        {
            Commit commit = commits[place].Commit;
            bool here = commit.Parents.Count > 1 ? brought[place] : chosen.Contains(commit.Id);
            commits[place].IsElsewhere = !here;
            if (here && owners[place] >= 0)
                brought[owners[place]] = true;
        }
    }

    private static CommitCounts Count(ReadCommit[] commits)
    {
        int total = 0, conventional = 0, lookAlike = 0, reverted = 0, repeated = 0, leftOut = 0;
        foreach (ReadCommit commit in commits)
        {
            if (commit.IsElsewhere)
                continue;
            total++;
            conventional += commit.Kind == MessageKind.Conventional ? 1 : 0;
            lookAlike += commit.Kind == MessageKind.LookAlike ? 1 : 0;
            reverted += commit.IsReverted ? 1 : 0;
            repeated += commit.IsRepeated ? 1 : 0;
            leftOut += (commit.IsLeftOut || commit.IsRelease) && commit.Counts ? 1 : 0;
        }

        return new CommitCounts(total, conventional, lookAlike, total - conventional - lookAlike, reverted, repeated) { LeftOut = leftOut };
    }
}
