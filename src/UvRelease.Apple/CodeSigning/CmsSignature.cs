using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using UvRelease.Releases;

namespace UvRelease.Apple.CodeSigning;

/// <summary>A signed attribute of a signature.</summary>
/// <param name="Oid">Its type.</param>
/// <param name="Values">Its values as DER.</param>
public sealed record CmsAttribute(string Oid, IReadOnlyList<ReadOnlyMemory<byte>> Values);

/// <summary>
/// Writes CMS (RFC 5652) for content that is elsewhere, whose signature comes from a key that gets a digest: signed attributes, chain, time-stamp token
/// (RFC 3161, appendix A).
/// </summary>
public sealed class CmsSignature
{
    private const string Data = "1.2.840.113549.1.7.1", SignedData = "1.2.840.113549.1.7.2", ContentType = "1.2.840.113549.1.9.3",
        MessageDigest = "1.2.840.113549.1.9.4", SigningTime = "1.2.840.113549.1.9.5", TimestampToken = "1.2.840.113549.1.9.16.2.14",
        RsaKey = "1.2.840.113549.1.1.1", EcKey = "1.2.840.10045.2.1";

    private readonly HashAlgorithmName algorithm;
    private readonly CmsAttribute[] attributes;

    /// <summary>Begins one.</summary>
    /// <param name="algorithm">SHA-256, SHA-384 or SHA-512; SHA-1 for packages of old systems.</param>
    /// <param name="digest">Digest of the content.</param>
    /// <param name="attributes">What is signed beside digest and time.</param>
    /// <param name="signingTime">When; of another year than 1950 to 2049 it can't be.</param>
    public CmsSignature(HashAlgorithmName algorithm, ReadOnlyMemory<byte> digest, IEnumerable<CmsAttribute> attributes, DateTimeOffset signingTime)
    {
        this.algorithm = algorithm;
        this.attributes =
        [
            new CmsAttribute(ContentType, [Encoded(writer => writer.WriteObjectIdentifier(Data))]),
            new CmsAttribute(SigningTime, [Encoded(writer => writer.WriteUtcTime(signingTime, 2049))]),
            new CmsAttribute(MessageDigest, [Encoded(writer => writer.WriteOctetString(digest.Span))]),
            .. attributes,
        ];
        ToBeSigned = CryptographicOperations.HashData(algorithm, Encoded(writer => Attributes(writer, Asn1Tag.SetOf, this.attributes)));
    }

    /// <summary>The digest that the key signs.</summary>
    public ReadOnlyMemory<byte> ToBeSigned { get; }

    /// <summary>Writes it as DER.</summary>
    /// <param name="signature">What the key answered.</param>
    /// <param name="chain">The certificates, leaf first; all are written.</param>
    /// <param name="timestamp">A token over the signature; null for none.</param>
    public byte[] Write(ReadOnlySpan<byte> signature, IReadOnlyList<X509Certificate2> chain, byte[]? timestamp)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(SignedData);
            using (writer.PushSequence(Context(0)))
            using (writer.PushSequence())
            {
                writer.WriteInteger(1);
                using (writer.PushSetOf())
                    Algorithm(writer, Oid(algorithm), withNull: true);
                using (writer.PushSequence())
                    writer.WriteObjectIdentifier(Data);
                using (writer.PushSetOf(Context(0)))
                {
                    foreach (X509Certificate2 certificate in chain)
                        writer.WriteEncodedValue(certificate.RawDataMemory.Span);
                }

                using (writer.PushSetOf())
                    Signer(writer, signature, chain[0], timestamp);
            }
        }

        return writer.Encode();
    }

    /// <summary>DER of one value.</summary>
    internal static byte[] Encoded(Action<AsnWriter> write)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        write(writer);
        return writer.Encode();
    }

    /// <summary>Identifier of a hash.</summary>
    internal static string Oid(HashAlgorithmName algorithm) => algorithm.Name switch
    {
        "SHA1" => "1.3.14.3.2.26",
        "SHA256" => "2.16.840.1.101.3.4.2.1",
        "SHA384" => "2.16.840.1.101.3.4.2.2",
        "SHA512" => "2.16.840.1.101.3.4.2.3",
        _ => throw new ArgumentOutOfRangeException(nameof(algorithm), algorithm.Name, "This hash is not signed."),
    };

    private void Signer(AsnWriter writer, ReadOnlySpan<byte> signature, X509Certificate2 leaf, byte[]? timestamp)
    {
        using (writer.PushSequence())
        {
            writer.WriteInteger(1);
            using (writer.PushSequence())
            {
                writer.WriteEncodedValue(leaf.IssuerName.RawData);
                writer.WriteInteger(leaf.SerialNumberBytes.Span);
            }

            Algorithm(writer, Oid(algorithm), withNull: true);
            Attributes(writer, Context(0), attributes);
            (string oid, bool withNull) = SignatureAlgorithm(leaf);
            Algorithm(writer, oid, withNull);
            writer.WriteOctetString(signature);
            if (timestamp is not null)
                Attributes(writer, Context(1), [new CmsAttribute(TimestampToken, [timestamp])]);
        }
    }

    private (string Oid, bool WithNull) SignatureAlgorithm(X509Certificate2 leaf) => leaf.PublicKey.Oid.Value switch
    {
        RsaKey => (RsaKey, true),
        EcKey => (algorithm.Name switch
        {
            "SHA1" => "1.2.840.10045.4.1",
            "SHA384" => "1.2.840.10045.4.3.3",
            "SHA512" => "1.2.840.10045.4.3.4",
            _ =>
            "1.2.840.10045.4.3.2"
        }, false),
        var other => throw new ReleaseException(Fault.Input, $"The certificate '{leaf.Subject}' has a key of the kind {other}. Signatures are made by RSA "
            + "and ECDSA."),
    };

    private static void Attributes(AsnWriter writer, Asn1Tag tag, CmsAttribute[] attributes)
    {
        using (writer.PushSetOf(tag))
        {
            foreach (CmsAttribute attribute in attributes)
            {
                using (writer.PushSequence())
                {
                    writer.WriteObjectIdentifier(attribute.Oid);
                    using (writer.PushSetOf())
                    {
                        foreach (ReadOnlyMemory<byte> value in attribute.Values)
                            writer.WriteEncodedValue(value.Span);
                    }
                }
            }
        }
    }

    private static void Algorithm(AsnWriter writer, string oid, bool withNull)
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(oid);
            if (withNull)
                writer.WriteNull();
        }
    }

    private static Asn1Tag Context(int number) => new(TagClass.ContextSpecific, number, isConstructed: true);
}
