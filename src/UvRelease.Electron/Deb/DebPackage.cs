namespace UvRelease.Electron.Deb;

/// <summary>How the members of a package are compressed. All but <see cref="None"/> and <see cref="Gzip"/> need a program.</summary>
public enum DebCompression
{
    /// <summary>deflate, on every core, by ourselves.</summary>
    Gzip,

    /// <summary>LZMA2 by the program <c>xz</c>: about a fifth smaller, twenty times slower.</summary>
    Xz,

    /// <summary>Zstandard by the program <c>zstd</c>; read by dpkg 1.21.18 (Debian 12, Ubuntu 21.10) and later.</summary>
    Zstd,

    /// <summary>Nothing is compressed.</summary>
    None,
}

/// <summary>A file, or everything in a folder, and the place it is installed to.</summary>
/// <param name="Source">Path of a file or folder.</param>
/// <param name="Destination">Absolute path on the machine of the user. A folder's content comes below it.</param>
public sealed record DebContent(string Source, string Destination);

/// <summary>A Debian binary package (deb(5)) with the fields that electron-builder gives one.</summary>
public sealed record DebPackage
{
    /// <summary>Name of the package: lower case letters, digits, <c>+ - .</c> (Debian Policy §5.6.1).</summary>
    public required string Name { get; init; }

    /// <summary>Version as Debian orders it, see <see cref="DebVersion.Of"/>.</summary>
    public required string Version { get; init; }

    /// <summary>Architecture in Debian's words: amd64, arm64, armhf, i386 or all.</summary>
    public required string Architecture { get; init; }

    /// <summary>Name and address: <c>Jane Doe &lt;jane@example.org&gt;</c>.</summary>
    public required string Maintainer { get; init; }

    /// <summary>The synopsis on the first line, the extended description below it.</summary>
    public required string Description { get; init; }

    /// <summary>Who makes the app; null leaves the field out.</summary>
    public string? Vendor { get; init; }

    /// <summary>Licence by its SPDX name; null leaves the field out.</summary>
    public string? License { get; init; }

    /// <summary>Address of the app's page; null leaves the field out.</summary>
    public string? Homepage { get; init; }

    /// <summary>Section of the archive (Debian Policy §2.4).</summary>
    public string Section { get; init; } = "default";

    /// <summary>Priority (Debian Policy §2.5).</summary>
    public string Priority { get; init; } = "optional";

    /// <summary>Packages without which the app doesn't start, each in Debian's syntax (<c>libc6 (>= 2.31) | musl</c>).</summary>
    public IReadOnlyList<string> Depends { get; init; } = [];

    /// <summary>Packages that are installed with the app unless the user says no.</summary>
    public IReadOnlyList<string> Recommends { get; init; } = [];

    /// <summary>Script that dpkg runs after it unpacked the files; null for none.</summary>
    public string? AfterInstall { get; init; }

    /// <summary>Script that dpkg runs after it removed the files; null for none.</summary>
    public string? AfterRemove { get; init; }

    /// <summary>What is installed.</summary>
    public required IReadOnlyList<DebContent> Contents { get; init; }
}

/// <summary>What a package is written with.</summary>
public sealed record DebOptions
{
    /// <summary>Time of every entry: SOURCE_DATE_EPOCH, or the time of the commit.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>How it is compressed.</summary>
    public DebCompression Compression { get; init; } = DebCompression.Gzip;

    /// <summary>The environment of <c>xz</c> and <c>zstd</c>; its PATH is where they are looked for.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Gets the number of bytes that were read, in pieces.</summary>
    public IProgress<long>? Progress { get; init; }
}
