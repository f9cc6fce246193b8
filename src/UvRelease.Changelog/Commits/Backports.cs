namespace UvRelease.Changelog.Commits;

/// <summary>Finds commits that describe a change which another commit of the range describes: backports and other copies.</summary>
internal static class Backports
{
    private const string CherryPick = "(cherry picked from commit ";
    private const int ShortestId = 7, LongestId = 64;

    // With and without a token of a footer.
    private static readonly string[] BackportWords = ["Backport of #", "Backports #", "Backport-of: #", "Backport: #", "Backport #"];

    /// <summary>
    /// Marks the copies, by these keys in their order: the commit it was picked from; the pull request it is a backport of; subject and author;
    /// patch.
    /// </summary>
    /// <param name="commits">Commits, children before parents.</param>
    /// <param name="index">Their ids.</param>
    /// <param name="owners">Which merge brought each.</param>
    /// <param name="rules">Where patches are compared.</param>
    public static void Mark(ReadCommit[] commits, CommitIndex index, int[] owners, ChangeRules rules)
    {
        IReadOnlyDictionary<string, string> patches = rules.PatchIds;
        int[] claims = new int[commits.Length];
        Array.Fill(claims, -1);
        var picked = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        var told = new Dictionary<(Telling, string), int>();
        var patched = new Dictionary<string, int>(StringComparer.Ordinal);
        bool oneLine = Array.TrueForAll(owners, owner => owner == MergeOwners.None);
        Dictionary<int, Telling>? alike = oneLine ? null : SameWords.On(commits, owners);
        IReadOnlyDictionary<string, string>? asked = alike is not { Count: > 0 } ? null
            : patches.Count > 0 ? patches : rules.PatchesOf?.Invoke([.. alike.Keys.Select(place => commits[place].Commit.Id)]);
        var pullRequests = new Lazy<Dictionary<int, int>>(() => PullRequests(commits));

        // From old to new, so that the first to say it is the one that stays.
        for (int place = commits.Length - 1; place >= 0; place--)
        {
            ReadCommit commit = commits[place];
            if (!commit.Counts || commit.Merge.IsMerge)
                continue;
            int original = Picked(commit, place);
            if (original < 0 && BackportOf(commit.Text) is { } number)
                original = pullRequests.Value.GetValueOrDefault(number, -1);
            if (original < 0 && !oneLine)
                original = Told(commit, place);
            if (original < 0 && !oneLine)
                original = Patched(commit, place);
            if (original >= 0 && original != place && commits[original].Counts)
                claims[place] = original;
        }

        OpenCircles(claims);
        for (int place = 0; place < commits.Length; place++)
            commits[place].IsRepeated = claims[place] >= 0;

        int Picked(ReadCommit commit, int place)
        {
            string? first = null;
            foreach (string id in PickedFrom(commit.Text))
            {
                first ??= id;
                if (index.FindAbbreviated(id) is >= 0 and int original)
                    return original;
            }

            return first is null || picked.TryAdd(first, place) ? -1 : picked[first];
        }

        // On one line of first parents a subject that comes twice is two commits; on two lines it is one that was carried over, if it changes the same.
        int Told(ReadCommit commit, int place)
        {
            if (asked is null || !alike!.TryGetValue(place, out Telling words))
                return -1;
            (Telling, string) key = (words, asked.GetValueOrDefault(commit.Commit.Id, ""));
            return told.TryAdd(key, place) || owners[told[key]] == owners[place] ? -1 : told[key];
        }

        int Patched(ReadCommit commit, int place) => !patches.TryGetValue(commit.Commit.Id, out string? patch)
            || patched.TryAdd(patch, place) || owners[patched[patch]] == owners[place] ? -1 : patched[patch];
    }

    // Two commits that each say to be a copy of the other would both be gone.
    private static void OpenCircles(int[] claims)
    {
        int[] walks = new int[claims.Length];
        for (int start = 0; start < claims.Length; start++)
        {
            int at = start;
            while (at >= 0 && walks[at] == 0)
            {
                walks[at] = start + 1;
                at = claims[at];
            }

            if (at >= 0 && walks[at] == start + 1)
                claims[at] = -1;
        }
    }

    private static Dictionary<int, int> PullRequests(ReadCommit[] commits)
    {
        var places = new Dictionary<int, int>();
        for (int place = commits.Length - 1; place >= 0; place--)
        {
            if (commits[place].PullRequest is { } number && commits[place].Counts && BackportOf(commits[place].Text) is null)
                places.TryAdd(number, place);
        }

        return places;
    }

    /// <summary>Ids that <c>git cherry-pick -x</c> wrote into a message; text of people, so they may be anything.</summary>
    public static IEnumerable<string> PickedFrom(string text)
    {
        for (int at = 0; (at = text.IndexOf(CherryPick, at, StringComparison.Ordinal)) >= 0;)
        {
            at += CherryPick.Length;
            int length = text.AsSpan(at, Math.Min(text.Length - at, LongestId + 1)).IndexOf(')');
            if (length >= ShortestId)
                yield return text.Substring(at, length);
        }
    }

    /// <summary>True when a text may name a commit or pull request that it is a copy of.</summary>
    public static bool IsNamedIn(string text) => text.Contains(CherryPick, StringComparison.Ordinal) || text.Contains("ackport", StringComparison.Ordinal);

    private static int? BackportOf(string text)
    {
        if (!text.Contains("ackport", StringComparison.Ordinal))
            return null;
        foreach (string words in BackportWords)
        {
            int at = text.IndexOf(words, StringComparison.OrdinalIgnoreCase);
            if (at < 0)
                continue;
            ReadOnlySpan<char> digits = text.AsSpan(at + words.Length);
            int length = digits.IndexOfAnyExceptInRange('0', '9');
            if (int.TryParse(length < 0 ? digits : digits[..length], out int number))
                return number;
        }

        return null;
    }
}
