using UvRelease.Changelog.Git;

namespace UvRelease.Changelog.Versions;

/// <summary>Gives each commit to the first release that contains it, in two passes over the history: O(commits + tags).</summary>
/// <remarks>
/// Releases are ordered by version, except that a release comes after every release that it contains, whatever its number: its key is the
/// greatest version among itself and its ancestors, then its place in the walk. So the keys only grow from a commit to its children, a side
/// branch that is merged after later tags belongs to the release that first had it, and dates, which lie, are never looked at.
/// </remarks>
internal sealed class Attribution
{
    private const long Unreleased = long.MaxValue;

    private readonly long[] keys;
    private readonly int[] previous;
    private readonly long[] firsts;
    private readonly Dictionary<long, int> byKey = [];

    /// <summary>Does both passes.</summary>
    /// <param name="graph">The history.</param>
    /// <param name="tags">Releases, greatest version first; those that are not in the history are left out.</param>
    public Attribution(CommitGraph graph, IReadOnlyList<VersionTag> tags)
    {
        keys = new long[tags.Count];
        previous = new int[tags.Count];
        firsts = new long[graph.Count];
        Array.Fill(keys, Unreleased);
        Array.Fill(firsts, Unreleased);
        Dictionary<int, List<int>> tagsOf = Place(graph, tags);
        Order(graph, tagsOf, tags.Count);
        Spread(graph, tagsOf);
    }

    /// <summary>Releases in the history, latest first.</summary>
    public IEnumerable<int> Releases => byKey.OrderByDescending(pair => pair.Key).Select(pair => pair.Value);

    /// <summary>The release before a release: the latest one that it contains; -1 for a first release.</summary>
    public int PreviousOf(int release) => previous[release];

    /// <summary>The first release that contains a commit; -1 for a commit that was not released yet.</summary>
    public int FirstReleaseOf(int commit) => firsts[commit] == Unreleased ? -1 : byKey[firsts[commit]];

    private static Dictionary<int, List<int>> Place(CommitGraph graph, IReadOnlyList<VersionTag> tags)
    {
        var tagsOf = new Dictionary<int, List<int>>();
        for (int tag = tags.Count - 1; tag >= 0; tag--) // lowest version first on each commit
        {
            int commit = graph.Find(tags[tag].CommitId);
            if (commit < 0)
                continue;
            if (tagsOf.TryGetValue(commit, out List<int>? here))
                here.Add(tag);
            else
                tagsOf[commit] = [tag];
        }

        return tagsOf;
    }

    // Parents before children: what is the latest release in a commit's history?
    private void Order(CommitGraph graph, Dictionary<int, List<int>> tagsOf, int count)
    {
        int[] latest = new int[graph.Count];
        Array.Fill(latest, -1);
        int place = 0;
        for (int i = graph.Added - 1; i >= 0; i--)
        {
            int best = -1;
            foreach (int parent in graph.ParentsAt(i))
            {
                if (latest[parent] >= 0 && (best < 0 || keys[latest[parent]] > keys[best]))
                    best = latest[parent];
            }

            foreach (int tag in tagsOf.GetValueOrDefault(graph.At(i)) ?? [])
            {
                previous[tag] = best;
                long version = Math.Max(count - tag, best < 0 ? 0 : keys[best] >> 32);
                keys[tag] = (version << 32) | (uint)place++;
                byKey[keys[tag]] = tag;
                best = tag;
            }

            latest[graph.At(i)] = best;
        }
    }

    // Children before parents: what a release contains, all its ancestors are in as well.
    private void Spread(CommitGraph graph, Dictionary<int, List<int>> tagsOf)
    {
        for (int i = 0; i < graph.Added; i++)
        {
            int commit = graph.At(i);
            if (tagsOf.TryGetValue(commit, out List<int>? here))
                firsts[commit] = Math.Min(firsts[commit], keys[here[0]]);
            foreach (int parent in graph.ParentsAt(i))
                firsts[parent] = Math.Min(firsts[parent], firsts[commit]);
        }
    }
}
