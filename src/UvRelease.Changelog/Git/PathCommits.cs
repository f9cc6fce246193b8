namespace UvRelease.Changelog.Git;

/// <summary>Which commits of a range change chosen paths.</summary>
public static class PathCommits
{
    /// <summary>
    /// Finds them. Their messages and parents are read with the whole range: a log that is limited to paths says nothing of the commits between, so
    /// nobody could tell
    /// from it what a merge brought or what a revert took back.
    /// </summary>
    /// <param name="repository">The repository.</param>
    /// <param name="query">The range and the paths.</param>
    /// <param name="cancellationToken">Ends git.</param>
    /// <returns>Ids of commits that are no merges; null when every path is chosen, and git is not asked.</returns>
    /// <exception cref="Releases.ReleaseException"><see cref="Releases.Fault.Environment"/>: git failed. <see cref="Releases.Fault.Input"/>: a path
    /// makes no sense.</exception>
    public static IReadOnlySet<string>? Find(GitRepository repository, LogQuery query, CancellationToken cancellationToken)
    {
        if (query.Paths.IsEverything)
            return null;
        string printed = repository.Run(["rev-list", "--full-history", "--no-merges", "--stdin", "--", .. query.Paths.Pathspecs()],
            cancellationToken, query.Input());
        return new HashSet<string>(printed.Split('\n', StringSplitOptions.RemoveEmptyEntries), StringComparer.Ordinal);
    }

    /// <summary>Included paths that no file matches, neither at the beginning of the range nor at its end: most are misspelt.</summary>
    /// <inheritdoc cref="Find"/>
    public static IReadOnlyList<string> Unmatched(GitRepository repository, LogQuery query, CancellationToken cancellationToken)
    {
        if (query.Paths.Include.Count == 0)
            return [];
        string nothing = repository.Run(["hash-object", "-t", "tree", "--stdin"], cancellationToken, "").Trim();
        string[] commits = query.From is null ? [query.To] : [query.To, query.From];
        return [.. query.Paths.Include.Where(path => commits.All(commit => repository.Try(
            ["diff-tree", "--quiet", "-r", nothing, commit, "--", .. new PathFilter([path], []).Pathspecs()], cancellationToken).ExitCode == 0))];
    }
}
