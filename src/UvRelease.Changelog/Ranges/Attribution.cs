using UvRelease.Changelog.Git;
using UvRelease.Changelog.Tags;

namespace UvRelease.Changelog.Ranges;

/// <summary>Gives each commit to the first release that contains it, in two passes over the history: O(commits + tags).</summary>
/// <remarks>
/// Releases are ordered by version, except that a release comes after every release that it contains, whatever its number: its key is the
/// greatest version among itself and its ancestors, then its place in the walk. So the keys only grow from a commit to its children, a side
/// branch that is merged after later tags belongs to the release that first had it, and dates, which lie, are never looked at.
/// </remarks>
internal sealed class Attribution
{
    private const int None = -1;
    private const long Unreleased = long.MaxValue;

    private readonly long[] keys;
    private readonly int[] previous;
    private readonly long[] firsts;
    private readonly int[] lowestOf;
    private readonly int[] nextOn;
    private readonly List<int> walked = [];

    /// <summary>Does both passes.</summary>
    /// <param name="graph">The history, children before parents: sorted, or added so.</param>
    /// <param name="tags">Releases, greatest version first; those that are not in the history are left out.</param>
    public Attribution(CommitGraph graph, IReadOnlyList<VersionTag> tags)
    {
        keys = new long[tags.Count];
        previous = new int[tags.Count];
        nextOn = new int[tags.Count];
        firsts = new long[graph.Count];
        lowestOf = new int[graph.Count];
        Array.Fill(firsts, Unreleased);
        Array.Fill(lowestOf, None);
        Place(graph, tags);
        Order(graph);
        Spread(graph);
        Releases = [.. walked];
        Array.Sort(Releases, (left, right) => keys[right].CompareTo(keys[left]));
    }

    /// <summary>Releases in the history, latest first.</summary>
    public int[] Releases { get; }

    /// <summary>The release before a release: the latest one that it contains; -1 for a first release.</summary>
    public int PreviousOf(int release) => previous[release];

    /// <summary>The first release that contains a commit; -1 for a commit that was not released yet.</summary>
    public int FirstReleaseOf(int commit) => firsts[commit] == Unreleased ? None : walked[(int)(uint)firsts[commit]];

    // Tags of one commit form a chain, the lowest version first.
    private void Place(CommitGraph graph, IReadOnlyList<VersionTag> tags)
    {
        for (int tag = 0; tag < tags.Count; tag++)
        {
            int commit = graph.Find(tags[tag].CommitId);
            if (commit == None)
                continue;
            nextOn[tag] = lowestOf[commit];
            lowestOf[commit] = tag;
        }
    }

    // Parents before children: what is the latest release in a commit's history?
    private void Order(CommitGraph graph)
    {
        int[] latest = new int[graph.Count];
        Array.Fill(latest, None);
        for (int i = graph.Added - 1; i >= 0; i--)
        {
            int best = None;
            foreach (int parent in graph.ParentsAt(i))
            {
                if (latest[parent] != None && (best == None || keys[latest[parent]] > keys[best]))
                    best = latest[parent];
            }

            for (int tag = lowestOf[graph.At(i)]; tag != None; tag = nextOn[tag])
            {
                previous[tag] = best;
                long version = Math.Max(keys.Length - tag, best == None ? 0 : keys[best] >> 32);
                keys[tag] = (version << 32) | (uint)walked.Count;
                walked.Add(tag);
                best = tag;
            }

            latest[graph.At(i)] = best;
        }
    }

    // Children before parents: what a release contains, all its ancestors are in as well.
    private void Spread(CommitGraph graph)
    {
        for (int i = 0; i < graph.Added; i++)
        {
            int commit = graph.At(i);
            if (lowestOf[commit] != None)
                firsts[commit] = Math.Min(firsts[commit], keys[lowestOf[commit]]);
            foreach (int parent in graph.ParentsAt(i))
                firsts[parent] = Math.Min(firsts[parent], firsts[commit]);
        }
    }
}
