using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace UvRelease.Posix;

/// <summary>
/// A folder beside a place, for what is made of several files or by programs of others. What is finished is moved into its place, flushed to disk, so that
/// a reader, or a kill at any moment, sees the old or the new; the rest goes with the folder. What a killed process left is removed by the next that
/// makes the same.
/// </summary>
public sealed class StagingFolder : IDisposable
{
    private StagingFolder(string path) => Path = path;

    /// <summary>Absolute path.</summary>
    public string Path { get; }

    /// <summary>Makes an empty one in the folder of <paramref name="target"/>, which is made where it is missing.</summary>
    /// <param name="target">The place of what is made.</param>
    /// <exception cref="IOException">The folder can't be written.</exception>
    /// <exception cref="UnauthorizedAccessException">No permission for the folder.</exception>
    public static StagingFolder Beside(string target)
    {
        string full = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(target));
        string folder = System.IO.Path.GetDirectoryName(full) ?? throw new IOException($"'{target}' has no folder beside it.");
        // As long for every name: a name may be as long as the system takes it.
        string name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(System.IO.Path.GetFileName(full))))[..32];
        string path = System.IO.Path.Combine(folder, $".{name}.part");
        Directory.CreateDirectory(folder);
        UnfinishedPaths.Remove(path);
        UnfinishedPaths.Begin(path);
        Directory.CreateDirectory(path);
        return new StagingFolder(path);
    }

    /// <summary>Path of something in it.</summary>
    public string At(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Moves a file to its place, over one that is there.</summary>
    /// <exception cref="IOException">It can't be flushed or moved.</exception>
    public void MoveFile(string name, string target)
    {
        FileFlush.File(At(name));
        File.Move(At(name), target, overwrite: true);
    }

    /// <summary>Moves a folder to its place, with everything in it.</summary>
    /// <param name="name">The folder.</param>
    /// <param name="target">Its place.</param>
    /// <param name="replace">True puts it in the place of what is there.</param>
    /// <exception cref="IOException">It can't be flushed or moved, or something is there.</exception>
    public void MoveFolder(string name, string target, bool replace)
    {
        FlushTree(At(name));
        bool isThere = replace && System.IO.Path.Exists(target);
        if (TryRename(At(name), target, isThere ? Libc.RENAME_EXCHANGE : Libc.RENAME_NOREPLACE))
            return;
        // File systems without these flags.
        if (isThere)
            UnfinishedPaths.Remove(target);
        Directory.Move(At(name), target);
    }

    /// <summary>Removes it with what is left in it.</summary>
    public void Dispose() => UnfinishedPaths.End(Path);

    private static bool TryRename(string from, string to, uint flags)
    {
        if (Libc.Rename(Libc.AT_FDCWD, from, Libc.AT_FDCWD, to, flags) == 0)
            return true;
        int error = Marshal.GetLastPInvokeError();
        return error is Libc.EINVAL or Libc.ENOSYS or Libc.ENOTSUP or Libc.EXDEV ? false
            : throw new IOException($"'{from}' can't be moved to '{to}': {Marshal.GetPInvokeErrorMessage(error)}.", error);
    }

    private static void FlushTree(string folder)
    {
        var folders = new List<string> { folder };
        var files = new List<string>();
        for (int i = 0; i < folders.Count; i++)
        {
            foreach (FileSystemInfo entry in new DirectoryInfo(folders[i]).EnumerateFileSystemInfos().Where(entry => entry.LinkTarget is null))
                (entry is DirectoryInfo ? folders : files).Add(entry.FullName);
        }

        Cores.For(files.Count, i => FileFlush.File(files[i]), CancellationToken.None);
        Cores.For(folders.Count, i => FileFlush.Folder(folders[i]), CancellationToken.None);
    }
}
