using UvRelease.ReleaseTree.Tree;
using UvRelease.Releases;

namespace UvRelease.ReleaseTree.Git;

/// <summary>A name and a mail address, as a commit has them.</summary>
/// <param name="Name">Name.</param>
/// <param name="Mail">Mail address.</param>
public sealed record Identity(string Name, string Mail)
{
    /// <summary>Reads <c>Name &lt;mail&gt;</c>.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: the text has another form.</exception>
    public static Identity Parse(string text)
    {
        int open = text.IndexOf('<', StringComparison.Ordinal);
        bool valid = open > 0 && text[^1] == '>' && text.IndexOf('>', StringComparison.Ordinal) == text.Length - 1
            && open < text.Length - 2 && text[..open].Trim().Length > 0;
        return valid
            ? new Identity(text[..open].Trim(), text[(open + 1)..^1].Trim())
            : throw new ReleaseException(Fault.Input, $"Input 'identity' is '{text}' and must be Name <mail>.");
    }
}

/// <summary>The commit of main that a release is made from.</summary>
/// <param name="Id">Its full id.</param>
/// <param name="Author">Who wrote it.</param>
/// <param name="Committer">Who committed it.</param>
/// <param name="Date">When it was committed, as git takes it: <c>@seconds zone</c>. It is the only time in a release.</param>
public sealed record SourceCommit(string Id, Identity Author, Identity Committer, string Date)
{
    /// <summary>Reads the commit that is checked out.</summary>
    /// <exception cref="ReleaseException">
    /// <see cref="Fault.Input"/>: the checkout has changes, and a trailer that names a commit would lie about them. <see cref="Fault.Environment"/>:
    /// no repository, or no commit.
    /// </exception>
    public static async Task<SourceCommit> ReadAsync(GitCommand git, CancellationToken cancellationToken)
    {
        string[] changes = (await git.RunAsync(["status", "--porcelain=v1", "--untracked-files=all", "--no-renames"], cancellationToken))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (changes.Length > 0)
            throw new ReleaseException(Fault.Input,
                $"The source in '{git.Folder}' has {changes.Length} changes that are not committed "
                + $"({string.Join(", ", changes.Take(5).Select(change => change[3..]))}{(changes.Length > 5 ? ", …" : "")}). Commit or remove them: a release "
                + "is made from a commit.");
        string[] field = (await git.RunAsync(
            ["log", "-1", "--no-show-signature", "--no-mailmap", "--encoding=UTF-8", "--date=raw", "--format=%H%x00%an%x00%ae%x00%cn%x00%ce%x00%cd", "HEAD"],
            cancellationToken)).TrimEnd('\n').Split('\0');
        return new SourceCommit(field[0], new Identity(field[1], field[2]), new Identity(field[3], field[4]), "@" + field[5]);
    }

    /// <summary>Reads the files that the tree is made from, out of the commit: line-end settings and ignored files of a checkout play no part.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: a file is a link, or no text.</exception>
    public async Task<IReadOnlyList<TreeFile>> FilesAsync(GitCommand git, CancellationToken cancellationToken)
    {
        string printed = await git.RunAsync(["ls-tree", "-r", "-z", Id], cancellationToken);
        var files = new List<TreeFile>();
        foreach (string entry in printed.Split('\0', StringSplitOptions.RemoveEmptyEntries))
        {
            int tab = entry.IndexOf('\t', StringComparison.Ordinal);
            (string[] facts, string path) = (entry[..tab].Split(' '), entry[(tab + 1)..]);
            if (!SourcePaths.Wanted(path))
                continue;
            files.Add(facts[0] is "100644" or "100755" ? TreeFile.Decode(path, await git.BlobAsync(facts[2], cancellationToken))
                : throw SourceFolder.LinkRefused(path));
        }

        return files;
    }
}
