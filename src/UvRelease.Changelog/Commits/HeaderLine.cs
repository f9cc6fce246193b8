namespace UvRelease.Changelog.Commits;

/// <summary>A line of the form <c>type(scope)!: description</c> (rules 1 to 5), maybe without the space, or without a description.</summary>
internal readonly ref struct HeaderLine
{
    private HeaderLine(ReadOnlySpan<char> type, ReadOnlySpan<char> scope, bool hasBrackets, bool marked, ReadOnlySpan<char> rest)
    {
        Type = type;
        Scope = scope;
        HasBrackets = hasBrackets;
        Marked = marked;
        Spaced = rest is [' ', ..];
        Description = rest.Trim();
    }

    /// <summary>The type as written.</summary>
    public ReadOnlySpan<char> Type { get; }

    /// <summary>The scope; empty without one.</summary>
    public ReadOnlySpan<char> Scope { get; }

    /// <summary>True when there are brackets for a scope; there may be nothing in them (CC-5).</summary>
    public bool HasBrackets { get; }

    /// <summary>True when a <c>!</c> comes before the colon.</summary>
    public bool Marked { get; }

    /// <summary>True when a space follows the colon (CC-4).</summary>
    public bool Spaced { get; }

    /// <summary>The description; empty without one (CC-6).</summary>
    public ReadOnlySpan<char> Description { get; }

    /// <summary>True when nobody would write it without Conventional Commits in mind: <c>Note:</c> and <c>localhost:80</c> are of the same form.</summary>
    public bool IsMeant => HasBrackets || Marked || CommitTypes.IsKnown(Type);

    /// <summary>True for what is conventional. Without a space there must be no doubt about it, and nothing like <c>fix://</c> or <c>fix::</c>.</summary>
    public bool IsConventional => !Description.IsEmpty && (Spaced || (IsMeant && Description[0] is not ('/' or ':' or '\\')));

    /// <summary>
    /// True for a header as the specification has it, of a known type: what a line of a squashed commit's body must be to be a change of its own.
    /// </summary>
    public bool IsStrictAndKnown => Spaced && !Description.IsEmpty && CommitTypes.IsKnown(Type);

    /// <summary>Reads a line.</summary>
    /// <returns>False when it is of another form.</returns>
    public static bool TryRead(ReadOnlySpan<char> line, out HeaderLine header)
    {
        header = default;
        int typeEnd = TypeLength(line);
        if (typeEnd == 0)
            return false;
        int at = typeEnd;
        ReadOnlySpan<char> scope = default;
        bool hasBrackets = at < line.Length && line[at] == '(';
        if (hasBrackets)
        {
            int length = line[(at + 1)..].IndexOfAny('(', ')');
            if (length < 0 || line[at + 1 + length] == '(')
                return false;
            scope = line.Slice(at + 1, length).Trim();
            at += length + 2;
        }

        bool marked = at < line.Length && line[at] == '!';
        if (marked)
            at++;
        if (at >= line.Length || line[at] != ':')
            return false;
        header = new HeaderLine(line[..typeEnd], scope, hasBrackets, marked, line[(at + 1)..]);
        return true;
    }

    /// <summary>Length of the type that a line begins with: a letter, then letters, digits, <c>-</c> and <c>_</c> (CC-20).</summary>
    public static int TypeLength(ReadOnlySpan<char> line)
    {
        if (line.IsEmpty || !char.IsLetter(line[0]))
            return 0;
        int at = 1;
        while (at < line.Length && (char.IsLetterOrDigit(line[at]) || line[at] is '-' or '_'))
            at++;
        return at;
    }

    /// <summary>Writes a header as the specification has it.</summary>
    public static string Write(ReadOnlySpan<char> type, ReadOnlySpan<char> scope, bool marked, ReadOnlySpan<char> description) =>
        scope.IsEmpty ? $"{type}{(marked ? "!" : "")}: {description}" : $"{type}({scope}){(marked ? "!" : "")}: {description}";
}
