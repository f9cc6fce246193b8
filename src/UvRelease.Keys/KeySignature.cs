using System.Security.Cryptography.X509Certificates;

namespace UvRelease.Keys;

/// <summary>What a key answers. Services with certificates of a few days may answer with another chain the next time.</summary>
/// <param name="Value">The signature: PKCS #1 v1.5 for RSA, the DER sequence of r and s (RFC 3279) for ECDSA.</param>
/// <param name="Chain">The certificates, leaf first, without the root where the key's owner gave none.</param>
public sealed record KeySignature(ReadOnlyMemory<byte> Value, IReadOnlyList<X509Certificate2> Chain)
{
    /// <summary>The certificate whose private key signed.</summary>
    public X509Certificate2 Leaf => Chain[0];
}
