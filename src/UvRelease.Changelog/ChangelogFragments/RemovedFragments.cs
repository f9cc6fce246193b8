using UvRelease.Changelog.Commits;
using UvRelease.Changelog.Git;
using UvRelease.Posix;

namespace UvRelease.Changelog.ChangelogFragments;

/// <summary>
/// Fragments that a commit of the release itself has removed: a release request takes them out with the version, and its notes are written again when it is
/// merged. Whatever else removes a fragment takes it back.
/// </summary>
internal static class RemovedFragments
{
    /// <summary>Reads them; asks git nothing where no commit of the range only makes a release.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="query">The range; its paths don't matter here.</param>
    /// <param name="commits">Its commits.</param>
    /// <param name="folder">The folder of fragments.</param>
    /// <param name="cancellationToken">Ends git.</param>
    /// <exception cref="Releases.ReleaseException"><see cref="Releases.Fault.Input"/>: one of them can't be read.</exception>
    public static IReadOnlyList<ChangelogFragment> Read(
        GitRepository repository, LogQuery query, IReadOnlyList<Commit> commits, ProjectPath folder, CancellationToken cancellationToken)
    {
        HashSet<string> makers = [.. commits.Where(commit => commit.Parents.Count == 1 && VersionCommit.Is(Subject(commit))).Select(commit => commit.Id)];
        if (makers.Count == 0)
            return [];
        string relative = Path.GetRelativePath(repository.Path, folder.FullPath).Replace('\\', '/');
        if (relative.StartsWith("..", StringComparison.Ordinal))
            return [];
        var removed = new List<ChangelogFragment>();
        foreach (string maker in makers)
        {
            string names = repository.Run(
                ["diff-tree", "-r", "-z", "--no-renames", "--diff-filter=D", "--name-only", "--relative", maker + "^", maker, "--", $":(glob){relative}/*.md"],
                cancellationToken);
            foreach (string path in names.Split('\0', StringSplitOptions.RemoveEmptyEntries))
            {
                string file = Path.GetFileName(path);
                if (file.Equals("README.md", StringComparison.OrdinalIgnoreCase))
                    continue;
                ChildResult text = repository.Try(["show", $"{maker}^:./{path}"], cancellationToken);
                if (text.ExitCode == 0)
                    removed.Add(ChangelogFragmentFile.Parse(text.Output, $"{folder.Name}/{file}"));
            }
        }

        return removed;
    }

    private static string Subject(Commit commit) => commit.Message.Split('\n', 2)[0].TrimEnd('\r');
}
