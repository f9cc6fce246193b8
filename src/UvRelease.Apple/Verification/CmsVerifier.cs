using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using UvRelease.Apple.Bundles;
using UvRelease.Apple.CodeSigning;
using UvRelease.Formats;
using UvRelease.Formats.Plists;
using UvRelease.Keys;
using UvRelease.Releases;

namespace UvRelease.Apple.Verification;

/// <summary>Who signed, as far as it can be believed.</summary>
/// <param name="Leaf">The certificate that signed; null where nobody did.</param>
/// <param name="Chain">Its chain up to a trusted root, leaf first; none where it leads to none.</param>
/// <param name="SignedAt">When, as a time-stamp authority says; null where none was asked.</param>
public sealed record CodeSignature(X509Certificate2? Leaf, IReadOnlyList<X509Certificate2> Chain, DateTimeOffset? SignedAt);

/// <summary>Verifies the CMS of code, disk images and packages: who signed what, when, and whether a trusted root says so.</summary>
/// <param name="verification">What it is held against.</param>
/// <param name="chains">Chains that were judged before.</param>
/// <param name="found">Gets what is wrong.</param>
public sealed class CmsVerifier(CodeVerification verification, CertificateChains chains, Action<CodeFindingKind, string> found)
{
    private const string DirectoryHashes = "1.2.840.113635.100.9.1", DirectoryHashes2 = "1.2.840.113635.100.9.2",
        CodeSigningUse = "1.3.6.1.5.5.7.3.3", TimestampUse = "1.3.6.1.5.5.7.3.8";

    /// <summary>Verifies the signature of code.</summary>
    public CodeSignature Verify(EmbeddedSignature signature)
    {
        if (Signer(signature.Cms, signature.Directories[0].Key) is not var (signer, cms))
            return new CodeSignature(null, [], null);
        CheckHashes(signature, signer);
        return Trusted(signer, cms, CodeSigningUse);
    }

    /// <summary>Verifies a signature over any content, as packages have it.</summary>
    /// <param name="der">The CMS.</param>
    /// <param name="content">What was signed.</param>
    public CodeSignature Verify(ReadOnlyMemory<byte> der, ReadOnlyMemory<byte> content) =>
        Signer(der, content) is var (signer, cms) ? Trusted(signer, cms, null) : new CodeSignature(null, [], null);

    private (SignerInfo Signer, SignedCms Cms)? Signer(ReadOnlyMemory<byte> der, ReadOnlyMemory<byte> content)
    {
        try
        {
            var cms = new SignedCms(new ContentInfo(content.ToArray()), detached: true);
            cms.Decode(der.Span);
            if (cms.SignerInfos.Count != 1)
                return Bad($"The CMS has {cms.SignerInfos.Count} signers, and code has one. Sign it anew.");
            SignerInfo signer = cms.SignerInfos[0];
            if (signer.Certificate is null)
                return Bad("The CMS does not hold the certificate of its signer. Sign it anew.");
            cms.CheckSignature(verifySignatureOnly: true);
            return (signer, cms);
        }
        catch (CryptographicException e)
        {
            return Bad($"The CMS does not confirm the code directory: {e.Message.TrimEnd('.')}. Sign it anew.");
        }

        (SignerInfo, SignedCms)? Bad(string reason)
        {
            found(CodeFindingKind.Signature, reason);
            return null;
        }
    }

    // Both attributes name every code directory, so that none can be exchanged for another.
    private void CheckHashes(EmbeddedSignature signature, SignerInfo signer)
    {
        byte[][] full = [.. signature.Directories.Select(directory => CodeHash.Of(directory.Value.Hash, directory.Key.Span))];
        try
        {
            if (Value(signer, DirectoryHashes) is { } list)
            {
                using var input = CheckedReader.Of(AsnDecoder.ReadOctetString(list, AsnEncodingRules.DER, out _), signature.Name, PropertyList.Kind);
                if (!((PropertyList.Read(input) as PropertyListValue.Dictionary)?["cdhashes"] is PropertyListValue.Array { Items: var items }
                    && items.Count == full.Length && items.Zip(full).All(pair => pair.First is PropertyListValue.Data data
                        && data.Value.Span.SequenceEqual(pair.Second.AsSpan(0, Math.Min(data.Value.Length, CodeHash.DirectoryHashSize)))
                            && !data.Value.IsEmpty)))
                    found(CodeFindingKind.Signature, "The list of hashes in the CMS names other code directories than are there. Sign it anew.");
            }

            CryptographicAttributeObject? second = Attribute(signer.SignedAttributes, DirectoryHashes2);
            if (second is not null && !second.Values.Cast<AsnEncodedData>().All(value => Names(value.RawData, signature, full)))
                found(CodeFindingKind.Signature, "A hash in the CMS names another code directory than is there. Sign it anew.");
            if (second is null && full.Length > 1)
                found(CodeFindingKind.Signature, "The CMS does not name the second code directory, which so is signed by nobody. Sign it anew.");
        }
        catch (Exception e) when (e is AsnContentException or ReleaseException)
        {
            found(CodeFindingKind.Signature, $"The hashes in the CMS can't be read: {e.Message.TrimEnd('.')}. Sign it anew.");
        }
    }

    private static bool Names(byte[] value, EmbeddedSignature signature, byte[][] full)
    {
        AsnReader pair = new AsnReader(value, AsnEncodingRules.DER).ReadSequence();
        string oid = pair.ReadObjectIdentifier();
        byte[] hash = pair.ReadOctetString();
        return signature.Directories.Select((directory, i) => (directory.Value.Hash, full[i])).Any(one =>
            CmsSignature.Oid(CodeHash.Algorithm(one.Hash)) == oid && hash.AsSpan().SequenceEqual(one.Item2));
    }

    private CodeSignature Trusted(SignerInfo signer, SignedCms cms, string? use)
    {
        try
        {
            X509Certificate2 leaf = signer.Certificate!;
            DateTimeOffset? stamped = Stamped(signer, cms);
            if (stamped is null && verification.NeedsTimestamp && Attribute(signer.UnsignedAttributes, CmsContent.Detached.TimestampAttribute) is null)
                found(CodeFindingKind.Timestamp, "No time-stamp authority says when it was signed, and notarization wants that. Sign it with a time-stamp.");
            IReadOnlyList<X509Certificate2> chain = Chain(leaf, cms.Certificates, [.. verification.Apple.Roots, .. verification.Roots],
                stamped ?? verification.Clock.GetUtcNow(), use, "the signer");
            return new CodeSignature(leaf, chain, stamped);
        }
        catch (Exception e) when (e is CryptographicException or AsnContentException)
        {
            // The framework reads parts of a certificate when they are asked for.
            found(CodeFindingKind.Chain, $"A certificate in the CMS can't be read: {e.Message.TrimEnd('.')}. Sign it anew.");
            return new CodeSignature(null, [], null);
        }
    }

    private DateTimeOffset? Stamped(SignerInfo signer, SignedCms cms)
    {
        if (Attribute(signer.UnsignedAttributes, CmsContent.Detached.TimestampAttribute) is not { } attribute)
            return null;
        try
        {
            if (attribute.Values.Count == 1 && Rfc3161TimestampToken.TryDecode(attribute.Values[0].RawData, out Rfc3161TimestampToken? token, out _)
                && token.VerifySignatureForSignerInfo(signer, out X509Certificate2? authority, cms.Certificates) && authority is not null)
            {
                DateTimeOffset at = token.TokenInfo.Timestamp;
                X509Certificate2Collection others = token.AsSignedCms().Certificates;
                return Chain(authority, others, [.. verification.Apple.Roots, .. verification.TimestampRoots], at, TimestampUse,
                    "the time-stamp authority").Count > 0
                    ? at : null;
            }
        }
        catch (CryptographicException)
        {
            // Said below.
        }

        found(CodeFindingKind.Timestamp, "The time-stamp is none of this signature. Sign it anew.");
        return null;
    }

    private IReadOnlyList<X509Certificate2> Chain(X509Certificate2 leaf, X509Certificate2Collection others, IReadOnlyList<X509Certificate2> roots,
        DateTimeOffset at, string? use, string whose)
    {
        JudgedChain chain = chains.Of(leaf, others, roots, at, use);
        if (chain.Problem is { } problem)
            found(problem == ChainProblem.NotValidThen ? CodeFindingKind.Expired : CodeFindingKind.Chain,
                $"The certificate '{DeveloperCertificate.NameOf(leaf) ?? leaf.Subject}' of {whose} {chain.Reason}");
        return chain.Certificates;
    }

    private static byte[]? Value(SignerInfo signer, string oid) => Attribute(signer.SignedAttributes, oid) is { Values: [var value] } ? value.RawData : null;

    private static CryptographicAttributeObject? Attribute(CryptographicAttributeObjectCollection all, string oid) =>
        all.Cast<CryptographicAttributeObject>().FirstOrDefault(attribute => attribute.Oid.Value == oid);
}
