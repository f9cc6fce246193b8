using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using UvRelease.Keys;
using UvRelease.Windows.Authenticode;

namespace UvRelease.Windows.Verification;

/// <summary>Judges who signed, and when.</summary>
/// <param name="trust">What signatures are held against.</param>
/// <param name="chains">Chains that were judged before.</param>
/// <param name="found">Gets what is wrong.</param>
internal sealed class SignerJudge(SignatureTrust trust, CertificateChains chains, Action<SignatureProblem, string> found)
{
    private static readonly TimeSpan LargestDrift = TimeSpan.FromMinutes(10);

    /// <summary>Judges a signature; null where it can't be read.</summary>
    public ProgramSignature? Judge(SignedProgramData signature)
    {
        X509Certificate2 leaf = signature.Signer.Certificate!;
        try
        {
            (DateTimeOffset At, X509Certificate2 Authority)? stamp = Stamp(signature);
            if (AuthenticodeCertificate.Problem(leaf) is { } problem)
                found(SignatureProblem.Chain, $"The certificate '{leaf.Subject}' {problem}. Sign it by another one.");
            CheckChain(leaf, signature.Cms.Certificates, trust.Roots, stamp?.At ?? trust.Clock.GetUtcNow(), AuthenticodeOids.CodeSigning,
                SignatureProblem.Chain, "its signer");
            return new ProgramSignature(leaf, signature.Data.Algorithm, stamp?.At, stamp?.Authority);
        }
        catch (Exception e) when (e is CryptographicException or AsnContentException)
        {
            // The framework reads parts of a certificate when they are asked for.
            found(SignatureProblem.Chain, $"A certificate of its signature can't be read: {e.Message.TrimEnd('.')}. Sign it anew.");
            return null;
        }
    }

    private (DateTimeOffset, X509Certificate2)? Stamp(SignedProgramData signature)
    {
        byte[][] tokens = [.. SignedProgramData.Values(signature.Signer.UnsignedAttributes, AuthenticodeOids.Timestamp)];
        if (tokens.Length > 1)
            return Bad($"it has {tokens.Length} of them");
        if (tokens is [var token])
            return Token(token, signature);
        if (trust.AllowsOld && signature.Signer.CounterSignerInfos is [var counter])
            return Counter(counter, signature.Cms.Certificates);
        if (trust.NeedsTimestamp)
            found(SignatureProblem.Timestamp, "No time-stamp authority says when it was signed, so its signature ends with its certificate. Sign it with a "
                + "time-stamp.");
        return null;
    }

    private (DateTimeOffset, X509Certificate2)? Token(byte[] der, SignedProgramData signature)
    {
        try
        {
            if (!Rfc3161TimestampToken.TryDecode(der, out Rfc3161TimestampToken? token, out int read) || read != der.Length)
                return trust.AllowsOld ? OldToken(der, signature) : Bad("it can't be read");
            if (!token.VerifySignatureForSignerInfo(signature.Signer, out X509Certificate2? authority, signature.Cms.Certificates) || authority is null)
                return Bad("it is none of this signature, or its authority does not confirm it");
            if (token.AsSignedCms().Version is not (1 or 3))
                return Bad($"it is of version {token.AsSignedCms().Version}");
            if (!SignedProgramData.Parts(der).Algorithms.Contains(token.AsSignedCms().SignerInfos[0].DigestAlgorithm.Value))
                return Bad("it names other hashes than its authority");
            return Believed(token.TokenInfo.Timestamp, authority, token.AsSignedCms().Certificates);
        }
        catch (Exception e) when (e is CryptographicException or AsnContentException)
        {
            return Bad(e.Message.TrimEnd('.'));
        }
    }

    // Authorities that did not yet say which certificate was theirs (RFC 5816), as Microsoft's until some years ago.
    private (DateTimeOffset, X509Certificate2)? OldToken(byte[] der, SignedProgramData signature)
    {
        var cms = new SignedCms();
        cms.Decode(der);
        cms.CheckSignature(verifySignatureOnly: true);
        if (cms.SignerInfos.Count != 1 || cms.SignerInfos[0].Certificate is not { } authority
            || !Rfc3161TimestampTokenInfo.TryDecode(cms.ContentInfo.Content, out var info, out _)
            || SpcIndirectData.Named(info.HashAlgorithmId.Value) is not { } algorithm
            || !CryptographicOperations.HashData(algorithm, signature.Signer.GetSignature()).AsSpan().SequenceEqual(info.GetMessageHash().Span))
            return Bad("it is none of this signature");
        return Believed(info.Timestamp, authority, cms.Certificates);
    }

    private (DateTimeOffset, X509Certificate2)? Believed(DateTimeOffset at, X509Certificate2 authority, X509Certificate2Collection others)
    {
        if (at > trust.Clock.GetUtcNow() + LargestDrift)
            return Bad($"it says {at.UtcDateTime:yyyy-MM-dd HH:mm:ss}, which is still to come");
        return CheckChain(authority, others, trust.TimestampRoots, at, AuthenticodeOids.TimeStamping, SignatureProblem.Timestamp,
            "its time-stamp authority") ? (at, authority) : null;
    }

    // PKCS #9, as authorities stamped until some years ago: the time is signed as an attribute.
    private (DateTimeOffset, X509Certificate2)? Counter(SignerInfo counter, X509Certificate2Collection others)
    {
        try
        {
            counter.CheckSignature(verifySignatureOnly: true);
            if (counter.Certificate is not { } authority
                || SignedProgramData.Values(counter.SignedAttributes, AuthenticodeOids.SigningTime).ToArray() is not [var value])
                return Bad("its counter signature does not say who made it, or when");
            DateTimeOffset at = new AsnReader(value, AsnEncodingRules.DER).ReadUtcTime();
            return Believed(at, authority, others);
        }
        catch (Exception e) when (e is CryptographicException or AsnContentException)
        {
            return Bad(e.Message.TrimEnd('.'));
        }
    }

    private (DateTimeOffset, X509Certificate2)? Bad(string reason)
    {
        found(SignatureProblem.Timestamp, $"Its time-stamp can't be believed: {reason}. Sign it anew.");
        return null;
    }

    private bool CheckChain(X509Certificate2 leaf, X509Certificate2Collection others, IReadOnlyList<X509Certificate2>? roots, DateTimeOffset at, string use,
        SignatureProblem problem, string whose)
    {
        JudgedChain chain = chains.Of(leaf, [.. others, .. trust.Known], roots, at, use);
        if (chain.Problem is not { } wrong)
            return true;
        found(wrong == ChainProblem.NotValidThen ? SignatureProblem.Expired : problem, $"The certificate '{leaf.Subject}' of {whose} {chain.Reason}");
        return false;
    }
}
