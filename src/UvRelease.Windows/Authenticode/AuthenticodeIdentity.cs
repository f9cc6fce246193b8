using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using UvRelease.Keys;
using UvRelease.Releases;

namespace UvRelease.Windows.Authenticode;

/// <summary>What a signature tells the user, in the prompt that asks for administrator's rights.</summary>
/// <param name="Description">What the program is called; null for nothing.</param>
/// <param name="Address">Where more is told of it; null for nothing.</param>
public sealed record SignedDescription(string? Description, Uri? Address);

/// <summary>Who signs programs for Windows: a key with its chain, and who confirms when.</summary>
public sealed class AuthenticodeIdentity
{
    private readonly ISigningKey key;
    private readonly TimeProvider clock;
    private readonly TimestampClient? timestamps;

    private AuthenticodeIdentity(ISigningKey key, IReadOnlyList<X509Certificate2> chain, TimeProvider clock, TimestampClient? timestamps) =>
        (this.key, Chain, this.clock, this.timestamps) = (key, chain, clock, timestamps);

    /// <summary>The certificates, leaf first.</summary>
    public IReadOnlyList<X509Certificate2> Chain { get; }

    /// <summary>The certificate that signs.</summary>
    public X509Certificate2 Leaf => Chain[0];

    /// <summary>True where an authority confirms when it was signed.</summary>
    public bool IsStamped => timestamps is not null;

    /// <summary>Opens a key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="clock">Says when it is signed.</param>
    /// <param name="timestamps">Confirms when it was signed; null for signatures that end with their certificate.</param>
    /// <param name="cancellation">Ends a request that waits for somebody else.</param>
    /// <exception cref="ReleaseException">The certificate can't sign this, has expired, is not valid yet, or its issuer's is missing.</exception>
    public static async Task<AuthenticodeIdentity> OpenAsync(ISigningKey key, TimeProvider clock, TimestampClient? timestamps, CancellationToken cancellation)
    {
        List<X509Certificate2> chain = Ordered(await key.GetChainAsync(cancellation));
        AuthenticodeCertificate.Check(chain[0], clock.GetUtcNow());
        return new AuthenticodeIdentity(key, chain, clock, timestamps);
    }

    /// <summary>Signs the digest of a file.</summary>
    /// <returns>The signature as DER.</returns>
    /// <exception cref="ReleaseException">The key can't be used, or belongs to somebody else now; no authority gave a time-stamp.</exception>
    internal async Task<byte[]> SignAsync(SpcIndirectData data, SignedDescription description, CancellationToken cancellation)
    {
        byte[] content = data.Write();
        var cms = new CmsSignature(new CmsContent(AuthenticodeOids.IndirectData, content, AuthenticodeOids.Timestamp), HashAlgorithmName.SHA256,
            SHA256.HashData(SpcIndirectData.Value(content).Span), [Opus(description)], signingTime: null);
        KeySignature signature = (await key.SignAsync(cms.ToBeSigned, HashAlgorithmName.SHA256, cancellation))
            .Checked(cms.ToBeSigned.Span, HashAlgorithmName.SHA256);
        List<X509Certificate2> chain = Ordered(signature.Chain);
        // Installed apps were told the name that there was before.
        if (!chain[0].SubjectName.RawData.AsSpan().SequenceEqual(Leaf.SubjectName.RawData))
            throw new ReleaseException(Fault.Environment,
                $"The key signed for '{chain[0].Subject}' and said before that it belongs to '{Leaf.Subject}'. Run this again.");
        AuthenticodeCertificate.Check(chain[0], clock.GetUtcNow());
        byte[]? token = timestamps is null ? null : await timestamps.StampAsync(signature.Value, clock, cancellation);
        return cms.Write(signature.Value.Span, chain, token);
    }

    // Leaf, its issuer, and so on, without a root: what is trusted is known to who trusts it.
    private static List<X509Certificate2> Ordered(IReadOnlyList<X509Certificate2> given)
    {
        var chain = new List<X509Certificate2> { given[0] };
        while (!IsRoot(chain[^1]) && given.FirstOrDefault(one => Issued(one, chain[^1]) && !chain.Contains(one)) is { } issuer)
            chain.Add(issuer);
        if (chain.Count == 1 && !IsRoot(chain[0]))
            throw new ReleaseException(Fault.Input,
                $"The certificate of '{chain[0].Issuer}', which issued that of '{chain[0].Subject}', is missing in the key's "
                + "chain. Export the key with all certificates of its path.");
        return chain.Count > 1 && IsRoot(chain[^1]) ? chain[..^1] : chain;
    }

    private static bool IsRoot(X509Certificate2 one) => Issued(one, one);

    private static bool Issued(X509Certificate2 issuer, X509Certificate2 one) => issuer.SubjectName.RawData.AsSpan().SequenceEqual(one.IssuerName.RawData);

    // SpcSpOpusInfo; signtool writes it also when nothing is told.
    private static CmsAttribute Opus(SignedDescription description)
    {
        byte[] value = CmsSignature.Encoded(writer =>
        {
            using (writer.PushSequence())
            {
                if (description.Description is { } text)
                {
                    using (writer.PushSequence(Context(0)))
                        writer.WriteCharacterString(UniversalTagNumber.BMPString, text, Context(0, constructed: false));
                }

                if (description.Address is { } address)
                {
                    using (writer.PushSequence(Context(1)))
                        writer.WriteCharacterString(UniversalTagNumber.IA5String, address.AbsoluteUri, Context(0, constructed: false));
                }
            }
        });
        return new CmsAttribute(AuthenticodeOids.Opus, [value]);
    }

    private static Asn1Tag Context(int number, bool constructed = true) =>
        new(TagClass.ContextSpecific, number, constructed);
}
