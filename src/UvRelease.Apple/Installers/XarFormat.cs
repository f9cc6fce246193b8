using System.Security.Cryptography;

namespace UvRelease.Apple.Installers;

/// <summary>How the table of a package is summed up.</summary>
public enum PackageChecksum
{
    /// <summary>SHA-1, as pkgbuild's packages for all systems have it.</summary>
    Sha1 = 1,

    /// <summary>SHA-256.</summary>
    Sha256 = 3,
}

/// <summary>Sizes and names of xar.</summary>
internal static class XarFormat
{
    /// <summary>Bytes of the header.</summary>
    public const int HeaderSize = 28;

    /// <summary>How the table names bytes as they are, and a stream of zlib.</summary>
    public const string Stored = "application/octet-stream", Compressed = "application/x-gzip";

    /// <summary>Name of a checksum in the table.</summary>
    public static string Style(PackageChecksum checksum) => checksum == PackageChecksum.Sha1 ? "sha1" : "sha256";

    /// <summary>Bytes of a checksum.</summary>
    public static int Size(PackageChecksum checksum) => checksum == PackageChecksum.Sha1 ? SHA1.HashSizeInBytes : SHA256.HashSizeInBytes;

    /// <summary>The hash of a checksum.</summary>
    public static HashAlgorithmName Algorithm(PackageChecksum checksum) => checksum == PackageChecksum.Sha1 ? HashAlgorithmName.SHA1 : HashAlgorithmName.SHA256;
}
