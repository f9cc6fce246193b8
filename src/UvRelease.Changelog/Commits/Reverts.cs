namespace UvRelease.Changelog.Commits;

/// <summary>Takes out what was taken back inside the range.</summary>
internal static class Reverts
{
    /// <summary>
    /// Goes from the newest commit to the oldest. A revert that is in effect takes its commit and itself out; a revert that was itself taken back does
    /// nothing: so a revert of a
    /// revert brings the change back, and so on by parity. A merge that is taken back takes out what it brought.
    /// </summary>
    /// <param name="commits">Commits, children before parents.</param>
    /// <param name="index">Their ids.</param>
    /// <param name="owners">Which merge brought each.</param>
    public static void Cancel(ReadCommit[] commits, CommitIndex index, int[] owners)
    {
        var subjects = new Lazy<Candidates<string>>(() => Candidates<string>.Of(commits, commit => ReadCommit.Subject(commit.Text)));
        var pullRequests = new Lazy<Candidates<int>>(() => Candidates<int>.Of(commits, commit => commit.PullRequest ?? 0));
        for (int place = 0; place < commits.Length; place++)
        {
            ReadCommit commit = commits[place];
            if (owners[place] >= 0 && commits[owners[place]].IsReverted)
                commit.IsReverted = true;
            if (commit.IsReverted)
                continue;
            TakeOutOfParts(place);
            if (commit.Revert is not { } revert)
                continue;
            int found = 0;
            foreach (string id in revert.Ids)
            {
                if (TakeOut(index.FindAbbreviated(id), place))
                    found++;
                else
                    commit.RevertsReleased ??= id;
            }

            // An id that is not in the range may be one from before a rebase or squash; a number can't mean another change, and neither can a subject
            // that holds one.
            if (found == 0
                && ((revert.PullRequest is { } number && TakeOut(pullRequests.Value.After(number, place), place))
                    || (revert.Subject is { } subject && (revert.Ids.Count == 0 || PullRequestSuffix.Read(subject).Number is not null)
                        && TakeOut(subjects.Value.After(subject, place), place))))
            {
                found++;
                commit.RevertsReleased = null;
            }

            commit.IsReverted = found > 0 && commit.RevertsReleased is null && !revert.Replaces;
        }

        // What a squashed branch took back of other commits; the squash itself is told.
        void TakeOutOfParts(int place)
        {
            foreach ((string part, RevertStatement statement) in commits[place].Squashed?.Reverts ?? [])
            {
                bool found = statement.Ids.Count > 0 && statement.Ids.All(id => TakeOut(index.FindAbbreviated(id), place));
                if (found || (statement.Subject is { } subject && TakeOut(subjects.Value.After(subject, place), place)))
                    (commits[place].GoneParts ??= []).Add(part);
            }
        }

        bool TakeOut(int target, int place)
        {
            if (target < 0 || target == place || (target < place && commits[target].Revert is not null))
                return false;
            commits[target].IsReverted = true;
            return true;
        }
    }

    // Commits by something that many may share. Whoever asks goes from new to old, so what was passed once is never looked at again.
    private sealed class Candidates<TKey>
        where TKey : notnull
    {
        private readonly ReadCommit[] commits;
        private readonly Dictionary<TKey, int> newest = [];
        private readonly int[] older;

        private Candidates(ReadCommit[] commits)
        {
            this.commits = commits;
            older = new int[commits.Length];
        }

        public static Candidates<TKey> Of(ReadCommit[] commits, Func<ReadCommit, TKey> keyOf)
        {
            var candidates = new Candidates<TKey>(commits);
            for (int place = commits.Length - 1; place >= 0; place--)
            {
                TKey key = keyOf(commits[place]);
                candidates.older[place] = candidates.newest.GetValueOrDefault(key, -1);
                candidates.newest[key] = place;
            }

            return candidates;
        }

        public int After(TKey key, int place)
        {
            int candidate = newest.GetValueOrDefault(key, -1);
            while (candidate >= 0 && (candidate <= place || commits[candidate].IsReverted))
                candidate = older[candidate];
            newest[key] = candidate;
            return candidate;
        }
    }
}
