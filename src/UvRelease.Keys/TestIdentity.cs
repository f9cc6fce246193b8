using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace UvRelease.Keys;

/// <summary>What a test identity looks like.</summary>
public sealed record TestIdentityOptions
{
    /// <summary>Subject of the leaf, as <c>CN=…, OU=…</c>.</summary>
    public required string Subject { get; init; }

    /// <summary>Extensions of the leaf, critical, by their dotted identifiers.</summary>
    public IReadOnlyList<string> LeafExtensions { get; init; } = [];

    /// <summary>Extensions of the authority between root and leaf.</summary>
    public IReadOnlyList<string> AuthorityExtensions { get; init; } = [];

    /// <summary>What the key of the leaf may do; code signing where nothing is said.</summary>
    public string ExtendedKeyUse { get; init; } = "1.3.6.1.5.5.7.3.3";

    /// <summary>From when the certificates are valid.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>Until when the leaf is valid; its authorities live ten years more.</summary>
    public required DateTimeOffset Until { get; init; }

    /// <summary>The same seed gives the same bytes, and its keys to all who know it; null gives keys of nobody else.</summary>
    public string? Seed { get; init; }

    /// <summary>True for a leaf with a key on the curve P-256 in place of RSA; never with a seed.</summary>
    public bool Ecdsa { get; init; }
}

/// <summary>A root, an authority and a leaf with its key, that no system trusts: to try signing without an account.</summary>
/// <param name="Root">The root.</param>
/// <param name="Authority">Who issued the leaf.</param>
/// <param name="Leaf">The certificate that signs, with its private key.</param>
public sealed record TestIdentity(X509Certificate2 Root, X509Certificate2 Authority, X509Certificate2 Leaf)
{
    private static readonly HashAlgorithmName Hash = HashAlgorithmName.SHA256;
    private static readonly byte[] AsnNull = [5, 0];

    /// <summary>Makes one.</summary>
    public static TestIdentity Create(TestIdentityOptions options)
    {
        SeededRsa? seeded = options.Seed is null ? null : new SeededRsa(options.Seed);
        using RSA rootKey = Rsa(seeded), authorityKey = Rsa(seeded);
        DateTimeOffset end = options.Until.AddYears(10);
        X509Certificate2 root = Request("CN=uv-release Test Root", rootKey, isAuthority: true).Create(
            new X500DistinguishedName("CN=uv-release Test Root"), X509SignatureGenerator.CreateForRSA(rootKey, RSASignaturePadding.Pkcs1), options.From,
                end, Serial(seeded));
        CertificateRequest authorityRequest = Request("CN=uv-release Test Authority", authorityKey, isAuthority: true);
        foreach (string oid in options.AuthorityExtensions)
            authorityRequest.CertificateExtensions.Add(new X509Extension(oid, AsnNull, critical: false));
        X509Certificate2 authority = Issue(authorityRequest, root, rootKey, options.From, end, seeded);
        return new TestIdentity(root, authority, WithLeaf(options, seeded, authority, authorityKey));
    }

    /// <summary>The key, to sign with.</summary>
    public PrivateKey ToKey() => PrivateKey.Of(Leaf, [Authority, Root]);

    /// <summary>Key and certificates as PKCS #12, encrypted by AES-256 (PBES2).</summary>
    public byte[] ToPkcs12(string password) => new X509Certificate2Collection { Leaf, Authority, Root }.ExportPkcs12(
        new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 100_000), password);

    private static X509Certificate2 WithLeaf(TestIdentityOptions options, SeededRsa? seeded, X509Certificate2 authority, RSA authorityKey)
    {
        if (options.Ecdsa && seeded is null)
        {
            using var ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            using X509Certificate2 bare = Issue(OfLeaf(new CertificateRequest(options.Subject, ecdsa, Hash), options), authority, authorityKey,
                options.From, options.Until, seeded);
            return bare.CopyWithPrivateKey(ecdsa);
        }

        using RSA key = Rsa(seeded);
        using X509Certificate2 leaf = Issue(OfLeaf(Request(options.Subject, key, isAuthority: false), options), authority, authorityKey, options.From,
            options.Until, seeded);
        return leaf.CopyWithPrivateKey(key);
    }

    private static CertificateRequest OfLeaf(CertificateRequest request, TestIdentityOptions options)
    {
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(options.ExtendedKeyUse)], critical: true));
        foreach (string oid in options.LeafExtensions)
            request.CertificateExtensions.Add(new X509Extension(oid, AsnNull, critical: true));
        return request;
    }

    private static CertificateRequest Request(string subject, RSA key, bool isAuthority)
    {
        var request = new CertificateRequest(subject, key, Hash, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, false, 0, critical: true));
        if (isAuthority)
            request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        return request;
    }

    private static X509Certificate2 Issue(CertificateRequest request, X509Certificate2 issuer, RSA issuerKey, DateTimeOffset from, DateTimeOffset until,
        SeededRsa? seeded)
    {
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier(
            issuer.Extensions.OfType<X509SubjectKeyIdentifierExtension>().Single()));
        return request.Create(issuer.SubjectName, X509SignatureGenerator.CreateForRSA(issuerKey, RSASignaturePadding.Pkcs1), from, until, Serial(seeded));
    }

    private static RSA Rsa(SeededRsa? seeded) => seeded?.Next() ?? RSA.Create(2048);

    // A positive number without leading zeros.
    private static byte[] Serial(SeededRsa? seeded)
    {
        byte[] serial = seeded?.NextBytes(16) ?? RandomNumberGenerator.GetBytes(16);
        serial[0] = (byte)((serial[0] & 0x3f) | 0x40);
        return serial;
    }
}
