namespace UvRelease.Formats.Asar;

/// <summary>What an entry of an asar archive is.</summary>
public enum AsarEntryKind
{
    /// <summary>A file, in the archive or unpacked beside it.</summary>
    File,

    /// <summary>A folder.</summary>
    Folder,

    /// <summary>A symbolic link.</summary>
    Link,
}

/// <summary>One entry of an asar archive (github.com/electron/asar, "Format").</summary>
/// <param name="Path">Path from the root of the archive, with slashes.</param>
/// <param name="Kind">What it is.</param>
public sealed record AsarEntry(string Path, AsarEntryKind Kind)
{
    /// <summary>Bytes of a file.</summary>
    public long Size { get; init; }

    /// <summary>Place of a packed file's first byte, from the end of the header.</summary>
    public long Offset { get; init; }

    /// <summary>True for a file or link that is in the folder <c>name.asar.unpacked</c> instead.</summary>
    public bool IsUnpacked { get; init; }

    /// <summary>True for a packed file that its owner may run.</summary>
    public bool IsExecutable { get; init; }

    /// <summary>Where a link leads, as a path from the root of the archive.</summary>
    public string Target { get; init; } = "";

    /// <summary>Digests that Electron checks when it reads the file; null where the archive has none.</summary>
    public AsarIntegrity? Integrity { get; init; }
}

/// <summary>Digests of a file in an archive: SHA-256 in lower-case hexadecimal digits.</summary>
/// <param name="Hash">Of the whole file.</param>
/// <param name="BlockSize">Bytes of a block, the last one aside.</param>
/// <param name="Blocks">Of each block.</param>
public sealed record AsarIntegrity(string Hash, int BlockSize, IReadOnlyList<string> Blocks);
