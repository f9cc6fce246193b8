using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace UvRelease.Posix;

/// <summary>What a path names.</summary>
public enum FileType
{
    /// <summary>A regular file.</summary>
    File,

    /// <summary>A folder.</summary>
    Directory,

    /// <summary>A symbolic link.</summary>
    Link,

    /// <summary>A pipe, socket or device: reading one may wait for ever.</summary>
    Special,
}

/// <summary>What statx(2) says of a path itself; a link is not followed.</summary>
/// <param name="Type">What it is.</param>
/// <param name="Mode">Permission bits, 0 to 07777.</param>
/// <param name="Size">Bytes of a file.</param>
public readonly record struct FileStatus(FileType Type, int Mode, long Size)
{
    /// <summary>Reads the status of a path.</summary>
    /// <exception cref="IOException">The path can't be examined.</exception>
    public static FileStatus Of(string path) => OtherSystem.IsHere ? OtherSystem.StatusOf(path) : Of(Libc.AT_FDCWD, path, Libc.AT_SYMLINK_NOFOLLOW);

    /// <summary>Reads the status of an open file.</summary>
    /// <exception cref="IOException">It can't be examined.</exception>
    public static FileStatus Of(SafeFileHandle file)
    {
        bool kept = false;
        try
        {
            file.DangerousAddRef(ref kept);
            return Of((int)file.DangerousGetHandle(), "", Libc.AT_EMPTY_PATH);
        }
        finally
        {
            if (kept)
                file.DangerousRelease();
        }
    }

    /// <summary>What a name in an open folder is, a link not followed; null where it can't be said.</summary>
    internal static FileType? TypeAt(int folder, string name)
    {
        try
        {
            return Of(folder, name, Libc.AT_SYMLINK_NOFOLLOW).Type;
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static unsafe FileStatus Of(int folder, string path, int flags)
    {
        const int statxSize = 256, modeOffset = 28, sizeOffset = 40;
        const uint typeModeAndSize = 0x1 | 0x2 | 0x200;
        Span<byte> buffer = stackalloc byte[statxSize];
        fixed (byte* p = buffer)
        {
            if (Libc.Statx(folder, path, flags, typeModeAndSize, p) != 0)
                throw new IOException($"'{path}' can't be examined: {Marshal.GetLastPInvokeErrorMessage()}.");
        }

        int mode = MemoryMarshal.Read<ushort>(buffer[modeOffset..]);
        FileType type = (mode & FileModes.Type) switch
        {
            FileModes.File => FileType.File,
            FileModes.Directory => FileType.Directory,
            FileModes.Link => FileType.Link,
            _ => FileType.Special,
        };
        return new FileStatus(type, mode & FileModes.Permissions, MemoryMarshal.Read<long>(buffer[sizeOffset..]));
    }

    /// <summary>True when its owner may run it, or go into it.</summary>
    public bool IsExecutable => (Mode & FileModes.OwnerExecute) != 0;

    /// <summary>Sets the permission bits of a file or folder.</summary>
    /// <param name="path">The file or folder.</param>
    /// <param name="mode">0 to 07777.</param>
    /// <exception cref="IOException">They can't be set.</exception>
    public static void SetMode(string path, int mode)
    {
        if (OtherSystem.IsHere)
            return;
        if (Libc.ChangeMode(path, (uint)mode) != 0)
            throw new IOException($"The mode of '{path}' can't be set: {Marshal.GetLastPInvokeErrorMessage()}.");
    }
}
