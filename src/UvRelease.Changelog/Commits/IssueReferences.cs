namespace UvRelease.Changelog.Commits;

/// <summary>Finds the issues and tickets that a text names.</summary>
internal static class IssueReferences
{
    private static readonly string[] ClosingWords = ["close", "closes", "closed", "fix", "fixes", "fixed", "resolve", "resolves", "resolved"];

    /// <summary>
    /// Finds <c>#12</c>, <c>GH-12</c>, <c>acme/app#12</c>, addresses of issues and pull requests, and keys of trackers; each once, in the order of the text.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="skip">A number that is the change's own pull request, and no reference where it appears as <c>(#12)</c>.</param>
    /// <param name="trackers">Where the trackers are.</param>
    public static IReadOnlyList<IssueReference> Find(string text, int? skip, IssueTrackers trackers)
    {
        List<IssueMention>? found = IssueMention.Find(text, trackers);
        if (found is null)
            return [];
        found.Sort((one, other) => one.Start.CompareTo(other.Start));
        List<IssueReference>? references = null;
        Dictionary<string, int>? places = found.Count > 1 ? new(StringComparer.OrdinalIgnoreCase) : null;
        int end = -1;
        bool closed = false;
        foreach ((int start, int stop, string url) in found)
        {
            // The change's own, or part of the one before: a key inside an address.
            if ((text[start] == '#' && IsOwnNumber(text, start, stop, skip)) || start < end)
                continue;
            closed = Closes(text.AsSpan(0, start)) || (closed && Continues(text.AsSpan(end, start - end)));
            end = stop;
            string name = text[start..stop];
            references ??= [];
            if (places?.TryAdd(name, references.Count) != false)
                references.Add(new IssueReference(name, url.Length == 0 ? null : url, closed));
            else if (closed)
                references[places[name]] = references[places[name]] with { Closes = true };
        }

        return references is null ? [] : references;
    }

    private static bool IsOwnNumber(ReadOnlySpan<char> text, int start, int end, int? skip) =>
        skip is { } number && start > 0 && text[start - 1] == '(' && end < text.Length && text[end] == ')'
            && int.TryParse(text[(start + 1)..end], out int own) && own == number;

    // GitHub's words, with or without a colon.
    private static bool Closes(ReadOnlySpan<char> before)
    {
        before = before.TrimEnd(" \t");
        if (before is [.., ':'])
            before = before[..^1];
        int start = before.Length;
        while (start > 0 && before.Length - start <= 8 && char.IsAsciiLetter(before[start - 1]))
            start--;
        if (start > 0 && (char.IsLetterOrDigit(before[start - 1]) || before[start - 1] is '-' or '_'))
            return false;
        foreach (string word in ClosingWords)
        {
            if (before[start..].Equals(word, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }

    // "Closes #1, #2 and #3"; nothing at all is between #64#65 (CC-14).
    private static bool Continues(ReadOnlySpan<char> between) => between.Trim() is "" or "," or "and" or "&" or ", and" && between.IndexOfAny('\n', '\r') < 0;
}
