namespace UvRelease.Posix;

/// <summary>Names for the bits of a mode (inode(7)).</summary>
public static class FileModes
{
    /// <summary>0755: programs and folders.</summary>
    public const int Executable = 0x1ed;

    /// <summary>0644: other files.</summary>
    public const int Plain = 0x1a4;

    /// <summary>0777: what links have, and the bits that say who may do what.</summary>
    public const int Access = 0x1ff;

    /// <summary>0666: a new file, as far as the umask lets.</summary>
    public const int Shared = 0x1b6;

    /// <summary>0200: its owner may write it.</summary>
    public const int OwnerWrite = 0x80;

    /// <summary>0700: its owner may do everything.</summary>
    public const int OwnerAccess = 0x1c0;

    /// <summary>0400: its owner may read it.</summary>
    public const int OwnerRead = 0x100;

    /// <summary>0020: its group may write it.</summary>
    public const int GroupWrite = 0x10;

    /// <summary>0002: everybody may write it.</summary>
    public const int OthersWrite = 0x2;

    /// <summary>0001: everybody may run it; of a folder, enter it without a look at what is there.</summary>
    public const int OthersExecute = 0x1;

    /// <summary>07000: it runs with the rights of its owner or group, or is kept in memory.</summary>
    public const int Lent = 0xe00;

    /// <summary>0100: its owner may run it.</summary>
    public const int OwnerExecute = 0x40;

    /// <summary>07777: all bits but those of the type.</summary>
    public const int Permissions = 0xfff;

    /// <summary>The bits of the type.</summary>
    public const int Type = 0xf000;

    /// <summary>The type of files.</summary>
    public const int File = 0x8000;

    /// <summary>The type of folders.</summary>
    public const int Directory = 0x4000;

    /// <summary>The type of symbolic links.</summary>
    public const int Link = 0xa000;

    /// <summary>0755 for what is a folder or its owner may run, else 0644.</summary>
    public static int Normalized(bool executable) => executable ? Executable : Plain;

    /// <summary>A mode in four octal digits.</summary>
    public static string Octal(int mode) => Convert.ToString(mode, 8).PadLeft(4, '0');
}
