using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using UvRelease.Releases;

namespace UvRelease.Keys;

/// <summary>A signed attribute of a signature.</summary>
/// <param name="Oid">Its type.</param>
/// <param name="Values">Its values as DER.</param>
public sealed record CmsAttribute(string Oid, IReadOnlyList<ReadOnlyMemory<byte>> Values);

/// <summary>What a signature is about, and where its time-stamp goes.</summary>
/// <param name="Type">Type of the content, as a dotted identifier.</param>
/// <param name="Encoded">The content as DER, which PKCS #7 1.5 puts into the signature as it is; null where it is elsewhere.</param>
/// <param name="TimestampAttribute">The unsigned attribute that holds the token of a time-stamp authority.</param>
public sealed record CmsContent(string Type, ReadOnlyMemory<byte>? Encoded, string TimestampAttribute)
{
    /// <summary>Bytes that are elsewhere, with the token of RFC 3161, appendix A.</summary>
    public static CmsContent Detached { get; } = new("1.2.840.113549.1.7.1", null, "1.2.840.113549.1.9.16.2.14");
}

/// <summary>
/// Writes CMS of version 1 (RFC 5652; PKCS #7 1.5 with content), whose signature comes from a key that gets a digest: signed attributes, chain, time-stamp
/// token.
/// </summary>
public sealed class CmsSignature
{
    private const string SignedData = "1.2.840.113549.1.7.2", ContentType = "1.2.840.113549.1.9.3", MessageDigest = "1.2.840.113549.1.9.4",
        SigningTime = "1.2.840.113549.1.9.5", RsaKey = "1.2.840.113549.1.1.1", EcKey = "1.2.840.10045.2.1";

    private readonly CmsContent content;
    private readonly HashAlgorithmName algorithm;
    private readonly CmsAttribute[] attributes;

    /// <summary>Begins one.</summary>
    /// <param name="content">What is signed.</param>
    /// <param name="algorithm">SHA-256, SHA-384 or SHA-512; SHA-1 for packages of old systems.</param>
    /// <param name="digest">Digest of the content; of one that is in the signature without its tag and length.</param>
    /// <param name="attributes">What is signed beside digest and time.</param>
    /// <param name="signingTime">When; of another year than 1950 to 2049 it can't be. Null says nothing.</param>
    public CmsSignature(CmsContent content, HashAlgorithmName algorithm, ReadOnlyMemory<byte> digest, IEnumerable<CmsAttribute> attributes,
        DateTimeOffset? signingTime)
    {
        this.content = content;
        this.algorithm = algorithm;
        this.attributes =
        [
            new CmsAttribute(ContentType, [Encoded(writer => writer.WriteObjectIdentifier(content.Type))]),
            .. signingTime is { } time ? [new CmsAttribute(SigningTime, [Encoded(writer => writer.WriteUtcTime(time, 2049))])] : (CmsAttribute[])[],
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
                {
                    writer.WriteObjectIdentifier(content.Type);
                    if (content.Encoded is { } encoded)
                    {
                        using (writer.PushSequence(Context(0)))
                            writer.WriteEncodedValue(encoded.Span);
                    }
                }

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
    public static byte[] Encoded(Action<AsnWriter> write)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        write(writer);
        return writer.Encode();
    }

    /// <summary>Identifier of a hash.</summary>
    public static string Oid(HashAlgorithmName algorithm) => algorithm.Name switch
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
                Attributes(writer, Context(1), [new CmsAttribute(content.TimestampAttribute, [timestamp])]);
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
