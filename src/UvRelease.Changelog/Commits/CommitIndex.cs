using UvRelease.Changelog.Git;

namespace UvRelease.Changelog.Commits;

/// <summary>
/// Finds the commits of a range by their ids, abbreviated ones too. Built in one pass; sorting the ids of a long history would take longer than
/// reading it.
/// </summary>
internal sealed class CommitIndex
{
    // Git's own least length of an abbreviation that it prints.
    private const int Shortest = 7;

    private readonly IReadOnlyList<Commit> commits;

    // Places that share the last bits of their key form a chain, newest first; 0 ends it, so places are counted from 1 here.
    private readonly int[] newest;
    private readonly int[] next;

    /// <summary>Indexes commits.</summary>
    public CommitIndex(IReadOnlyList<Commit> commits)
    {
        this.commits = commits;
        newest = new int[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)commits.Count + 1)];
        next = new int[commits.Count];
        for (int place = commits.Count - 1; place >= 0; place--)
        {
            ref int head = ref newest[Bucket(commits[place].Id)];
            next[place] = head;
            head = place + 1;
        }
    }

    /// <summary>Finds a commit by its full id.</summary>
    /// <returns>Its place, or -1 for one that is not in the range.</returns>
    public int Find(string id)
    {
        int place = newest[Bucket(id)] - 1;
        while (place >= 0 && commits[place].Id != id)
            place = next[place] - 1;
        return place;
    }

    /// <summary>Finds a commit by its id or the beginning of it.</summary>
    /// <returns>Its place; -1 when it is not in the range, or when there are two of them.</returns>
    public int FindAbbreviated(ReadOnlySpan<char> id)
    {
        if (id.Length < Shortest)
            return -1;
        int found = -1;
        for (int place = newest[Bucket(id)] - 1; place >= 0; place = next[place] - 1)
        {
            if (!commits[place].Id.AsSpan().StartsWith(id, StringComparison.OrdinalIgnoreCase))
                continue;
            if (found >= 0)
                return -1;
            found = place;
        }

        return found;
    }

    // Digits of an id are as random as any hash of them; its case may differ.
    private int Bucket(ReadOnlySpan<char> id)
    {
        uint key = 0;
        foreach (char digit in id[..Math.Min(Shortest, id.Length)])
            key = (key * 31) + (digit | 0x20u);
        return (int)((key * 2_654_435_769) >> 7 & (uint)(newest.Length - 1));
    }
}
