using UvRelease.Changelog.Commits;

namespace UvRelease.Changelog.Fragments;

/// <summary>
/// Which fragment tells which change: by the commit that added it, else by pull request, else by equal words. A change that a fragment tells is not
/// told a second time.
/// </summary>
public sealed class FragmentMatches
{
    private readonly Dictionary<Fragment, Change> changes = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Change, Fragment> fragments = new(ReferenceEqualityComparer.Instance);

    /// <summary>Matches fragments with changes.</summary>
    public FragmentMatches(IReadOnlyList<Change> changes, IReadOnlyList<Fragment> fragments)
    {
        if (fragments.Count == 0)
            return;
        ILookup<string, Change> byCommit = changes.ToLookup(change => change.Commit.Id, StringComparer.Ordinal);
        ILookup<int, Change> byPullRequest = changes.Where(change => change.PullRequest is not null).ToLookup(change => change.PullRequest!.Value);
        ILookup<string, Change> byWords = changes.ToLookup(change => Words(change.Description), StringComparer.OrdinalIgnoreCase);
        foreach (Fragment fragment in fragments)
        {
            Match(fragment, fragment.Commit is null ? [] : byCommit[fragment.Commit]);
            Match(fragment, fragment.PullRequest is { } number ? byPullRequest[number] : []);
            Match(fragment, byWords[Words(fragment.Title)]);
        }
    }

    /// <summary>The change that a fragment tells; null when none was found.</summary>
    public Change? ChangeOf(Fragment fragment) => changes.GetValueOrDefault(fragment);

    /// <summary>The fragment that tells a change; null for none.</summary>
    public Fragment? FragmentOf(Change change) => fragments.GetValueOrDefault(change);

    private static string Words(string title) => title.Trim().TrimEnd('.');

    // Of several changes of one commit or pull request, the one of the fragment's type and break is meant; where only one is left, that one. A fragment
    // that knows of no break never hides a change that breaks.
    private void Match(Fragment fragment, IEnumerable<Change> candidates)
    {
        if (changes.ContainsKey(fragment))
            return;
        Change[] free = [.. candidates.Where(change => !fragments.ContainsKey(change) && (fragment.IsBreaking || !change.IsBreaking))];
        Change? match = free.FirstOrDefault(change => change.IsBreaking == fragment.IsBreaking && change.Type == fragment.Type)
            ?? free.FirstOrDefault(change => change.IsBreaking == fragment.IsBreaking)
            ?? free.FirstOrDefault(change => change.Type == fragment.Type)
            ?? (free.Length == 1 ? free[0] : null);
        if (match is null)
            return;
        changes[fragment] = match;
        fragments[match] = fragment;
    }
}
