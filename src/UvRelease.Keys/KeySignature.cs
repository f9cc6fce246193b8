using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using UvRelease.Releases;

namespace UvRelease.Keys;

/// <summary>What a key answers. Services with certificates of a few days may answer with another chain the next time.</summary>
/// <param name="Value">The signature: PKCS #1 v1.5 for RSA, the DER sequence of r and s (RFC 3279) for ECDSA.</param>
/// <param name="Chain">The certificates, leaf first, without the root where the key's owner gave none.</param>
public sealed record KeySignature(ReadOnlyMemory<byte> Value, IReadOnlyList<X509Certificate2> Chain)
{
    /// <summary>The certificate whose private key signed.</summary>
    public X509Certificate2 Leaf => Chain[0];

    /// <summary>Itself, after the leaf was asked whether it made it.</summary>
    /// <param name="digest">What was signed.</param>
    /// <param name="algorithm">What made the digest.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Environment"/>: the signature is none of this certificate.</exception>
    public KeySignature Checked(ReadOnlySpan<byte> digest, HashAlgorithmName algorithm) => Verifies(Leaf, digest, Value.Span, algorithm) ? this
        : throw new ReleaseException(Fault.Environment, $"The key of '{Leaf.Subject}' gave a signature that its certificate does not confirm. "
            + "Give the certificate that belongs to the key.");

    /// <summary>True when a certificate's key made a signature over a digest.</summary>
    public static bool Verifies(X509Certificate2 certificate, ReadOnlySpan<byte> digest, ReadOnlySpan<byte> signature, HashAlgorithmName algorithm)
    {
        using RSA? rsa = certificate.GetRSAPublicKey();
        if (rsa is not null)
            return rsa.VerifyHash(digest, signature, algorithm, RSASignaturePadding.Pkcs1);
        using ECDsa? ecdsa = certificate.GetECDsaPublicKey();
        return ecdsa is not null && ecdsa.VerifyHash(digest, signature, DSASignatureFormat.Rfc3279DerSequence);
    }
}
