namespace UvRelease.Formats.Archives;

/// <summary>
/// Follows links inside an archive, on paper, the way a file system would. Where a link leads is found once: each part of each target is looked at once,
/// whatever links lead through it.
/// </summary>
public sealed class LinkTargets
{
    private const int MostLinks = 40;

    // A tree of the links' names alone; what is beside it is only counted.
    private readonly Dictionary<(int Folder, string Fold), int> children = [];
    private readonly List<int> parents = [0];
    private readonly Dictionary<int, Link> links = [];

    /// <summary>Parts of targets that were looked at.</summary>
    public long Steps { get; private set; }

    /// <summary>Adds a link. All are added before the first is followed.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="target">Where it leads.</param>
    public void Add(string name, string target)
    {
        int place = 0;
        foreach (string part in name.Split('/'))
        {
            (int, string) key = (place, FoldedName.Of(part));
            if (!children.TryGetValue(key, out int child))
            {
                child = parents.Count;
                parents.Add(place);
                children.Add(key, child);
            }

            place = child;
        }

        links[place] = new Link(name, target);
    }

    /// <summary>What is wrong with links.</summary>
    /// <returns>The name of the first one that doesn't stay inside, by whatever other links it goes, and the rest of a sentence; null where all do.</returns>
    public (string Name, string Problem)? Problem()
    {
        foreach ((int place, Link link) in links)
        {
            if (Follow(place, link, 0) is { } problem)
                return problem;
        }

        return null;
    }

    private (string Name, string Problem)? Follow(int place, Link link, int depth)
    {
        string target = link.Target, shown = $"is '{EntryNames.Shown(target)}'";
        if (link.IsFollowed)
            return null;
        if (target.Length == 0 || target.Any(char.IsControl) || target.Contains('\\', StringComparison.Ordinal))
            return (link.Name, $"{shown}, which is no relative path");
        if (target.StartsWith('/') || target.Contains(':', StringComparison.Ordinal))
            return (link.Name, $"{shown}, an absolute path");
        if (link.IsOpen || depth > MostLinks)
            return (link.Name, $"{shown}, which leads in a circle, or by way of more than {MostLinks} links");
        link.IsOpen = true;
        (int at, int below, int followed) = (parents[place], 0, 1);
        foreach (string part in target.Split('/').Where(part => part is not ("" or ".")))
        {
            Steps++;
            if (part == ".." && below == 0 && at == 0)
                return (link.Name, $"{shown}, which leads out of the archive");
            if (part == "..")
                (at, below) = below > 0 ? (at, below - 1) : (parents[at], 0);
            else if (below > 0 || !children.TryGetValue((at, FoldedName.Of(part)), out int child))
                below++;
            else if (!links.TryGetValue(child, out Link? next))
                at = child;
            else if (Follow(child, next, depth + 1) is { } problem)
                return problem;
            else if ((followed += next.Followed) > MostLinks)
                return (link.Name, $"{shown}, which leads by way of more than {MostLinks} links");
            else
                (at, below) = (next.Place, next.Below);
        }

        (link.Place, link.Below, link.Followed, link.IsOpen, link.IsFollowed) = (at, below, followed, false, true);
        return null;
    }

    private sealed class Link(string name, string target)
    {
        public string Name { get; } = name;

        public string Target { get; } = target;

        public bool IsOpen { get; set; }

        public bool IsFollowed { get; set; }

        /// <summary>Deepest folder on the way to a link that it leads to, and how many parts below.</summary>
        public int Place { get; set; }

        public int Below { get; set; }

        /// <summary>Links that are followed on the way, itself included.</summary>
        public int Followed { get; set; }
    }
}
