using UvRelease.Changelog.Commits;
using UvRelease.Changelog.Git;

namespace UvRelease.Changelog.GitHub;

/// <summary>What there is to ask about a range.</summary>
/// <param name="PullRequests">Numbers that its commits name, newest first.</param>
/// <param name="Commits">Commits that together have every author and co-author: one address is asked for once.</param>
public sealed record RangeQuestions(IReadOnlyList<int> PullRequests, IReadOnlyList<string> Commits)
{
    /// <summary>Collects the questions.</summary>
    /// <param name="commits">The range, children before parents.</param>
    /// <param name="rules">How commits become changes.</param>
    public static RangeQuestions Of(IReadOnlyList<Commit> commits, ChangeRules rules)
    {
        ReadCommit[] read = [.. commits.Select(commit => ChangeList.Read(commit, rules))];
        int[] named = [.. read.Select(commit => commit.PullRequest).OfType<int>()];
        IEnumerable<int> ofParts = ChangeList.FromRead(read, rules).Changes.Select(change => change.PullRequest).OfType<int>();
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var telling = new List<string>();
        foreach (ReadCommit commit in read)
        {
            int before = seen.Count;
            seen.UnionWith(CoAuthors.Of(commit.Commit.Author, commit.Text).Select(person => person.Mail).Where(mail => mail.Length > 0));
            if (seen.Count > before)
                telling.Add(commit.Commit.Id);
        }

        return new RangeQuestions([.. named.Concat(ofParts).Where(number => number > 0).Distinct()], telling);
    }
}
