namespace UvRelease.Changelog.Commits;

/// <summary>Finds out whether a subject that is not conventional was meant to be (CC-6, CC-12, CC-18, CC-19, CC-21).</summary>
internal static class SubjectLookAlikes
{
    private const string Separators = ":：﹕꞉;-–—|=>~";
    private const int PrefixWords = 4;

    /// <summary>Looks at a subject.</summary>
    /// <param name="subject">The subject without white space around it.</param>
    /// <param name="line">Its line.</param>
    /// <returns>Null for one that was not.</returns>
    public static LookAlike? Find(ReadOnlySpan<char> subject, int line)
    {
        if (subject.IsEmpty)
            return null;
        if (FooterLine.TryReadBreaking(subject, out FooterLine breaking))
            return new LookAlike("CC-19", "BREAKING CHANGE is a footer and no type. It counts as breaking all the same.",
                Breaks(subject[breaking.ValueStart..]), line);
        if (BreakingLookAlikes.Find(subject, line) is { } found)
            return found with
            {
                Reason = "BREAKING CHANGE is a footer and no type; a type with a ! says in the subject that something breaks.",
                DidYouMean = found.DidYouMean is null ? null : Breaks(found.DidYouMean.AsSpan(16))
            };
        return Typed(subject, line) ?? Bracketed(subject, line) ?? Prefixed(subject, line);
    }

    private static string? Breaks(ReadOnlySpan<char> text) => text.IsWhiteSpace() ? null : $"feat!: {text.Trim()}";

    // A known type, and then something else than (scope), ! and a colon in this order and without spaces between them.
    private static LookAlike? Typed(ReadOnlySpan<char> subject, int line)
    {
        ReadOnlySpan<char> type = subject[..HeaderLine.TypeLength(subject)];
        if (!CommitTypes.IsKnown(type))
            return null;
        ReadOnlySpan<char> rest = subject[type.Length..], scope = default;
        bool marked = TakeMarks(ref rest);
        bool bracketed = rest.TrimStart() is ['(', ..] && rest.LastIndexOf(')') > 0;
        if (bracketed)
        {
            int open = rest.IndexOf('('), colon = rest.IndexOfAny(':', '：');
            int close = (colon > open ? rest[..colon] : rest).LastIndexOf(')');
            if (close < open)
                return null;
            scope = rest[(open + 1)..close].ToString().Replace("(", "", StringComparison.Ordinal).Replace(")", "", StringComparison.Ordinal).Trim();
            rest = rest[(close + 1)..];
            marked |= TakeMarks(ref rest);
        }

        ReadOnlySpan<char> description = rest.TrimStart();
        bool apart = description.Length < rest.Length;
        if (description.IsEmpty)
            return bracketed || marked ? NoDescription(line) : null;
        if (description is [':', ':' or '/' or '\\', ..])
            return null;

        // "fix -x" and "test => y" are sentences; a colon of any kind and a long dash are not.
        bool separated = description[0] is ':' or > '\x7f' ? Separators.Contains(description[0])
            : description is [_, ' ', ..] && Separators.Contains(description[0]) && (apart || description[0] == ';');
        if (separated)
        {
            description = description.TrimStart(Separators + " ");
            if (description.IsEmpty)
                return NoDescription(line);
            return new LookAlike("CC-21", "A colon must follow the type, its scope and its ! at once (rule 1).",
                HeaderLine.Write(type, scope, marked, description), line);
        }

        bool lacksColon = apart && (bracketed || marked || CommitTypes.IsNoVerb(type));
        return lacksColon ? new LookAlike("CC-21", "The colon after the type is missing (rule 1).", HeaderLine.Write(type, scope, marked, description), line)
            : null;
    }

    // [feat] x, (fix): x, **docs**: x
    private static LookAlike? Bracketed(ReadOnlySpan<char> subject, int line)
    {
        ReadOnlySpan<char> inside = subject.TrimStart("[(<{*_`");
        int length = HeaderLine.TypeLength(inside);
        if (inside.Length == subject.Length || !CommitTypes.IsKnown(inside[..length]))
            return null;
        ReadOnlySpan<char> rest = inside[length..], description = rest.TrimStart("])>}*_`");
        if (description.Length == rest.Length || (description = description.TrimStart(Separators + " ")).IsEmpty)
            return null;
        return new LookAlike("CC-21", "The type is in brackets; it must stand alone, before a colon (rule 1).",
            HeaderLine.Write(inside[..length], default, false, description), line);
    }

    // Emoji, ticket keys, bullets and fixup! before a header: none of them may come before the type (rule 1).
    private static LookAlike? Prefixed(ReadOnlySpan<char> subject, int line)
    {
        ReadOnlySpan<char> rest = subject;
        for (int words = 0; words < PrefixWords && !rest.IsEmpty; words++)
        {
            int letters = 0;
            while (letters < rest.Length && !char.IsLetterOrDigit(rest[letters]))
                letters++;
            if (HeaderLine.TryRead(rest[letters..], out HeaderLine header) && header.IsStrictAndKnown && rest[letters..].Length < subject.Length)
                return new LookAlike("CC-21", "There is something before the type; a subject must begin with it (rule 1).",
                    HeaderLine.Write(header.Type, header.Scope, header.Marked, header.Description), line);
            int end = rest.IndexOf(' ');
            if (end < 0 || !MayStandBefore(rest[..end]))
                return null;
            rest = rest[end..].TrimStart();
        }

        return null;
    }

    // A sentence may well hold "fix: x" after some words; a mark or a key before it can only be a prefix.
    private static bool MayStandBefore(ReadOnlySpan<char> word)
    {
        foreach (char character in word)
        {
            if (!char.IsLetter(character))
                return true;
        }

        return word.Equals("wip", StringComparison.OrdinalIgnoreCase) || word.Equals("draft", StringComparison.OrdinalIgnoreCase);
    }

    private static bool TakeMarks(ref ReadOnlySpan<char> rest)
    {
        ReadOnlySpan<char> trimmed = rest.TrimStart();
        if (trimmed is not ['!', ..])
            return false;
        rest = trimmed.TrimStart('!');
        return true;
    }

    private static LookAlike NoDescription(int line) => new("CC-6", "Nothing follows the colon: a description must (rule 5).", null, line);
}
