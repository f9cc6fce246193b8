using UvRelease.Changelog.Git;

namespace UvRelease.Changelog.Commits;

/// <summary>
/// Says which merge brought each commit of a range into its line: those that its further parents reach and its first does not. Every commit is
/// visited once: lines of
/// first parents are walked, and the merges on each are taken oldest first, so that what an older merge brought is already taken when a younger one
/// is looked at.
/// </summary>
internal static class MergeOwners
{
    /// <summary>No merge of the range brought it: it is on a line that the range ends in.</summary>
    public const int None = -1;

    private const int Unknown = -2;

    /// <summary>Finds the owners.</summary>
    /// <param name="commits">Commits, children before parents.</param>
    /// <param name="index">Their ids.</param>
    /// <returns>For each commit the place of the merge that brought it, always before its own; or <see cref="None"/>.</returns>
    public static int[] Of(IReadOnlyList<Commit> commits, CommitIndex index)
    {
        int[] owners = new int[commits.Count];
        Array.Fill(owners, Unknown);
        bool[] isParent = new bool[commits.Count];
        int[] firstParents = new int[commits.Count];
        for (int place = 0; place < commits.Count; place++)
        {
            IReadOnlyList<string> parents = commits[place].Parents;
            firstParents[place] = -1;
            for (int parent = 0; parent < parents.Count; parent++)
            {
                int found = index.Find(parents[parent]);
                if (parent == 0)
                    firstParents[place] = found;
                if (found >= 0)
                    isParent[found] = true;
            }
        }

        var lines = new List<int>();
        for (int head = 0; head < commits.Count; head++)
        {
            if (isParent[head])
                continue;
            Walk(head, None);
            while (lines.Count > 0)
            {
                (int start, int owner) = (lines[^2], lines[^1]);
                lines.RemoveRange(lines.Count - 2, 2);
                Walk(start, owner);
            }
        }

        return owners;

        // Walks a line of first parents; taking the last line first makes the oldest of its merges the next one.
        void Walk(int start, int owner)
        {
            for (int at = start; at >= 0 && owners[at] == Unknown; at = firstParents[at])
            {
                owners[at] = owner;
                for (int parent = commits[at].Parents.Count - 1; parent > 0; parent--)
                {
                    if (index.Find(commits[at].Parents[parent]) is >= 0 and int side)
                    {
                        lines.Add(side);
                        lines.Add(at);
                    }
                }
            }
        }
    }
}
