using System.Text;

namespace UvRelease.Changelog.Commits;

/// <summary>The message of a squashed commit, taken apart (CC-13). What was tried and taken back inside it never happened, and is in none of its
/// parts.</summary>
/// <param name="Title">Subject, the text before the first change, and what follows a line of dashes: GitHub puts co-authors there.</param>
/// <param name="Changes">Messages of the changes in the body.</param>
/// <param name="Reverts">What parts take back that is not in this message.</param>
internal sealed record SquashedMessage(string Title, IReadOnlyList<string> Changes, IReadOnlyList<PartRevert> Reverts)
{
    /// <summary>More changes than any pull request has; the rest of a longer list is not told.</summary>
    public const int MostChanges = 1_000;

    private const string BeginNested = "BEGIN_NESTED_COMMIT", EndNested = "END_NESTED_COMMIT";

    /// <summary>True where git listed the commits and nobody wrote a title: <see cref="Title"/> is the oldest of them.</summary>
    public bool IsListed { get; private init; }

    /// <summary>Changes that somebody marked as commits of their own, which are told whatever the title says.</summary>
    public IReadOnlySet<string> Nested { get; private init; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>How many changes are not told, because there are more than <see cref="MostChanges"/>.</summary>
    public int LeftOut { get; private init; }

    /// <summary>Takes a message apart.</summary>
    /// <returns>Null for a message that describes one change.</returns>
    public static SquashedMessage? Read(string message)
    {
        if (GitSquash.Read(message, out string written) is { } listed)
            return written.Length > 0 ? Of(written, listed) : Of(listed[0], listed[1..]) with { IsListed = true };
        List<string>? changes = null;
        HashSet<string>? marked = null;
        StringBuilder? title = null;
        bool beginsParagraph = true, nested = false;

        // What the lines since 'begin' belong to: a change, or the title.
        int begin = 0;
        bool inChange = false, inRevert = false;
        var lines = new MessageLines(message);
        while (lines.MoveNext() && lines.IsBlank)
        {
        }

        while (lines.MoveNext())
        {
            ReadOnlySpan<char> line = lines.Current;
            if (line.IsWhiteSpace())
            {
                beginsParagraph = true;
                continue;
            }

            int start = lines.Start;
            if (line[0] is 'B' or 'E' && line.TrimEnd() is BeginNested or EndNested)
            {
                End(start);
                (nested, inChange, begin) = (line[0] == 'B', line[0] == 'B', lines.End);
            }
            else if (!lines.SkipQuoted() && !nested)
            {
                bool revert = SquashedLine.TryReadRevert(line, beginsParagraph, out int header);
                if (revert || SquashedLine.TryRead(line, beginsParagraph, out header))
                {
                    End(start);
                    (inChange, inRevert, begin) = (true, revert, start + header);
                }
                else if (inChange && line.Length >= 3 && line.IndexOfAnyExcept('-') < 0)
                {
                    End(start);
                    (inChange, inRevert, begin) = (false, false, lines.End);
                }
                else if (inRevert && line is ['*', ' ', ..])
                {
                    End(start);
                    (inChange, inRevert, begin) = (false, false, start);
                }
            }

            beginsParagraph = false;
        }

        if (changes is null && !inChange)
            return null;
        End(message.Length);
        return changes is null ? null : marked is null ? Of(title?.ToString() ?? "", changes) : Of(title?.ToString() ?? "", changes) with { Nested = marked };

        void End(int end)
        {
            ReadOnlySpan<char> piece = message.AsSpan(begin, end - begin).Trim();
            if (piece.IsEmpty)
                return;
            if (inChange)
                (changes ??= []).Add(piece.ToString());
            if (inChange && nested)
                (marked ??= new HashSet<string>(StringComparer.Ordinal)).Add(changes![^1]);
            if (inChange)
                return;
            (title is null ? title = new StringBuilder() : title.Append("\n\n")).Append(piece);
        }
    }

    private static SquashedMessage Of(string title, List<string> parts)
    {
        (List<string> changes, List<PartRevert> reverts) = PartRevert.Cancel(parts);
        return new SquashedMessage(title, changes.Count > MostChanges ? changes[..MostChanges] : changes, reverts)
        {
            LeftOut = Math.Max(0, changes.Count - MostChanges),
        };
    }
}
