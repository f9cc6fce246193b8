using System.Collections.Concurrent;

namespace UvRelease.Posix;

/// <summary>Files and folders that are being made at this moment beside their places.</summary>
internal static class UnfinishedPaths
{
    private const int Attempts = 5;
    private static readonly ConcurrentDictionary<string, bool> Paths = new(StringComparer.Ordinal);

    /// <summary>Remembers one before it is made.</summary>
    public static void Begin(string path) => Paths[path] = true;

    /// <summary>Removes one that is there still, and forgets it.</summary>
    public static void End(string path)
    {
        Remove(path);
        Paths.TryRemove(path, out _);
    }

    /// <summary>Removes all of them as far as that is possible; their writers may still be writing.</summary>
    public static void RemoveAll()
    {
        foreach (string path in Paths.Keys)
        {
            for (int attempt = 0; attempt < Attempts; attempt++)
            {
                try
                {
                    Remove(path);
                    break;
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                {
                    // The others can still go.
                }
            }
        }
    }

    /// <summary>Removes a file, link or folder; nothing when it is not there.</summary>
    public static void Remove(string path)
    {
        try
        {
            if (Directory.Exists(path) && new FileInfo(path).LinkTarget is null)
                Directory.Delete(path, recursive: true);
            else
                File.Delete(path);
        }
        catch (DirectoryNotFoundException)
        {
            // It went with a folder above it.
        }
        catch (UnauthorizedAccessException) when (Directory.Exists(path))
        {
            // Copies of folders that nobody may write.
            MakeWritable(path);
            Directory.Delete(path, recursive: true);
        }
    }

    private static void MakeWritable(string folder)
    {
        FileStatus.SetMode(folder, FileModes.OwnerAccess);
        foreach (DirectoryInfo below in new DirectoryInfo(folder).EnumerateDirectories().Where(below => below.LinkTarget is null))
            MakeWritable(below.FullName);
    }
}
