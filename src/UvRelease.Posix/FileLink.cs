using System.Runtime.InteropServices;

namespace UvRelease.Posix;

/// <summary>Names of files: given where there is none yet, and made to last.</summary>
public static class FileLink
{
    /// <summary>
    /// Gives a finished file a name that no file has yet: link(2), and where the file system has no hard links renameat2(2) that replaces nothing.
    /// Of any number of processes that try at once, one succeeds. The old name stays where there are links.
    /// </summary>
    /// <returns>False when the name is taken.</returns>
    /// <exception cref="DirectoryNotFoundException">A folder of the name is missing.</exception>
    /// <exception cref="IOException">The name can't be given.</exception>
    public static bool TryCreate(string file, string name)
    {
        if (Libc.Link(file, name) == 0)
            return true;
        int error = Marshal.GetLastPInvokeError();
        if (error is Libc.EPERM or Libc.ENOTSUP or Libc.ENOSYS or Libc.EMLINK)
        {
            if (Libc.Rename(Libc.AT_FDCWD, file, Libc.AT_FDCWD, name, Libc.RENAME_NOREPLACE) == 0)
                return true;
            error = Marshal.GetLastPInvokeError();
        }

        return error switch
        {
            Libc.EEXIST => false,
            Libc.ENOENT => throw new DirectoryNotFoundException($"The folder of '{name}' is not there."),
            Libc.EINVAL =>
                throw new IOException($"'{name}' can't be created safely: its file system has neither hard links nor a rename that replaces nothing."),
            _ => throw new IOException($"'{name}' can't be created: {Marshal.GetPInvokeErrorMessage(error)}.", error),
        };
    }

    /// <summary>Gives a finished file a name, over one that is there, and makes it last.</summary>
    /// <exception cref="IOException">The name can't be given, or not be flushed.</exception>
    public static void Replace(string file, string name)
    {
        // The framework's own move would copy the bytes where the two are on different file systems, and readers would see half a file.
        if (Libc.Rename(Libc.AT_FDCWD, file, Libc.AT_FDCWD, name, 0) != 0)
        {
            int error = Marshal.GetLastPInvokeError();
            string message = $"'{name}' can't be replaced: {Marshal.GetPInvokeErrorMessage(error)}.";
            throw error == Libc.ENOENT ? new DirectoryNotFoundException(message) : new IOException(message, error);
        }

        FileFlush.Folder(Path.GetDirectoryName(name)!);
    }
}
