using UvRelease.Changelog.Git;
using UvRelease.Releases;

namespace UvRelease.Changelog.Commits;

/// <summary>What replaces the message of a commit that can't be changed any more.</summary>
/// <param name="Id">Id of the commit, or its first digits.</param>
/// <param name="Message">The whole message; null leaves the commit out of the notes.</param>
/// <param name="File">File it is in, relative to the workspace.</param>
/// <param name="Line">Line of that file, from 1.</param>
public sealed record MessageOverride(string Id, string? Message, string File, int Line)
{
    /// <summary>Finds the commits that are meant.</summary>
    /// <param name="overrides">The overrides.</param>
    /// <param name="commits">The range.</param>
    /// <returns>Messages by full id, for <see cref="ChangeRules.MessageOverrides"/>; and the overrides whose commit is not in the range.</returns>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>, with file and line: digits that two commits begin with, or two overrides of one
    /// commit.</exception>
    public static (IReadOnlyDictionary<string, string?> Messages, IReadOnlyList<MessageOverride> Unknown) Resolve(
        IReadOnlyList<MessageOverride> overrides, IReadOnlyList<Commit> commits)
    {
        var messages = new Dictionary<string, string?>(StringComparer.Ordinal);
        var unknown = new List<MessageOverride>();
        if (overrides.Count == 0)
            return (messages, unknown);
        var index = new CommitIndex(commits);
        foreach (MessageOverride told in overrides)
        {
            int place = index.FindAbbreviated(told.Id);
            if (place < 0 && commits.Any(commit => commit.Id.StartsWith(told.Id, StringComparison.OrdinalIgnoreCase)))
                throw told.Wrong($"'{told.Id}' is the beginning of more than one commit's id. Give more of its digits.");
            if (place < 0)
                unknown.Add(told);
            else if (!messages.TryAdd(commits[place].Id, told.Message))
                throw told.Wrong($"the commit {commits[place].Id} appears here a second time. Remove one.");
        }

        return (messages, unknown);
    }

    private ReleaseException Wrong(string problem) => new(Fault.Input, $"{File}, line {Line}: {problem}") { File = File, Line = Line };
}
