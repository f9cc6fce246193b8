using System.Text;
using UvRelease.ReleaseTree.Tree;

namespace UvRelease.ReleaseTree.Git;

/// <summary>Writes files as a git tree, through an index of its own.</summary>
public static class GitTree
{
    /// <summary>Writes the blobs and the tree that holds them.</summary>
    /// <returns>Id of the tree.</returns>
    public static async Task<string> WriteAsync(GitCommand git, IReadOnlyList<TreeFile> files, CancellationToken cancellationToken)
    {
        var entries = new StringBuilder();
        foreach (TreeFile file in files)
        {
            string blob = (await git.RunAsync(["hash-object", "-w", "--no-filters", "--stdin"], cancellationToken, file.Text)).Trim();
            entries.Append($"100644 {blob}\t{file.Path}\0");
        }

        DirectoryInfo folder = Directory.CreateTempSubdirectory("release-tree-");
        try
        {
            var index = new Dictionary<string, string>(StringComparer.Ordinal) { ["GIT_INDEX_FILE"] = Path.Combine(folder.FullName, "index") };
            await git.RunAsync(["update-index", "-z", "--index-info"], cancellationToken, entries.ToString(), index);
            return (await git.RunAsync(["write-tree"], cancellationToken, variables: index)).Trim();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
