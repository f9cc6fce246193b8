namespace UvRelease.Changelog.Git;

/// <summary>Who is whose parent, in numbers: commits are numbered as they are first named, and take a few bytes each.</summary>
internal sealed class CommitGraph
{
    private readonly Dictionary<string, int> numbers = new(StringComparer.Ordinal);
    private readonly List<int> order = [];
    private readonly List<int> parents = [];
    private readonly List<int> ends = [];
    private int[]? sorted;

    /// <summary>How many commits were named, as commits or as parents.</summary>
    public int Count => numbers.Count;

    /// <summary>How many commits were added.</summary>
    public int Added => order.Count;

    /// <summary>Adds a commit. Its place is after those that were added before, until <see cref="Sort"/> gives it another.</summary>
    /// <returns>Its number.</returns>
    public int Add(Commit commit)
    {
        int number = NumberOf(commit.Id);
        order.Add(number);
        foreach (string parent in commit.Parents)
            parents.Add(NumberOf(parent));
        ends.Add(parents.Count);
        return number;
    }

    /// <summary>Number of a commit, or -1 for one that was never named.</summary>
    public int Find(string id) => numbers.TryGetValue(id, out int number) ? number : -1;

    /// <summary>
    /// Puts children before parents, in whatever order they were added. It is the order of git's <c>--topo-order</c> (sort_in_topological_order in
    /// git's commit.c): a line of commits stays together, and of a merge's lines the last comes first.
    /// </summary>
    public void Sort()
    {
        int[] places = new int[Count], children = new int[Count];
        Array.Fill(places, -1);
        for (int place = 0; place < Added; place++)
        {
            places[order[place]] = place;
            foreach (int parent in ParentsOf(place))
                children[parent]++;
        }

        var next = new Stack<int>();
        for (int place = Added - 1; place >= 0; place--)
        {
            if (children[order[place]] == 0)
                next.Push(place);
        }

        var found = new List<int>(Added);
        while (next.TryPop(out int place))
        {
            found.Add(place);
            foreach (int parent in ParentsOf(place))
            {
                if (--children[parent] == 0 && places[parent] >= 0)
                    next.Push(places[parent]);
            }
        }

        sorted = [.. found];
    }

    /// <summary>Number of the commit at a place, counted from 0.</summary>
    public int At(int place) => order[sorted?[place] ?? place];

    /// <summary>Numbers of the parents of the commit at a place.</summary>
    public ReadOnlySpan<int> ParentsAt(int place) => ParentsOf(sorted?[place] ?? place);

    private ReadOnlySpan<int> ParentsOf(int added)
    {
        int start = added == 0 ? 0 : ends[added - 1];
        return System.Runtime.InteropServices.CollectionsMarshal.AsSpan(parents)[start..ends[added]];
    }

    private int NumberOf(string id)
    {
        ref int number = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(numbers, id, out bool known);
        if (!known)
            number = numbers.Count - 1;
        return number;
    }
}
