namespace UvRelease.Changelog.Git;

/// <summary>Who is whose parent, in numbers: commits are numbered as they are first named, and take a few bytes each.</summary>
internal sealed class CommitGraph
{
    private readonly Dictionary<string, int> numbers = new(StringComparer.Ordinal);
    private readonly List<int> order = [];
    private readonly List<int> parents = [];
    private readonly List<int> ends = [];

    /// <summary>How many commits were named, as commits or as parents.</summary>
    public int Count => numbers.Count;

    /// <summary>How many commits were added.</summary>
    public int Added => order.Count;

    /// <summary>Adds a commit; its children must have been added before (<c>--topo-order</c>).</summary>
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

    /// <summary>Number of the commit that was added at a place, counted from 0.</summary>
    public int At(int place) => order[place];

    /// <summary>Numbers of the parents of the commit that was added at a place.</summary>
    public ReadOnlySpan<int> ParentsAt(int place)
    {
        int start = place == 0 ? 0 : ends[place - 1];
        return System.Runtime.InteropServices.CollectionsMarshal.AsSpan(parents)[start..ends[place]];
    }

    private int NumberOf(string id)
    {
        ref int number = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(numbers, id, out bool known);
        if (!known)
            number = numbers.Count - 1;
        return number;
    }
}
