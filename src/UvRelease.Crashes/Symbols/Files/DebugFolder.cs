using UvRelease.Releases;

namespace UvRelease.Crashes.Symbols.Files;

/// <summary>Finds the programs and debug files in a folder.</summary>
public static class DebugFolder
{
    /// <summary>All of them, in the order of their paths. Links are not followed: what they point to is in the folder too, or none of its business.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: one is broken; offset and field are named.</exception>
    public static IReadOnlyList<DebugObject> Find(string folder, CancellationToken cancellationToken)
    {
        var found = new List<DebugObject>();
        foreach (string path in Files(folder, cancellationToken))
            found.AddRange(DebugObjectReader.Read(System.IO.Path.Combine(folder, path), path));
        return found;
    }

    /// <summary>Paths of all files, relative to a folder, with slashes, in the order of their code units.</summary>
    internal static IReadOnlyList<string> Files(string folder, CancellationToken cancellationToken)
    {
        var files = new List<string>();
        var left = new Stack<string>([folder]);
        while (left.TryPop(out string? at))
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (FileSystemInfo entry in new DirectoryInfo(at).EnumerateFileSystemInfos())
            {
                if (entry.LinkTarget is not null)
                    continue;
                if (entry is DirectoryInfo)
                    left.Push(entry.FullName);
                else
                    files.Add(System.IO.Path.GetRelativePath(folder, entry.FullName));
            }
        }

        files.Sort(StringComparer.Ordinal);
        return files;
    }
}
