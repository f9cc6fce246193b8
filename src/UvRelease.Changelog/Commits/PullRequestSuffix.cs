namespace UvRelease.Changelog.Commits;

/// <summary>The <c>(#123)</c> that hosts put at the end of a squashed commit's subject.</summary>
/// <param name="Number">Number of the pull request: the last one, for a backport keeps the first and adds its own.</param>
/// <param name="Rest">Text before the first of them.</param>
internal readonly record struct PullRequestSuffix(int? Number, string Rest)
{
    /// <summary>Reads a subject or a description.</summary>
    public static PullRequestSuffix Read(string text)
    {
        int? last = null;
        ReadOnlySpan<char> rest = text.AsSpan().TrimEnd();
        while (rest is [.., ')'] && rest.LastIndexOf("(#", StringComparison.Ordinal) is >= 0 and int open
            && int.TryParse(rest[(open + 2)..^1], System.Globalization.NumberStyles.None, null, out int number))
        {
            last ??= number;
            rest = rest[..open].TrimEnd();
        }

        return last is null || rest.IsEmpty ? new PullRequestSuffix(null, text) : new PullRequestSuffix(last, rest.ToString());
    }
}
