namespace UvRelease.Changelog.Commits;

/// <summary>The first line of a footer (rules 8, 9, 12, 16).</summary>
/// <param name="TokenStart">Where in the line the token begins: after the bullet, if there is one (CC-10).</param>
/// <param name="TokenEnd">Where it ends.</param>
/// <param name="ValueStart">Where the value begins; a <c>#</c> is part of it.</param>
internal readonly record struct FooterLine(int TokenStart, int TokenEnd, int ValueStart)
{
    private const string Breaking = "BREAKING CHANGE";
    private const int ShortestRule = 5;

    private static readonly string[] NoBreaks =
        ["none", "no", "n/a", "na", "nothing", "not applicable", "–", "—", "nil", "no breaking change", "no breaking changes", "nothing breaks"];

    // What people write on lines of their own inside a breaking note, and what an upgrade guide is made of (CC-24).
    private static readonly string[] Labels =
    [
        "before", "after", "migration", "migrate", "why", "reason", "steps", "step", "affected", "affects", "who", "impact", "restore", "automatic", "codemod",
        "example", "old", "new", "note", "platforms", "platform", "since", "kind", "links",
    ];

    /// <summary>Reads <c>Token: value</c> or <c>Token #value</c>; the one token that needs its colon is BREAKING-CHANGE (CC-11).</summary>
    public static bool TryRead(ReadOnlySpan<char> line, out FooterLine footer)
    {
        footer = default;
        if (line.IsEmpty || !char.IsAsciiLetter(line[0]))
            return false;
        int end = 1;
        while (end < line.Length && (char.IsAsciiLetterOrDigit(line[end]) || line[end] == '-'))
            end++;
        ReadOnlySpan<char> rest = line[end..];
        if (rest is [':', ..])
        {
            if (rest.Length < 2 || (rest[1] is not (' ' or '\t') && !MayLackSpace(line[..end])) || rest[1..].IsWhiteSpace())
                return false;
            footer = new FooterLine(0, end, end + 1);
            return true;
        }

        int spaces = rest.IndexOfAnyExcept(' ', '\t');
        if (spaces < 1 || line[..end] is "BREAKING-CHANGE" || rest[spaces] != '#' || spaces + 1 == rest.Length || char.IsWhiteSpace(rest[spaces + 1]))
            return false;
        footer = new FooterLine(0, end, end + spaces);
        return true;
    }

    /// <summary>Reads <c>BREAKING CHANGE:</c> or <c>BREAKING-CHANGE:</c>, also as an item of a list; the value may begin on the next line.</summary>
    public static bool TryReadBreaking(ReadOnlySpan<char> line, out FooterLine footer)
    {
        footer = default;
        int start = line is ['*' or '-', ' ', ..] ? line.Length - line[1..].TrimStart(' ').Length : 0;
        ReadOnlySpan<char> rest = line[start..];
        if (rest.Length <= Breaking.Length || rest[Breaking.Length] != ':' || rest[8] is not (' ' or '-')
            || !rest.StartsWith("BREAKING", StringComparison.Ordinal) || !rest[9..].StartsWith("CHANGE", StringComparison.Ordinal))
            return false;
        footer = new FooterLine(start, start + Breaking.Length, start + Breaking.Length + 1);
        return true;
    }

    /// <summary>True for a label of a breaking note.</summary>
    public static bool IsLabel(ReadOnlySpan<char> token)
    {
        foreach (string label in Labels)
        {
            if (label.Length == token.Length && token.Equals(label, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }

    /// <summary>True for the line of dashes that GitHub writes between what was squashed and those who wrote it: no footer goes on behind it.</summary>
    public static bool IsRule(ReadOnlySpan<char> line) => line.Length >= ShortestRule && line.TrimEnd().IndexOfAnyExcept('-') < 0;

    /// <summary>True for what is left of a template's line for breaking changes where nothing breaks: a comment, <c>none</c>, <c>n/a</c>.</summary>
    public static bool SaysNothing(ReadOnlySpan<char> value)
    {
        if (value.StartsWith("<!--", StringComparison.Ordinal) && value.IndexOf("-->", StringComparison.Ordinal) is > 0 and int end)
        {
            value = value[(end + 3)..].Trim();
            if (value.IsEmpty)
                return true;
        }

        if (value is ['-', ..] && value.Trim("-").IsEmpty)
            return true;
        value = value.Trim(" .*_`-\n");
        foreach (string word in NoBreaks)
        {
            if (value.Equals(word, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }

    /// <summary>True for the line that <c>git cherry-pick -x</c> adds: neither a footer nor a part of one (CC-25).</summary>
    public static bool IsCherryPick(ReadOnlySpan<char> line) => line.StartsWith("(cherry picked from commit ", StringComparison.Ordinal);

    // Git reads them so, and nothing else looks like them; a URL or a time of day would be taken for any other token.
    private static bool MayLackSpace(ReadOnlySpan<char> token) =>
        token.EndsWith("-by", StringComparison.OrdinalIgnoreCase) || token.Equals("Release-As", StringComparison.OrdinalIgnoreCase);
}
