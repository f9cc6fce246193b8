using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace UvRelease.Posix;

/// <summary>User and group of a file. A container action runs as root in a workspace that belongs to somebody else.</summary>
/// <param name="User">Numeric user id.</param>
/// <param name="Group">Numeric group id.</param>
public readonly record struct FileOwner(uint User, uint Group)
{
    /// <summary>Reads the owner of a file, folder or link (the link's own, not its target's).</summary>
    /// <exception cref="IOException">The path can't be examined.</exception>
    public static unsafe FileOwner Of(string path)
    {
        if (OtherSystem.IsHere)
            return default;
        const int statxSize = 256, userOffset = 20, groupOffset = 24;
        Span<byte> buffer = stackalloc byte[statxSize];
        fixed (byte* p = buffer)
        {
            if (Libc.Statx(Libc.AT_FDCWD, path, Libc.AT_SYMLINK_NOFOLLOW, Libc.STATX_UID | Libc.STATX_GID, p) != 0)
                throw new IOException($"The owner of '{path}' can't be read: {Marshal.GetLastPInvokeErrorMessage()}.");
        }

        return BitConverter.IsLittleEndian
            ? new FileOwner(BinaryPrimitives.ReadUInt32LittleEndian(buffer[userOffset..]), BinaryPrimitives.ReadUInt32LittleEndian(buffer[groupOffset..]))
            : new FileOwner(BinaryPrimitives.ReadUInt32BigEndian(buffer[userOffset..]), BinaryPrimitives.ReadUInt32BigEndian(buffer[groupOffset..]));
    }

    /// <summary>Numeric id of the user that this process acts for.</summary>
    public static uint CurrentUser => OtherSystem.IsHere ? 0 : Libc.EffectiveUserId();

    /// <summary>True when this process may give files away.</summary>
    public static bool CanGiveAway => CurrentUser == 0 && !OtherSystem.IsHere;

    /// <summary>Gives a path, and all below it that belongs to one user, to this owner. Links are given away themselves, never followed.</summary>
    /// <param name="path">The path.</param>
    /// <param name="from">The user that it is taken from; root, unless another is named.</param>
    /// <exception cref="IOException">An owner can't be changed.</exception>
    public void Take(string path, uint from = 0)
    {
        TakeOne(path, from);
        if (!Directory.Exists(path) || new FileInfo(path).LinkTarget is not null)
            return;
        var everything = new EnumerationOptions { AttributesToSkip = FileAttributes.None, RecurseSubdirectories = false, IgnoreInaccessible = false };
        foreach (string entry in Directory.EnumerateFileSystemEntries(path, "*", everything))
            Take(entry, from);
    }

    private void TakeOne(string path, uint from)
    {
        if (Of(path).User == from && Libc.ChangeOwner(path, User, Group) != 0)
            throw new IOException($"'{path}' can't be given to user {User}: {Marshal.GetLastPInvokeErrorMessage()}.");
    }
}
