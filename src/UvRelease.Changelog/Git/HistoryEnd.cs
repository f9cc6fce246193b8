using UvRelease.Posix;
using UvRelease.Releases;

namespace UvRelease.Changelog.Git;

/// <summary>The newest commit of a range, and how far the history behind it is known.</summary>
/// <param name="CommitId">Its id.</param>
/// <param name="IsShallow">True when some history was cut off by a depth; tags then exist whose ancestors don't.</param>
/// <param name="ShallowFile">Where git keeps the ids of commits whose parents were cut off.</param>
internal sealed record HistoryEnd(string CommitId, bool IsShallow, string ShallowFile)
{
    /// <summary>Finds the commit that a revision names.</summary>
    /// <exception cref="ReleaseException">
    /// <see cref="Fault.Input"/>: there is none. <see cref="Fault.Environment"/>: no git, no repository, no permission, no commit.
    /// </exception>
    public static HistoryEnd Find(GitRepository repository, string revision, CancellationToken cancellationToken)
    {
        // One process for three answers: on a small repository starting git is what takes the time.
        ChildResult result = revision.StartsWith('-')
            ? new ChildResult(1, "", "")
            : repository.Try(["rev-parse", "--is-shallow-repository", "--git-path", "shallow",
                "--verify", "--quiet", "--end-of-options", revision + "^{commit}"], cancellationToken);
        if (result.ExitCode == 0 && result.Output.Split('\n') is [var shallow, var file, var id, ""])
            return new HistoryEnd(id, shallow == "true", Path.Combine(repository.Path, file));
        repository.Check(cancellationToken);
        throw NoCommit(repository, revision);
    }

    /// <summary>
    /// True when every commit that belongs to the range is here: none of them had its parents cut off. That the release before is an ancestor
    /// is not enough, for a side branch that was merged since may be older than the depth.
    /// </summary>
    public bool IsComplete(GitRepository repository, string? from, CancellationToken cancellationToken)
    {
        if (!IsShallow || !File.Exists(ShallowFile))
            return true;
        var cut = new HashSet<string>(File.ReadAllLines(ShallowFile), StringComparer.Ordinal);
        return !Reached(repository, from, cancellationToken).Any(cut.Contains);
    }

    /// <summary>Ids of the commits that the end reaches and <paramref name="from"/> does not.</summary>
    public IReadOnlyList<string> Reached(GitRepository repository, string? from, CancellationToken cancellationToken) =>
        repository.Run(["rev-list", from is null ? CommitId : $"{from}..{CommitId}", "--"], cancellationToken)
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The error for a revision that names no commit.</summary>
    public static ReleaseException NoCommit(GitRepository repository, string revision) =>
        new(Fault.Input, $"There is no commit '{revision}' in '{repository.Path}'. Name a tag, a branch or a commit that was fetched.");
}
