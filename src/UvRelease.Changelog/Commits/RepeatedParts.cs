using System.Globalization;

namespace UvRelease.Changelog.Commits;

/// <summary>
/// A hotfix that is brought back as a squash is a part of its body in the words of the commit that it came from: it is told once, with the links of both. Parts
/// have no patches to compare.
/// </summary>
internal static class RepeatedParts
{
    /// <summary>Takes parts out that another commit tells in the same words; of two parts the older stays.</summary>
    public static void Join(List<Change> changes, IssueTrackers trackers)
    {
        if (!changes.Exists(change => change.IsPart))
            return;
        var told = new Dictionary<(string, string?, string), int>();
        for (int place = changes.Count - 1; place >= 0; place--)
        {
            if (!changes[place].IsPart)
                told.TryAdd(Words(changes[place]), place);
        }

        bool[] gone = new bool[changes.Count];
        for (int place = changes.Count - 1; place >= 0; place--)
        {
            Change part = changes[place];
            if (!part.IsPart || told.TryAdd(Words(part), place) || told[Words(part)] is var other && changes[other].Commit.Id == part.Commit.Id)
                continue;
            changes[told[Words(part)]] = With(changes[told[Words(part)]], part, trackers);
            gone[place] = true;
        }

        int next = 0;
        changes.RemoveAll(_ => gone[next++]);
    }

    private static Change With(Change change, Change part, IssueTrackers trackers)
    {
        IEnumerable<IssueReference> more = part.References;
        if (part.PullRequest is { } number && number != change.PullRequest)
        {
            string digits = number.ToString(CultureInfo.InvariantCulture);
            more = more.Prepend(new IssueReference("#" + digits, trackers.Issue(digits) is { Length: > 0 } url ? url : null, false));
        }

        return change with
        {
            IsBreaking = change.IsBreaking || part.IsBreaking,
            BreakingNotes = [.. change.BreakingNotes.Union(part.BreakingNotes, StringComparer.Ordinal)],
            References = [.. change.References, .. more.ExceptBy(change.References.Select(known => known.Text), known => known.Text,
                StringComparer.OrdinalIgnoreCase)],
        };
    }

    private static (string Type, string? Scope, string Description) Words(Change change) => (change.Type, change.Scope, change.Description);
}
