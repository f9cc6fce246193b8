namespace UvRelease.Changelog.Commits;

/// <summary>Finds the text that replaces a commit's message (known from release-please).</summary>
internal static class CommitOverride
{
    private const string Begin = "BEGIN_COMMIT_OVERRIDE", End = "END_COMMIT_OVERRIDE";

    /// <summary>
    /// The text between BEGIN_COMMIT_OVERRIDE and END_COMMIT_OVERRIDE, each on a line of its own; or the message itself without such a block.
    /// </summary>
    /// <param name="message">Message of the commit.</param>
    public static string Apply(string message) => Find(message) ?? message;

    /// <summary>The text of the block alone; null without one.</summary>
    /// <param name="message">Message of a commit, or body of a pull request.</param>
    public static string? Find(string message)
    {
        if (!message.Contains(Begin, StringComparison.Ordinal))
            return null;
        var lines = new MessageLines(message);
        int start = -1;
        while (lines.MoveNext())
        {
            ReadOnlySpan<char> line = lines.Current.Trim();
            if (start < 0 && line.SequenceEqual(Begin))
                start = lines.End;
            else if (start >= 0 && line.SequenceEqual(End))
                return message.AsSpan(start, lines.Start - start).Trim().ToString();
        }

        return null;
    }
}
