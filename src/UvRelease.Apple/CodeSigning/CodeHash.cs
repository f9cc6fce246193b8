using System.Security.Cryptography;

namespace UvRelease.Apple.CodeSigning;

/// <summary>What hashes the pages of code (cs_blobs.h of XNU).</summary>
public enum CodeHashKind
{
    /// <summary>SHA-1, 20 bytes: for macOS before 10.11.4.</summary>
    Sha1 = 1,

    /// <summary>SHA-256, 32 bytes.</summary>
    Sha256 = 2,

    /// <summary>SHA-256 of which 20 bytes are kept.</summary>
    Sha256Truncated = 3,

    /// <summary>SHA-384, 48 bytes.</summary>
    Sha384 = 4,
}

/// <summary>The hashes of <see cref="CodeHashKind"/>.</summary>
public static class CodeHash
{
    /// <summary>Bytes of a code directory's hash by which code is known.</summary>
    public const int DirectoryHashSize = 20;

    /// <summary>Bytes of a hash; 0 for a kind that is not known.</summary>
    public static int Size(CodeHashKind kind) => kind switch
    {
        CodeHashKind.Sha1 or CodeHashKind.Sha256Truncated => 20,
        CodeHashKind.Sha256 => 32,
        CodeHashKind.Sha384 => 48,
        _ => 0,
    };

    /// <summary>What makes it.</summary>
    public static HashAlgorithmName Algorithm(CodeHashKind kind) => kind switch
    {
        CodeHashKind.Sha1 => HashAlgorithmName.SHA1,
        CodeHashKind.Sha384 => HashAlgorithmName.SHA384,
        _ => HashAlgorithmName.SHA256,
    };

    /// <summary>Hashes bytes.</summary>
    public static byte[] Of(CodeHashKind kind, ReadOnlySpan<byte> bytes) => CryptographicOperations.HashData(Algorithm(kind), bytes)[..Size(kind)];

    /// <summary>Hashes bytes into a place of <see cref="Size"/> bytes.</summary>
    public static void Of(CodeHashKind kind, ReadOnlySpan<byte> bytes, Span<byte> place)
    {
        Span<byte> whole = stackalloc byte[48];
        CryptographicOperations.HashData(Algorithm(kind), bytes, whole);
        whole[..place.Length].CopyTo(place);
    }
}
