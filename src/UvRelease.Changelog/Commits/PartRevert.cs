namespace UvRelease.Changelog.Commits;

/// <summary>A part of a squashed message that takes back what another commit did.</summary>
/// <param name="Part">The part.</param>
/// <param name="Statement">What it takes back.</param>
internal sealed record PartRevert(string Part, RevertStatement Statement)
{
    /// <summary>Takes out what was taken back inside a message, and the reverts themselves; a revert that was taken back too brings the part back.</summary>
    /// <param name="parts">Parts, oldest first.</param>
    /// <returns>The changes that are left, and the reverts of other commits. Those that name a pull request are in both: users had what they take
    /// back.</returns>
    public static (List<string> Changes, List<PartRevert> Reverts) Cancel(List<string> parts)
    {
        var standing = new Dictionary<string, Stack<int>>(StringComparer.Ordinal);
        var statements = new RevertStatement?[parts.Count];
        int[] takenBack = new int[parts.Count];
        bool[] gone = new bool[parts.Count];
        Array.Fill(takenBack, -1);
        for (int place = 0; place < parts.Count; place++)
        {
            statements[place] = RevertStatement.OfPart(parts[place]);
            if (statements[place]?.Subject is { } subject && standing.TryGetValue(Key(subject), out Stack<int>? same) && same.TryPop(out int target))
            {
                takenBack[place] = target;
                gone[target] = gone[place] = true;
                if (takenBack[target] is >= 0 and int before)
                {
                    gone[before] = false;
                    Stand(before);
                }
            }

            Stand(place);
        }

        var changes = new List<string>(parts.Count);
        var reverts = new List<PartRevert>();
        for (int place = 0; place < parts.Count; place++)
        {
            if (gone[place])
                continue;
            if (statements[place] is { } statement)
                reverts.Add(new PartRevert(parts[place], statement));
            if (statements[place]?.Subject is not { } what || PullRequestSuffix.Read(what).Number is not null || !IsQuoted(parts[place]))
                changes.Add(parts[place]);
        }

        return (changes, reverts);

        void Stand(int place)
        {
            string key = Key(ReadCommit.Subject(parts[place]));
            if (!standing.TryGetValue(key, out Stack<int>? places))
                standing[key] = places = new Stack<int>();
            places.Push(place);
        }
    }

    private static bool IsQuoted(string part) => RevertStatement.Quoted(ReadCommit.Subject(part)) is not null;

    private static string Key(string subject) => PullRequestSuffix.Read(subject).Rest.Trim();
}
