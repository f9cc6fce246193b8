using UvRelease.Changelog.Commits;
using UvRelease.Changelog.Git;
using UvRelease.Posix;

namespace UvRelease.Changelog.ChangelogFragments;

/// <summary>Finds the commits that added changelog fragments: with them a fragment is paired with its change whatever its words are.</summary>
public static class ChangelogFragmentOrigins
{
    /// <summary>
    /// Fills in <see cref="ChangelogFragment.Commit"/> with one call of git, and with none where there are no fragments. A fragment that is not
    /// committed yet, or was added before
    /// the range, has none. Where the same file was added twice (a backport), the commit that has a change is taken.
    /// </summary>
    /// <param name="repository">The repository.</param>
    /// <param name="query">The range; its paths don't matter here.</param>
    /// <param name="folder">The folder of changelog fragments, absolute.</param>
    /// <param name="fragments">Its fragments.</param>
    /// <param name="changes">Changes of the range.</param>
    /// <param name="cancellationToken">Ends git.</param>
    /// <exception cref="Releases.ReleaseException"><see cref="Releases.Fault.Environment"/>: git failed; the message holds its words.</exception>
    public static IReadOnlyList<ChangelogFragment> Fill(
        GitRepository repository, LogQuery query, string folder, IReadOnlyList<ChangelogFragment> fragments,
            IReadOnlyList<Change> changes, CancellationToken cancellationToken)
    {
        // Without trees every commit's would be fetched on its own; the other ways to pair are left then.
        if (fragments.Count == 0 || (PartialClone.Filter(repository, cancellationToken))?.StartsWith("tree:", StringComparison.Ordinal) == true)
            return fragments;
        ILookup<string, string> added = Added(Log(repository, query, folder, cancellationToken));
        HashSet<string> told = [.. changes.Select(change => change.Commit.Id)];
        return [.. fragments.Select(fragment => added[Path.GetFileName(fragment.File)] is var commits
            && commits.Any() ? fragment with { Commit = commits.FirstOrDefault(told.Contains) ?? commits.First() } : fragment)];
    }

    private static string Log(GitRepository repository, LogQuery query, string folder, CancellationToken cancellationToken)
    {
        string relative = Path.GetRelativePath(repository.Path, folder);
        string files = relative == "." ? "*.md" : relative + "/*.md";
        string escaped = string.Concat(files[..^4].Select(c => c is '*' or '?' or '[' or '\\' ? $"\\{c}" : $"{c}")) + files[^4..];
        ChildResult result = repository.Try(
            ["log", "-z", "--topo-order", "--full-history", "--diff-filter=A", "--no-renames",
                "--no-ext-diff", "--no-show-signature", "--no-color", "--no-notes", "--name-only", "--format=%H", "--stdin", "--", ":(glob)" + escaped],
            cancellationToken,
            query.Input());
        // Fragments of another repository were added by no commit of this one.
        return result.ExitCode == 0 ? result.Output
            : result.Error.Contains("outside repository", StringComparison.Ordinal) ? ""
            : throw repository.Unreadable(result.Error);
    }

    // Ids and paths, each ended by NUL, and a line end before the first path of a commit; file names may hold anything but NUL, and these end in .md.
    private static ILookup<string, string> Added(string printed)
    {
        var added = new List<(string Name, string Commit)>();
        string commit = "";
        foreach (string field in printed.Split('\0', StringSplitOptions.RemoveEmptyEntries))
        {
            if (field.EndsWith(".md", StringComparison.Ordinal))
                added.Add((Path.GetFileName(field.TrimStart('\n')), commit));
            else
                commit = field.Trim('\n');
        }

        return added.ToLookup(file => file.Name, file => file.Commit, StringComparer.Ordinal);
    }
}
