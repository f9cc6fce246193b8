namespace UvRelease.Changelog.Commits;

/// <summary>What the subject of a merge says; hosts write them each in their own way.</summary>
/// <param name="IsMerge">True for a subject that a program wrote, about branches and not about a change.</param>
/// <param name="PullRequest">Number of the pull request, or null.</param>
/// <param name="TitleStart">Where in the message the title of the pull request begins; -1 when it is not there.</param>
internal readonly record struct MergeSubject(bool IsMerge, int? PullRequest, int TitleStart)
{
    private const string GitHub = "Merge pull request #", Azure = "Merged PR ", Bitbucket = "Merged in ",
        BitbucketNumber = "(pull request #", GitLab = "See merge request ";

    // "Merge the two tables" is no merge: after the word comes what kind of thing git merged.
    private static readonly string[] Things = ["branch ", "branches ", "remote-tracking branch ",
        "remote-tracking branches ", "tag ", "tags ", "commit ", "commits "];

    /// <summary>Reads the subject of a message.</summary>
    public static MergeSubject Read(string message)
    {
        ReadOnlySpan<char> text = message;
        int start = text.Length - text.TrimStart().Length;
        if (!text[start..].StartsWith("Merge", StringComparison.Ordinal))
            return new MergeSubject(false, null, -1);
        int length = text[start..].IndexOfAny('\n', '\r');
        int end = length < 0 ? text.Length : start + length;
        ReadOnlySpan<char> subject = text[start..end];
        if (subject.StartsWith(GitHub, StringComparison.Ordinal))
            return new MergeSubject(true, Number(subject[GitHub.Length..]), Body(text, end));
        if (subject.StartsWith(Azure, StringComparison.Ordinal) && Number(subject[Azure.Length..]) is { } azure
            && subject.IndexOf(": ", StringComparison.Ordinal) is >= 0 and int colon)
            return new MergeSubject(true, azure, start + colon + 2);
        if (subject.StartsWith(Bitbucket, StringComparison.Ordinal) && subject.IndexOf(BitbucketNumber, StringComparison.Ordinal) is >= 0 and int open)
            return new MergeSubject(true, Number(subject[(open + BitbucketNumber.Length)..]), Body(text, end));
        foreach (string thing in Things)
        {
            if (subject.Length > 6 && subject[6..].StartsWith(thing, StringComparison.Ordinal))
                return OfBranch(text, end);
        }

        return new MergeSubject(false, null, -1);
    }

    // GitLab writes git's own subject, then the title, and at the end a line that names the request.
    private static MergeSubject OfBranch(ReadOnlySpan<char> text, int end)
    {
        int see = text[end..].LastIndexOf(GitLab, StringComparison.Ordinal);
        if (see <= 0 || text[end + see - 1] is not ('\n' or '\r'))
            return new MergeSubject(true, null, -1);
        ReadOnlySpan<char> request = text[(end + see)..];
        int mark = request.IndexOf('!');
        int title = Body(text, end);
        return new MergeSubject(true, mark < 0 ? null : Number(request[(mark + 1)..]), title == end + see ? -1 : title);
    }

    private static int Body(ReadOnlySpan<char> text, int end)
    {
        ReadOnlySpan<char> rest = text[end..].TrimStart();
        return rest.IsEmpty ? -1 : text.Length - rest.Length;
    }

    private static int? Number(ReadOnlySpan<char> text)
    {
        int length = text.IndexOfAnyExceptInRange('0', '9');
        return int.TryParse(length < 0 ? text : text[..length], out int number) && number > 0 ? number : null;
    }
}
