using UvRelease.Formats.Archives;

namespace UvRelease.Apple.Installers;

/// <summary>What a package is made with, beside its app.</summary>
public sealed record FlatPackageOptions
{
    /// <summary>Time of everything in it: SOURCE_DATE_EPOCH, or the time of the commit.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>Where it is installed.</summary>
    public string InstallLocation { get; init; } = "/Applications";

    /// <summary>Identifier of the package; null for the app's own.</summary>
    public string? Identifier { get; init; }

    /// <summary>Version of the package; null for the app's own.</summary>
    public string? Version { get; init; }

    /// <summary>A folder with scripts, of which <c>preinstall</c> and <c>postinstall</c> are run; null for none.</summary>
    public string? Scripts { get; init; }

    /// <summary>True lets administrators change the app, as updaters that don't ask for a password want it.</summary>
    public bool AdministratorsWrite { get; init; }

    /// <summary>How the table is summed up.</summary>
    public PackageChecksum Checksum { get; init; } = PackageChecksum.Sha1;

    /// <summary>How much time compressing may take.</summary>
    public ArchiveSpeed Speed { get; init; } = ArchiveSpeed.Normal;

    /// <summary>Blocks that are compressed at once; the bytes that come out don't depend on it.</summary>
    public int Parallelism { get; init; } = Math.Min(Environment.ProcessorCount, 8);

    /// <summary>Gets the number of bytes that were read, in pieces.</summary>
    public IProgress<long>? Progress { get; init; }
}
