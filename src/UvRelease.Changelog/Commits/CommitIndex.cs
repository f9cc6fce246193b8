using UvRelease.Changelog.Git;

namespace UvRelease.Changelog.Commits;

/// <summary>Finds the commits of a range by their ids, abbreviated ones too. Built in one pass; sorting the ids of a long history would take longer than reading it.</summary>
internal sealed class CommitIndex
{
    // Git's own least length of an abbreviation that it prints.
    private const int Shortest = 7;

    private readonly IReadOnlyList<Commit> commits;
    private readonly Dictionary<int, int> newest;
    private readonly int[] next;

    /// <summary>Indexes commits.</summary>
    public CommitIndex(IReadOnlyList<Commit> commits)
    {
        this.commits = commits;
        newest = new Dictionary<int, int>(commits.Count);
        next = new int[commits.Count];
        for (int index = commits.Count - 1; index >= 0; index--)
        {
            int key = Key(commits[index].Id);
            next[index] = newest.GetValueOrDefault(key, -1);
            newest[key] = index;
        }
    }

    /// <summary>Finds a commit by its full id.</summary>
    /// <returns>Its place, or -1 for one that is not in the range.</returns>
    public int Find(string id)
    {
        int index = newest.GetValueOrDefault(Key(id), -1);
        while (index >= 0 && commits[index].Id != id)
            index = next[index];
        return index;
    }

    /// <summary>Finds a commit by its id or the beginning of it.</summary>
    /// <returns>Its place; -1 when it is not in the range, or when there are two of them.</returns>
    public int FindAbbreviated(ReadOnlySpan<char> id)
    {
        if (id.Length < Shortest)
            return -1;
        int found = -1;
        for (int index = newest.GetValueOrDefault(Key(id), -1); index >= 0; index = next[index])
        {
            if (!commits[index].Id.AsSpan().StartsWith(id, StringComparison.OrdinalIgnoreCase))
                continue;
            if (found >= 0)
                return -1;
            found = index;
        }

        return found;
    }

    private static int Key(ReadOnlySpan<char> id) => string.GetHashCode(id[..Math.Min(Shortest, id.Length)], StringComparison.OrdinalIgnoreCase);
}
