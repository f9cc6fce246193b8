namespace UvRelease.Changelog.Commits;

/// <summary>Finds lines that were meant to be a BREAKING CHANGE footer and are not (CC-11, CC-12, CC-18).</summary>
internal static class BreakingLookAlikes
{
    private const string FullWidthColons = "：﹕꞉";

    /// <summary>Looks at one line that is no breaking footer.</summary>
    /// <returns>Null when nobody meant one.</returns>
    public static LookAlike? Find(ReadOnlySpan<char> line, int number)
    {
        ReadOnlySpan<char> text = line.TrimStart(" \t*-+>#_`");
        if (!text.StartsWith("BREAKING", StringComparison.OrdinalIgnoreCase))
            return null;
        ReadOnlySpan<char> rest = text[8..];
        bool joined = rest is [' ' or '-' or '_', ..];
        ReadOnlySpan<char> second = joined ? rest[1..] : rest;
        bool change = second.StartsWith("CHANGE", StringComparison.OrdinalIgnoreCase);
        if (change)
            rest = second[6..];
        bool plural = change && rest is ['s' or 'S', ..];
        if (plural)
            rest = rest[1..];
        ReadOnlySpan<char> words = text[..^rest.Length];
        bool upper = words.IndexOfAnyInRange('a', 'z') < 0;
        bool plain = change && joined && !plural && text.Length == line.Length && words[8] != '_';

        ReadOnlySpan<char> after = rest.TrimStart("*_`");
        bool closed = after.Length < rest.Length;
        if (after is ['(', ..] && after.IndexOf(')') is > 0 and int bracket)
            after = after[(bracket + 1)..];
        ReadOnlySpan<char> separated = after.TrimStart();
        if (separated.IsEmpty)
            return change && (upper || text.Length < line.Length) ? Make("CC-18", "Nothing says what breaks: a colon and a text must follow.", default, number)
                : null;
        if (separated[0] == ':' || FullWidthColons.Contains(separated[0]))
        {
            ReadOnlySpan<char> value = separated[1..].Trim("*_` \t");
            if (plain && separated[0] == ':' && rest.Length == separated.Length)
                return upper ? null : Make("CC-12", "The words BREAKING CHANGE count in capitals only (rule 15), so nothing breaks by this line.",
                    value, number);
            return Make("CC-18", "This is not BREAKING CHANGE and a colon at the beginning of a line, so nothing breaks by it.", value, number);
        }

        if (!upper || !change)
            return null;
        if (separated[0] == '#')
            return Make("CC-11", "BREAKING CHANGE needs a colon (rule 12), so nothing breaks by this line.", separated, number);
        bool goesOn = closed || after.Length > separated.Length || separated[0] is '-' or '–' or '—' or ';' or '=';
        return goesOn ? Make("CC-18", "BREAKING CHANGE needs a colon (rule 12), so nothing breaks by this line.", separated.TrimStart("-–—;=> "), number)
            : null;
    }

    private static LookAlike Make(string policy, string reason, ReadOnlySpan<char> value, int number) =>
        new(policy, reason, value.IsEmpty ? null : $"BREAKING CHANGE: {value}", number);
}
