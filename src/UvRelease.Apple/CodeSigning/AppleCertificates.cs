using System.Security.Cryptography.X509Certificates;

namespace UvRelease.Apple.CodeSigning;

/// <summary>
/// The certificates of Apple that signatures are held against: the Apple Root CA and the two authorities for Developer IDs (apple.com/certificateauthority),
/// whose bytes come from signatures that Apple's tools made.
/// </summary>
public sealed class AppleCertificates
{
    /// <summary>Beginning of the identifiers of Apple's own extensions, which are critical in its certificates.</summary>
    public const string Extensions = "1.2.840.113635.100.";

    private readonly X509Certificate2[] roots, authorities;

    private AppleCertificates(X509Certificate2[] roots, X509Certificate2[] authorities) => (this.roots, this.authorities) = (roots, authorities);

    /// <summary>Apple's own.</summary>
    public static AppleCertificates Shipped { get; } =
        new([Resource("apple-root.cer")], [Resource("developer-id-g2.cer"), Resource("developer-id.cer")]);

    /// <summary>Roots that count as Apple's.</summary>
    public IReadOnlyList<X509Certificate2> Roots => roots;

    /// <summary>Authorities that signers often forget to give.</summary>
    public IReadOnlyList<X509Certificate2> Authorities => authorities;

    /// <summary>These and a root that counts as Apple's too: that of test identities.</summary>
    public AppleCertificates With(X509Certificate2 root) => new([.. roots, root], authorities);

    /// <summary>True for the last certificate of a chain that ends at one of the roots.</summary>
    public bool IsRoot(X509Certificate2 certificate) => Array.Exists(roots, root => root.RawDataMemory.Span.SequenceEqual(certificate.RawDataMemory.Span));

    /// <summary>A chain as Apple's signer writes it: with what is known here between its last certificate and a root.</summary>
    public IReadOnlyList<X509Certificate2> Completed(IReadOnlyList<X509Certificate2> chain)
    {
        var complete = chain.Take(1).ToList();
        X509Certificate2[] known = [.. chain, .. authorities, .. roots];
        while (!IsSelfIssued(complete[^1]) && complete.Count < 10 && Array.Find(known, issuer => Issued(issuer, complete[^1])) is { } next)
            complete.Add(next);
        return complete;
    }

    /// <summary>True for a certificate that names itself as its issuer.</summary>
    internal static bool IsSelfIssued(X509Certificate2 certificate) =>
        certificate.IssuerName.RawData.AsSpan().SequenceEqual(certificate.SubjectName.RawData);

    private static bool Issued(X509Certificate2 issuer, X509Certificate2 certificate)
    {
        if (!issuer.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData))
            return false;
        string? wanted = certificate.Extensions.OfType<X509AuthorityKeyIdentifierExtension>().FirstOrDefault()?.KeyIdentifier is { } key
            ? Convert.ToHexString(key.Span) : null;
        string? given = issuer.Extensions.OfType<X509SubjectKeyIdentifierExtension>().FirstOrDefault()?.SubjectKeyIdentifier;
        return wanted is null || given is null || wanted.Equals(given, StringComparison.OrdinalIgnoreCase);
    }

    private static X509Certificate2 Resource(string name)
    {
        using Stream stream = typeof(AppleCertificates).Assembly.GetManifestResourceStream(name)!;
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return X509CertificateLoader.LoadCertificate(bytes);
    }
}
