using UvRelease.Changelog.Commits;

namespace UvRelease.Changelog.ChangelogFragments;

/// <summary>
/// Which changelog fragment describes which change: by the commit that added it where type and break agree, else by pull request, by equal words, by what
/// one merge brought, and at
/// last by the commit alone. A change that a fragment describes is not listed a second time.
/// </summary>
public sealed class ChangelogFragmentMatches
{
    private readonly Dictionary<ChangelogFragment, Change> changes = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Change, ChangelogFragment> fragments = new(ReferenceEqualityComparer.Instance);

    /// <summary>Matches fragments with changes.</summary>
    public ChangelogFragmentMatches(IReadOnlyList<Change> changes, IReadOnlyList<ChangelogFragment> fragments)
    {
        if (fragments.Count == 0)
            return;
        ILookup<string, Change> byCommit = changes.ToLookup(change => change.Commit.Id, StringComparer.Ordinal);
        ILookup<int, Change> byPullRequest = changes.Where(change => change.PullRequest is not null).ToLookup(change => change.PullRequest!.Value);
        ILookup<string, Change> byWords = changes.ToLookup(change => Words(change.Description), StringComparer.OrdinalIgnoreCase);
        foreach (ChangelogFragment fragment in fragments)
        {
            Change[] own = fragment.Commit is null ? [] : [.. byCommit[fragment.Commit]];
            Match(fragment, own.Where(change => Agree(fragment, change)));
            Match(fragment, fragment.PullRequest is { } number ? byPullRequest[number] : []);
            Match(fragment, byWords[Words(fragment.Title)]);
            Match(fragment, Merged(fragment, own, changes));
            Match(fragment, own);
        }
    }

    /// <summary>The change that a fragment describes; null when none was found.</summary>
    public Change? ChangeOf(ChangelogFragment fragment) => changes.GetValueOrDefault(fragment);

    /// <summary>The fragment that describes a change; null for none.</summary>
    public ChangelogFragment? FragmentOf(Change change) => fragments.GetValueOrDefault(change);

    private static string Words(string title) => title.Trim().TrimEnd('.');

    // A branch often has a commit of its own for the fragment. The change of its type that came with it through the same merge, or is described by the
    // merge's title, is
    // meant then; of several nobody knows which.
    private static Change[] Merged(ChangelogFragment fragment, Change[] own, IReadOnlyList<Change> changes)
    {
        if (own.FirstOrDefault()?.MergedBy is not { } merge)
            return [];
        Change[] agreeing = [.. changes.Where(change => (change.MergedBy == merge || change.Commit.Id == merge) && Agree(fragment, change))];
        return agreeing.Length == 1 ? agreeing : [];
    }

    private static bool Agree(ChangelogFragment fragment, Change change) => change.IsBreaking == fragment.IsBreaking && change.Type == fragment.Type;

    // Of several changes of one commit or pull request, the one of the fragment's type and break is meant; where only one is left, that one. A fragment
    // that knows of no break never hides a change that breaks.
    private void Match(ChangelogFragment fragment, IEnumerable<Change> candidates)
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
