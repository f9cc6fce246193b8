using System.Text;

namespace UvRelease.Changelog.Commits;

/// <summary>The message of a squashed commit, taken apart (CC-13).</summary>
/// <param name="Title">Subject, the text before the first change, and what follows a line of dashes: GitHub puts co-authors there.</param>
/// <param name="Changes">Messages of the changes in the body.</param>
internal sealed record SquashedMessage(string Title, IReadOnlyList<string> Changes)
{
    private const string BeginNested = "BEGIN_NESTED_COMMIT", EndNested = "END_NESTED_COMMIT";

    /// <summary>Takes a message apart.</summary>
    /// <returns>Null for a message that describes one change.</returns>
    public static SquashedMessage? Read(string message)
    {
        List<string>? changes = null;
        StringBuilder? title = null;
        bool beginsParagraph = true, nested = false;

        // What the lines since 'begin' belong to: a change, or the title.
        int begin = 0;
        bool inChange = false;
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
            else if (!nested && SquashedLine.TryRead(line, beginsParagraph, out int header))
            {
                End(start);
                (inChange, begin) = (true, start + header);
            }
            else if (inChange && !nested && line.Length >= 3 && line.IndexOfAnyExcept('-') < 0)
            {
                End(start);
                (inChange, begin) = (false, lines.End);
            }
            else if (line.TrimStart(' ') is ['`' or '~', ..])
            {
                lines.SkipFence();
            }

            beginsParagraph = false;
        }

        if (changes is null && !inChange)
            return null;
        End(message.Length);
        return changes is null ? null : new SquashedMessage(title?.ToString() ?? "", changes);

        void End(int end)
        {
            ReadOnlySpan<char> piece = message.AsSpan(begin, end - begin).Trim();
            if (piece.IsEmpty)
                return;
            if (inChange)
                (changes ??= []).Add(piece.ToString());
            else
                (title is null ? title = new StringBuilder() : title.Append("\n\n")).Append(piece);
        }
    }
}
