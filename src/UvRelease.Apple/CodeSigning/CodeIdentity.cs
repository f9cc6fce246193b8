using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using UvRelease.Apple.Requirements;
using UvRelease.Keys;
using UvRelease.Releases;

namespace UvRelease.Apple.CodeSigning;

/// <summary>Who signs: a key with its chain, or nobody ("ad hoc"), whose code runs on the machine it is brought to by hand.</summary>
public sealed class CodeIdentity
{
    private readonly ISigningKey? key;
    private readonly TimeProvider clock;
    private readonly TimestampClient? timestamps;
    private readonly AppleCertificates apple;

    private CodeIdentity(ISigningKey? key, IReadOnlyList<X509Certificate2> chain, TimeProvider clock, TimestampClient? timestamps, AppleCertificates apple) =>
        (this.key, Chain, this.clock, this.timestamps, this.apple) = (key, chain, clock, timestamps, apple);

    /// <summary>Nobody.</summary>
    public static CodeIdentity Adhoc { get; } = new(null, [], TimeProvider.System, null, AppleCertificates.Shipped);

    /// <summary>Opens a key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="installer">True for packages, false for code and disk images.</param>
    /// <param name="clock">Says when it is signed.</param>
    /// <param name="timestamps">Confirms when it was signed; null for signatures that end with their certificate.</param>
    /// <param name="apple">Whose chains are Apple's; null for Apple's alone.</param>
    /// <param name="cancellation">Ends a request that waits for somebody else.</param>
    /// <exception cref="ReleaseException">The certificate can't sign this, has expired, or is not valid yet.</exception>
    public static async Task<CodeIdentity> OpenAsync(ISigningKey key, bool installer, TimeProvider clock, TimestampClient? timestamps,
        AppleCertificates? apple, CancellationToken cancellation)
    {
        apple ??= AppleCertificates.Shipped;
        IReadOnlyList<X509Certificate2> chain = apple.Completed(await key.GetChainAsync(cancellation));
        DeveloperCertificate.Check(chain[0], installer, clock.GetUtcNow());
        return new CodeIdentity(key, chain, clock, timestamps, apple);
    }

    /// <summary>True for nobody.</summary>
    public bool IsAdhoc => key is null;

    /// <summary>The certificates, leaf first, with the root where it is known; none for nobody.</summary>
    public IReadOnlyList<X509Certificate2> Chain { get; }

    /// <summary>Apple's identifier of the team; null where Apple gave none.</summary>
    public string? Team => IsApples ? DeveloperCertificate.TeamOf(Chain[0]) : null;

    /// <summary>When it signs.</summary>
    internal DateTimeOffset Now => clock.GetUtcNow();

    private bool IsApples => Chain.Count > 1 && apple.IsRoot(Chain[^1]);

    /// <summary>What later versions of some code must be to be taken for the same (drmaker.cpp); null for nobody.</summary>
    public Requirement? Designated(string identifier)
    {
        if (IsAdhoc)
            return null;
        var identified = new Requirement.Identifier(identifier);
        if (!IsApples)
            return identified & NonAppleAnchor();
        var generic = new Requirement.AppleGenericAnchor();
        if (Chain.Count > 2 && DeveloperCertificate.Has(Chain[1], DeveloperCertificate.AuthorityOid)
            && DeveloperCertificate.Has(Chain[0], DeveloperCertificate.ApplicationOid))
            return identified & (generic & (Exists(1, DeveloperCertificate.AuthorityOid) & (Exists(Requirement.Leaf, DeveloperCertificate.ApplicationOid)
                & Field("subject.OU", DeveloperCertificate.TeamOf(Chain[0])))));
        return identified & (generic & (Field("subject.CN", DeveloperCertificate.NameOf(Chain[0])) & Exists(1, DeveloperCertificate.DeveloperRelationsOid)));
    }

    /// <summary>Signs a digest alone, by the key whose chain was there before.</summary>
    /// <exception cref="ReleaseException">The key can't be used, or has another certificate now.</exception>
    internal async Task<byte[]> SignDigestAsync(ReadOnlyMemory<byte> digest, HashAlgorithmName algorithm, CancellationToken cancellation)
    {
        KeySignature signature = (await key!.SignAsync(digest, algorithm, cancellation)).Checked(digest.Span, algorithm);
        return signature.Leaf.RawDataMemory.Span.SequenceEqual(Chain[0].RawDataMemory.Span) ? signature.Value.ToArray()
            : throw new ReleaseException(Fault.Environment, "The key signed by another certificate than it said before. Run this again.");
    }

    /// <summary>Signs: see <see cref="CmsSignature"/>.</summary>
    /// <exception cref="ReleaseException">The key can't be used, or belongs to somebody else now.</exception>
    internal async Task<byte[]> SignAsync(ReadOnlyMemory<byte> digest, IReadOnlyList<CmsAttribute> attributes, CancellationToken cancellation)
    {
        var cms = new CmsSignature(CmsContent.Detached, HashAlgorithmName.SHA256, digest, attributes, clock.GetUtcNow());
        KeySignature signature = (await key!.SignAsync(cms.ToBeSigned, HashAlgorithmName.SHA256, cancellation)).Checked(cms.ToBeSigned.Span,
            HashAlgorithmName.SHA256);
        IReadOnlyList<X509Certificate2> chain = apple.Completed(signature.Chain);
        // The team and the requirement that were signed are those of the chain that was there before.
        if (!chain[0].SubjectName.RawData.AsSpan().SequenceEqual(Chain[0].SubjectName.RawData))
            throw new ReleaseException(Fault.Environment,
                $"The key signed for '{chain[0].Subject}' and said before that it belongs to '{Chain[0].Subject}'. Run this again.");
        byte[]? token = timestamps is null ? null : await timestamps.StampAsync(signature.Value, clock, cancellation);
        return cms.Write(signature.Value.Span, chain, token);
    }

    // The highest certificate of the leaf's organization.
    private Requirement.CertificateHash NonAppleAnchor()
    {
        const string organization = "2.5.4.10";
        int slot = Requirement.Leaf;
        if (DeveloperCertificate.SubjectPart(Chain[0], organization) is { } own)
        {
            while (slot + 1 < Chain.Count && own.Equals(DeveloperCertificate.SubjectPart(Chain[slot + 1], organization), StringComparison.OrdinalIgnoreCase))
                slot++;
        }

        string hash = Convert.ToHexStringLower(CodeHash.Of(CodeHashKind.Sha1, Chain[slot].RawDataMemory.Span));
        return new Requirement.CertificateHash(slot > 0 && slot == Chain.Count - 1 ? Requirement.Root : slot, hash);
    }

    private static Requirement.CertificateExtension Exists(int slot, string oid) => new(slot, oid, RequirementMatch.Exists);

    private static Requirement.CertificateField Field(string field, string? value) => new(Requirement.Leaf, field,
        new RequirementMatch(RequirementMatchKind.Equal, value ?? throw new ReleaseException(Fault.Input,
            $"The certificate has no {field}. Get one from Apple.")));
}
