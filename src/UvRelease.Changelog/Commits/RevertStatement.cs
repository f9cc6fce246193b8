namespace UvRelease.Changelog.Commits;

/// <summary>What a commit says that it takes back.</summary>
/// <param name="Ids">Ids of commits, maybe abbreviated.</param>
/// <param name="PullRequest">Number of a pull request, or null.</param>
/// <param name="Subject">Subject of a commit, or null.</param>
internal sealed record RevertStatement(IReadOnlyList<string> Ids, int? PullRequest, string? Subject)
{
    /// <summary>True for a commit that says what it is and takes something back on the way: it is told itself.</summary>
    public bool Replaces { get; private init; }

    private const string Statement = "This reverts commit", PullRequestStatement = "Reverts ", Revert = "Revert \"", Reapply = "Reapply \"";
    private const int ShortestId = 7, LongestId = 64;

    /// <summary>
    /// Reads the sentences that git and GitHub write (<c>This reverts commit 1a2b3c4.</c>, <c>Revert "subject"</c>, <c>Reapply "subject"</c>,
    /// <c>Reverts #12</c>), and the
    /// specification's own way: type <c>revert</c> with a footer <c>Refs: 676104e, a215868</c>.
    /// </summary>
    /// <param name="message">The message, read.</param>
    /// <param name="text">Text of the change itself: a squashed commit may hold reverts among its parts, and is none.</param>
    /// <returns>Null for a commit that takes nothing back.</returns>
    public static RevertStatement? Read(CommitMessage message, string text)
    {
        bool typed = message.Type.Equals("revert", StringComparison.OrdinalIgnoreCase);
        string? quoted = Quoted(message.Description);
        bool says = text.Contains(Statement, StringComparison.Ordinal);
        if (!typed && quoted is null && !says)
            return null;
        var ids = new List<string>();
        int? pullRequest = null;
        bool goesOn = false;
        var lines = new MessageLines(text);
        while (lines.MoveNext())
        {
            ReadOnlySpan<char> line = lines.Current.TrimStart();
            if (lines.SkipQuoted())
                continue;
            goesOn |= line.StartsWith(Statement, StringComparison.Ordinal) && GoesOn(line[Statement.Length..]);
            if (line.StartsWith(Statement, StringComparison.Ordinal))
                AddIds(line[Statement.Length..], ids);
            else if ((typed || quoted is not null) && line.StartsWith(PullRequestStatement, StringComparison.Ordinal) && line.IndexOf('#') is > 0 and int mark)
                pullRequest ??= Number(line[(mark + 1)..]);
        }

        if (typed)
        {
            foreach (Footer footer in message.Footers)
            {
                if (Footer.NamesCommits(footer.Token))
                    AddIds(footer.Value, ids);
            }
        }

        if (!typed && quoted is null && ids.Count == 0)
            return null;
        return new RevertStatement(ids, pullRequest, quoted ?? (typed ? PullRequestSuffix.Read(message.Description).Rest : null))
        {
            Replaces = !typed && quoted is null && (goesOn || message.IsBreaking || message.Type.ToLowerInvariant() is "feat" or "perf"),
        };
    }

    /// <summary>Reads a part of a squashed message.</summary>
    /// <returns>Null for a part that takes nothing back.</returns>
    public static RevertStatement? OfPart(string part)
    {
        string subject = ReadCommit.Subject(part);
        bool typed = HeaderLine.TryRead(subject, out HeaderLine header) && header.Type.Equals("revert", StringComparison.OrdinalIgnoreCase);
        if ((typed ? header.Description.ToString() : Quoted(subject)) is not { } what)
            return null;
        var ids = new List<string>();
        var lines = new MessageLines(part);
        while (lines.MoveNext())
        {
            if (!lines.SkipQuoted() && lines.Current.TrimStart() is var line && line.StartsWith(Statement, StringComparison.Ordinal))
                AddIds(line[Statement.Length..], ids);
        }

        return new RevertStatement(ids, null, what);
    }

    /// <summary>The subject inside <c>Revert "…"</c>; <c>Reapply "x"</c> takes back <c>Revert "x"</c>.</summary>
    public static string? Quoted(string subject)
    {
        bool again = subject.StartsWith(Reapply, StringComparison.Ordinal);
        if (!again && !subject.StartsWith(Revert, StringComparison.OrdinalIgnoreCase))
            return null;
        int start = again ? Reapply.Length : Revert.Length, end = subject.LastIndexOf('"');
        if (end <= start)
            return null;
        return again ? $"{Revert}{subject[start..end]}\"" : subject[start..end];
    }

    // "This reverts commit X and sends blocks in its place." A reason, after any other word, is no replacement.
    private static bool GoesOn(ReadOnlySpan<char> text)
    {
        bool and = false;
        foreach (Range range in text.SplitAny(" \t,;."))
        {
            ReadOnlySpan<char> word = text[range];
            if (word.IsEmpty || (word.Length >= ShortestId && IsHexadecimal(word)) || word is "commit" or "commits")
                continue;
            if (and || word is not ("and" or "but" or "then"))
                return and;
            and = true;
        }

        return false;
    }

    // "This reverts commit X, reversing changes made to Y." names Y only to say what it was before.
    private static void AddIds(ReadOnlySpan<char> text, List<string> ids)
    {
        int stop = text.IndexOf("reversing", StringComparison.Ordinal);
        text = stop < 0 ? text : text[..stop];
        while (!text.IsEmpty)
        {
            int length = 0;
            while (length < text.Length && char.IsAsciiLetterOrDigit(text[length]))
                length++;
            if (length is >= ShortestId and <= LongestId && IsHexadecimal(text[..length]))
                ids.Add(text[..length].ToString());
            text = text[Math.Min(length + 1, text.Length)..];
        }
    }

    private static bool IsHexadecimal(ReadOnlySpan<char> text)
    {
        foreach (char digit in text)
        {
            if (!char.IsAsciiHexDigit(digit))
                return false;
        }

        return true;
    }

    private static int? Number(ReadOnlySpan<char> text)
    {
        int length = text.IndexOfAnyExceptInRange('0', '9');
        return int.TryParse(length < 0 ? text : text[..length], out int number) ? number : null;
    }
}
