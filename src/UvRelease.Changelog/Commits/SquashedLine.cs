namespace UvRelease.Changelog.Commits;

/// <summary>A line of a squashed commit's body that is the subject of a change of its own (CC-13).</summary>
internal static class SquashedLine
{
    /// <summary>
    /// Reads <c>* fix: x</c> and <c>- fix: x</c>, and <c>fix: x</c> at the beginning of a paragraph. The type must be a known one, in lower case
    /// without a bullet,
    /// for <c>Test: done by hand</c> is a footer; so is <c>fix: #12</c>.
    /// </summary>
    /// <param name="line">The line.</param>
    /// <param name="beginsParagraph">True when the line before is blank.</param>
    /// <param name="start">Where in the line the header begins.</param>
    public static bool TryRead(ReadOnlySpan<char> line, bool beginsParagraph, out int start)
    {
        bool bullet = line is ['*' or '-', ' ', ..];
        start = bullet ? line.Length - line[1..].TrimStart(' ').Length : 0;
        if (!bullet && (!beginsParagraph || line.IsEmpty || !char.IsAsciiLetterLower(line[0])))
            return false;
        return HeaderLine.TryRead(line[start..], out HeaderLine header)
            && header.IsStrictAndKnown
            && (bullet || (CommitTypes.IsKnownInLowerCase(header.Type) && header.Description.IndexOfAnyExceptInRange('#', '9') >= 0));
    }

    /// <summary>Reads <c>* Revert "x"</c>, which git and GitHub write; without a bullet at the beginning of a paragraph.</summary>
    /// <inheritdoc cref="TryRead"/>
    public static bool TryReadRevert(ReadOnlySpan<char> line, bool beginsParagraph, out int start)
    {
        bool bullet = line is ['*' or '-', ' ', ..];
        start = bullet ? line.Length - line[1..].TrimStart(' ').Length : 0;
        return (bullet || beginsParagraph) && line[start..] is ['R', 'e', ..] && RevertStatement.Quoted(line[start..].ToString()) is not null;
    }
}
