namespace UvRelease.Portable;

/// <summary>Folders without a file.</summary>
internal static class EmptyFolders
{
    /// <summary>Those of some folders that no file is in, at any depth.</summary>
    /// <param name="folders">Paths of folders.</param>
    /// <param name="files">Paths of files.</param>
    public static IEnumerable<string> Among(IEnumerable<string> folders, IEnumerable<string> files)
    {
        var filled = new HashSet<string>(StringComparer.Ordinal);
        foreach (string file in files)
        {
            // A folder that is known has its own folders known.
            for (int slash = file.LastIndexOf('/'); slash > 0 && filled.Add(file[..slash]); slash = file.LastIndexOf('/', slash - 1))
            {
            }
        }

        return folders.Where(folder => !filled.Contains(folder));
    }
}
