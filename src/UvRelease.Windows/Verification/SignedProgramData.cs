using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using UvRelease.Windows.Authenticode;

namespace UvRelease.Windows.Verification;

/// <summary>A signature whose form is right and whose key confirms it.</summary>
/// <param name="Cms">The whole.</param>
/// <param name="Signer">Its one signer.</param>
/// <param name="Data">What it signs.</param>
internal sealed record SignedProgramData(SignedCms Cms, SignerInfo Signer, SpcIndirectData Data)
{
    private const int MostNested = 4;

    /// <summary>Reads a signature with those that are nested in it.</summary>
    /// <param name="der">The signature.</param>
    /// <param name="found">Gets what is wrong.</param>
    public static List<SignedProgramData> Read(byte[] der, Action<SignatureProblem, string> found)
    {
        var read = new List<SignedProgramData>();
        try
        {
            if (One(der, found) is not { } first)
                return read;
            read.Add(first);
            byte[][] nested = [.. Values(first.Signer.UnsignedAttributes, AuthenticodeOids.Nested)];
            if (nested.Length > MostNested)
                found(SignatureProblem.Signature, $"It has {nested.Length} nested signatures, and {MostNested} are looked at. Sign it anew.");
            foreach (byte[] value in nested.Take(MostNested))
            {
                if (One(value, found) is not { } one)
                    continue;
                read.Add(one);
                if (Values(one.Signer.UnsignedAttributes, AuthenticodeOids.Nested).Any())
                    found(SignatureProblem.Signature, "A nested signature has another one in it. Sign it anew.");
            }
        }
        catch (Exception e) when (e is CryptographicException or AsnContentException)
        {
            found(SignatureProblem.Signature, $"Its signature can't be read: {e.Message.TrimEnd('.')}. Sign it anew.");
        }

        return read;
    }

    /// <summary>Values of an attribute, as DER.</summary>
    internal static IEnumerable<byte[]> Values(CryptographicAttributeObjectCollection attributes, string oid) =>
        attributes.Cast<CryptographicAttributeObject>().Where(attribute => attribute.Oid.Value == oid)
            .SelectMany(attribute => attribute.Values.Cast<AsnEncodedData>()).Select(value => value.RawData);

    private static SignedProgramData? One(byte[] der, Action<SignatureProblem, string> found)
    {
        var cms = new SignedCms();
        cms.Decode(der);
        if (cms.ContentInfo.ContentType.Value != AuthenticodeOids.IndirectData)
            return Bad($"is about {cms.ContentInfo.ContentType.Value}, and no program");
        if (cms.Version != 1)
            return Bad($"is of version {cms.Version}, and Windows writes 1");
        if (cms.SignerInfos.Count != 1)
            return Bad($"has {cms.SignerInfos.Count} signers, and one is allowed");
        SignerInfo signer = cms.SignerInfos[0];
        if (signer.Certificate is null)
            return Bad("does not hold the certificate of its signer");
        if (signer.Version != 1)
            return Bad($"has a signer of version {signer.Version}, and Windows writes 1");
        if (Single(signer, AuthenticodeOids.ContentType) is not { } type || AsnDecoder.ReadObjectIdentifier(type, AsnEncodingRules.DER, out _)
            != AuthenticodeOids.IndirectData)
            return Bad("does not sign once that it is about a program");
        if (Single(signer, AuthenticodeOids.MessageDigest) is null)
            return Bad("does not sign once the digest of its content");
        if (cms.Certificates.Count > 64)
            return Bad($"brings {cms.Certificates.Count} certificates");
        SpcIndirectData data;
        try
        {
            // Content that is the sequence itself, as PKCS #7 has it; in an octet string, as CMS has it, it is refused by osslsigncode too.
            (IReadOnlyList<string> algorithms, ReadOnlyMemory<byte> content) = Parts(der);
            if (algorithms is not [var only] || only != signer.DigestAlgorithm.Value)
                return Bad("names other hashes than its signer");
            if (!new AsnReader(content, AsnEncodingRules.DER).PeekTag().HasSameClassAndValue(Asn1Tag.Sequence))
                return Bad("has content that is no sequence");
            data = SpcIndirectData.Read(SpcIndirectData.Value(content));
            cms.CheckSignature(verifySignatureOnly: true);
        }
        catch (AsnContentException e)
        {
            return Bad($"can't be read: {e.Message.TrimEnd('.')}");
        }
        catch (CryptographicException e)
        {
            return Bad($"is not confirmed by the key of '{signer.Certificate.Subject}': {e.Message.TrimEnd('.')}");
        }

        return new SignedProgramData(cms, signer, data);

        SignedProgramData? Bad(string reason)
        {
            found(SignatureProblem.Signature, $"Its signature {reason}. Sign it anew.");
            return null;
        }
    }

    private static byte[]? Single(SignerInfo signer, string oid) => Values(signer.SignedAttributes, oid).ToArray() is [var value] ? value : null;

    /// <summary>The hashes that a SignedData names, and its content as it stands there; BER, since authorities write that too.</summary>
    /// <exception cref="AsnContentException">It is none.</exception>
    internal static (IReadOnlyList<string> Algorithms, ReadOnlyMemory<byte> Content) Parts(ReadOnlyMemory<byte> der)
    {
        // ContentInfo → [0] → SignedData: version, digest algorithms, content info → [0] → the content.
        AsnReader whole = new AsnReader(der, AsnEncodingRules.BER).ReadSequence();
        whole.ReadObjectIdentifier();
        AsnReader data = whole.ReadSequence(Context(0)).ReadSequence();
        data.ReadInteger();
        var algorithms = new List<string>();
        for (AsnReader set = data.ReadSetOf(); set.HasData;)
            algorithms.Add(set.ReadSequence().ReadObjectIdentifier());
        AsnReader content = data.ReadSequence();
        content.ReadObjectIdentifier();
        AsnReader value = content.ReadSequence(Context(0));
        ReadOnlyMemory<byte> encoded = value.ReadEncodedValue();
        value.ThrowIfNotEmpty();
        return (algorithms, encoded);

        static Asn1Tag Context(int number) => new(TagClass.ContextSpecific, number, isConstructed: true);
    }
}
