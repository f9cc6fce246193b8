namespace UvRelease.Changelog.Commits;

/// <summary>
/// The types that Conventional Commits and its users agree on. Any other noun is a type as well (rule 14): knowing these only helps to see what was
/// meant.
/// </summary>
internal static class CommitTypes
{
    private static readonly string[] Known = ["feat", "fix", "chore", "docs", "refactor", "test", "perf", "build", "ci", "style", "revert"];

    // Other words for them; shorter ones are too near to too much to be found by distance.
    private static readonly (string Word, string Type)[] Aliases =
    [
        ("feature", "feat"), ("features", "feat"), ("feats", "feat"), ("bugfix", "fix"), ("fixes", "fix"), ("fixed", "fix"), ("doc", "docs"), ("tests", "test"),
        ("performance", "perf"), ("refactoring", "refactor"), ("chores", "chore"), ("reverts", "revert"), ("breaking", "feat!"), ("fxi", "fix"), ("ifx", "fix"),
    ];

    /// <summary>True for a known type in any case (rule 15).</summary>
    public static bool IsKnown(ReadOnlySpan<char> type) => Find(type, StringComparison.OrdinalIgnoreCase) is not null;

    /// <summary>True for a known type in lower case.</summary>
    public static bool IsKnownInLowerCase(ReadOnlySpan<char> type) => Find(type, StringComparison.Ordinal) is not null;

    /// <summary>True for a known type that is no English verb too: <c>feat add x</c> lacks its colon, <c>fix the build</c> is a sentence.</summary>
    public static bool IsNoVerb(ReadOnlySpan<char> type) => type is "feat" or "chore" or "docs" or "perf" or "ci";

    /// <summary>The type as a string; known ones are shared, for a history holds each of them thousands of times.</summary>
    public static string Text(ReadOnlySpan<char> type) => Find(type, StringComparison.Ordinal) ?? type.ToString();

    /// <summary>Finds the known type that a type was probably meant to be.</summary>
    /// <returns>The type, maybe with a <c>!</c>; null when the type is a known one, or nothing like one.</returns>
    public static string? Near(ReadOnlySpan<char> type)
    {
        if (type.Length is < 3 or > 12 || IsKnown(type))
            return null;
        foreach ((string word, string meant) in Aliases)
        {
            if (type.Equals(word, StringComparison.OrdinalIgnoreCase))
                return meant;
        }

        foreach (string known in Known)
        {
            if (known.Length > 3 && IsOneEditAway(type, known))
                return known;
        }

        return null;
    }

    private static string? Find(ReadOnlySpan<char> type, StringComparison comparison)
    {
        foreach (string known in Known)
        {
            if (known.Length == type.Length && type.Equals(known, comparison))
                return known;
        }

        return null;
    }

    // One letter left out, added, replaced, or two neighbours exchanged.
    private static bool IsOneEditAway(ReadOnlySpan<char> type, ReadOnlySpan<char> known)
    {
        int begin = 0, end = 0, shorter = Math.Min(type.Length, known.Length);
        while (begin < shorter && char.ToLowerInvariant(type[begin]) == known[begin])
            begin++;
        while (end < shorter - begin && char.ToLowerInvariant(type[^(end + 1)]) == known[^(end + 1)])
            end++;
        int left = type.Length - begin - end, right = known.Length - begin - end;
        return (left <= 1 && right <= 1)
            || (left == 2 && right == 2 && char.ToLowerInvariant(type[begin]) == known[begin + 1] && char.ToLowerInvariant(type[begin + 1]) == known[begin]);
    }
}
