namespace UvRelease.Runner;

/// <summary>Where git keeps a repository's own files: <c>.git</c> of a work tree, and bare repositories by what is in them.</summary>
internal static class GitFolder
{
    /// <summary>Finds the git folder, or the file <c>.git</c>, that a path is or is below.</summary>
    /// <param name="path">An absolute path without links; it need not exist.</param>
    /// <param name="root">Folder above it where the search ends.</param>
    /// <returns>Null for none.</returns>
    public static string? Above(string path, string root)
    {
        for (string? folder = path; folder is not null && folder != root; folder = Path.GetDirectoryName(folder))
        {
            if (Path.GetFileName(folder).Equals(".git", StringComparison.OrdinalIgnoreCase) || IsRepository(folder))
                return folder;
        }

        return IsRepository(root) ? root : null;
    }

    // is_git_directory in git's setup.c.
    private static bool IsRepository(string folder) =>
        Path.Exists(Path.Combine(folder, "HEAD")) && Directory.Exists(Path.Combine(folder, "objects")) && Directory.Exists(Path.Combine(folder, "refs"));
}
