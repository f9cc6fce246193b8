using System.Security.Cryptography;

namespace UvRelease.Stores;

/// <summary>What is written under a key, and how it is served.</summary>
public abstract record StoreContent
{
    /// <summary>Cache-Control of what never changes.</summary>
    public const string Immutable = "public, max-age=31536000, immutable";

    /// <summary>Cache-Control of what clients must ask for again each time.</summary>
    public const string NoCache = "no-cache";

    private StoreContent()
    {
    }

    /// <summary>Content-Type, such as "text/yaml; charset=utf-8".</summary>
    public required string ContentType { get; init; }

    /// <summary>Cache-Control: <see cref="Immutable"/> or <see cref="NoCache"/>, or another.</summary>
    public required string CacheControl { get; init; }

    /// <summary>Gets the number of bytes that were sent since the last report; a negative number takes back what has to be sent again.</summary>
    public IProgress<long>? Progress { get; init; }

    /// <summary>True sends it in parts whatever its length, as the probe does.</summary>
    internal bool InParts { get; init; }

    /// <summary>A short text or document that is in memory.</summary>
    /// <param name="Content">The bytes.</param>
    public sealed record Bytes(ReadOnlyMemory<byte> Content) : StoreContent
    {
        internal string Hash() => Convert.ToHexStringLower(SHA256.HashData(Content.Span));
    }

    /// <summary>A file of any size; it is read in parts and must not change meanwhile.</summary>
    /// <param name="Path">The file.</param>
    public sealed record File(string Path) : StoreContent
    {
        /// <summary>
        /// SHA-256 that the file is known to have, 64 lower-case hexadecimal digits; another one is an error and nothing is written. Null: whatever
        /// it has.
        /// </summary>
        public string? Sha256 { get; init; }

        /// <summary>
        /// True when a listing has just shown no such key: the question whether it is there, which saves sending a file in vain, is left out.
        /// </summary>
        public bool LikelyAbsent { get; init; }
    }
}
