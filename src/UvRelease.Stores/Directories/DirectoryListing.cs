using UvRelease.Posix;

namespace UvRelease.Stores.Directories;

/// <summary>Keys of a folder in the order of their UTF-8 bytes, as object stores list: a folder comes where its name with a slash would.</summary>
internal static class DirectoryListing
{
    private static readonly EnumerationOptions Everything = new() { AttributesToSkip = FileAttributes.None };

    /// <summary>Lists what begins with a prefix.</summary>
    /// <param name="root">Folder of the store.</param>
    /// <param name="folder">Folder that is walked: "" or with a closing slash, relative to the store's.</param>
    /// <param name="prefix">What the keys begin with.</param>
    public static IEnumerable<ListedObject> Below(string root, string folder, string prefix)
    {
        foreach (FileSystemInfo entry in Entries(Path.Combine(root, folder)))
        {
            string key = folder + entry.Name;
            if (entry is DirectoryInfo)
            {
                string inner = key + "/";
                bool wanted = inner.StartsWith(prefix, StringComparison.Ordinal) || prefix.StartsWith(inner, StringComparison.Ordinal);
                foreach (ListedObject below in wanted ? Below(root, inner, prefix) : [])
                    yield return below;
            }
            else if (key.StartsWith(prefix, StringComparison.Ordinal) && StoreKey.TryOf(key, out StoreKey? checkedKey) && Status((FileInfo)entry) is { } status)
            {
                yield return new ListedObject(checkedKey, status.Size, new DateTimeOffset(entry.LastWriteTimeUtc));
            }
        }
    }

    private static List<FileSystemInfo> Entries(string folder)
    {
        try
        {
            return new DirectoryInfo(folder).EnumerateFileSystemInfos("*", Everything)
                .Where(entry => entry.Name != StoreKey.PrivateFolder && entry.LinkTarget is null)
                .OrderBy(entry => entry is DirectoryInfo ? entry.Name + "/" : entry.Name, Comparer<string>.Create(StoreKey.Compare))
                .ToList();
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
    }

    private static FileStatus? Status(FileInfo file)
    {
        try
        {
            return FileStatus.Of(file.FullName) is { Type: FileType.File } status ? status : null;
        }
        catch (IOException)
        {
            // Deleted since the folder was read.
            return null;
        }
    }
}
