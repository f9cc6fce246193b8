using System.Text;

namespace UvRelease.Changelog.Commits;

/// <summary>Reads what <c>git merge --squash</c> prepares as a message: the log of what it brings, each message indented (builtin/merge.c,
/// squash_message).</summary>
internal static class GitSquash
{
    private const string Heading = "Squashed commit of the following:", Indent = "    ";

    /// <summary>Who wrote the commits of such a message, merges left out, newest first: <c>Name &lt;address&gt;</c>. Empty for any other message.</summary>
    public static IReadOnlyList<string> Authors(ReadOnlySpan<char> message)
    {
        const string Author = "Author: ";
        if (message.IndexOf(Heading) < 0)
            return [];
        var authors = new List<string>();
        bool ofCommit = false, inside = false;
        foreach (ReadOnlySpan<char> line in message.EnumerateLines())
        {
            if (line.StartsWith("commit ", StringComparison.Ordinal))
                ofCommit = inside;
            else if (line.TrimEnd().SequenceEqual(Heading))
                inside = true;
            else if (ofCommit && line.StartsWith(Author, StringComparison.Ordinal))
                authors.Add(line[Author.Length..].ToString());
            if (!line.StartsWith("commit ", StringComparison.Ordinal))
                ofCommit = false;
        }

        return authors;
    }

    /// <summary>Takes such a message apart.</summary>
    /// <param name="message">The message.</param>
    /// <param name="title">What was written before it; empty for nothing.</param>
    /// <returns>Messages of the commits, oldest first; null for any other message.</returns>
    public static List<string>? Read(string message, out string title)
    {
        title = "";
        if (!message.Contains(Heading, StringComparison.Ordinal))
            return null;
        var lines = new MessageLines(message);
        var parts = new List<string>();
        StringBuilder? part = null;
        bool inside = false, merge = false;
        while (lines.MoveNext())
        {
            ReadOnlySpan<char> line = lines.Current;
            if (!inside)
            {
                inside = line.TrimEnd().SequenceEqual(Heading);
                title = inside ? message[..lines.Start].Trim() : title;
            }
            else if (line.StartsWith("commit ", StringComparison.Ordinal))
            {
                End();
                part = new StringBuilder();
            }
            else if (part is { Length: 0 } && line.StartsWith("Merge: ", StringComparison.Ordinal))
            {
                merge = true;
            }
            else if (part is not null && (line.IsWhiteSpace() || line.StartsWith(Indent, StringComparison.Ordinal)))
            {
                part.Append(line.IsWhiteSpace() ? "" : line[Indent.Length..]).Append('\n');
            }
        }

        End();
        parts.Reverse();
        return parts.Count == 0 ? null : parts;

        void End()
        {
            if (part is not null && !merge && part.ToString().Trim() is { Length: > 0 } text)
                parts.Add(text);
            merge = false;
        }
    }
}
