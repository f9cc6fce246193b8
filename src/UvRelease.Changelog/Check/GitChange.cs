using System.Text;
using UvRelease.Changelog.Check.Changes;
using UvRelease.Changelog.Git;
using UvRelease.Releases;

namespace UvRelease.Changelog.Check;

/// <summary>Reads a range of commits from a repository on this machine: its messages, its files, its changelog fragments as they are at its end.</summary>
public static class GitChange
{
    private const int MostFragments = 100;

    /// <summary>Reads what <paramref name="to"/> has and <paramref name="from"/> has not.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="from">Commit, tag or branch that the change goes onto.</param>
    /// <param name="to">Newest commit of the change.</param>
    /// <param name="fragmentFolder">Folder of changelog fragments.</param>
    /// <param name="source">What the range is.</param>
    /// <param name="cancellationToken">Ends git.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: no such commit. <see cref="Fault.Environment"/>: git fails.</exception>
    public static CheckedChange Read(
        GitRepository repository, string from, string to, string fragmentFolder, ChangeSource source, CancellationToken cancellationToken)
    {
        repository.Check(cancellationToken);
        string begin = Resolve(repository, from, "from", cancellationToken), end = Resolve(repository, to, "to", cancellationToken);
        IReadOnlyList<Commit> commits = CommitLog.Read(repository, begin, end, cancellationToken);
        ChangedFile[] files =
            Files(repository.Run(["diff", "--name-status", "--no-renames", "--no-ext-diff", "-z", "--end-of-options", $"{begin}...{end}", "--"],
            cancellationToken));
        ChangedFile[] changed = [.. files.Where(file => file.IsFragmentOf(fragmentFolder))];
        var fragments = new List<ChangelogFragmentText>();
        foreach (ChangedFile file in changed.Take(MostFragments))
            fragments.Add(new ChangelogFragmentText(file.Path, Text(repository, $"{end}:{file.Path}", cancellationToken)));
        return new CheckedChange
        {
            Source = source,
            Commits = [.. commits.Reverse().Select(commit => new CheckedCommit(commit.Id, commit.Message, commit.Parents.Count > 1))],
            Files = files,
            Fragments = fragments,
            Gaps = changed.Length > MostFragments ? [$"There are {changed.Length} fragments; the first {MostFragments} were checked."] : [],
        };
    }

    private static string Resolve(GitRepository repository, string revision, string what, CancellationToken cancellationToken) =>
        repository.Resolve(revision, cancellationToken)
            ?? throw new ReleaseException(Fault.Input,
                $"Input '{what}' is '{revision}', and the repository has no such commit, tag or branch. Fetch it, or correct the name.");

    private static ChangedFile[] Files(string printed)
    {
        string[] fields = printed.Split('\0', StringSplitOptions.RemoveEmptyEntries);
        return [.. Enumerable.Range(0, fields.Length / 2).Select(i => new ChangedFile(fields[(2 * i) + 1], fields[2 * i] == "D"))];
    }

    private static string Text(GitRepository repository, string blob, CancellationToken cancellationToken)
    {
        var text = new MemoryStream();
        repository.Stream(
            ["cat-file", "blob", blob],
            null,
            stream =>
            {
                byte[] buffer = new byte[64 * 1024];
                int count;
                while (text.Length <= ChangelogFragmentText.LongestFile && (count = stream.Read(buffer)) > 0)
                    text.Write(buffer, 0, count);

                // A fragment that is too long needs no end.
                return text.Length <= ChangelogFragmentText.LongestFile;
            },
            cancellationToken);
        return Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length);
    }
}
