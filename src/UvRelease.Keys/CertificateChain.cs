using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using UvRelease.Releases;

namespace UvRelease.Keys;

/// <summary>Reads certificates of a key that is kept elsewhere, and brings them into their order.</summary>
public static class CertificateChain
{
    private const int Longest = 1 << 20;

    /// <summary>Reads a chain: PEM, one certificate in DER, or the certificates of PKCS #7.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="name">Its name, for errors.</param>
    /// <returns>The certificates, leaf first.</returns>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: there are none, or several that could be the leaf.</exception>
    public static IReadOnlyList<X509Certificate2> Read(ReadOnlyMemory<byte> bytes, string name) => Ordered(ReadAll(bytes, name), name);

    /// <summary>Reads certificates: PEM, one in DER, or those of PKCS #7.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="name">Its name, for errors.</param>
    /// <returns>The certificates, in the file's order.</returns>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: they can't be read, or there are none.</exception>
    public static IReadOnlyList<X509Certificate2> ReadAll(ReadOnlyMemory<byte> bytes, string name)
    {
        if (bytes.Length > Longest)
            throw Wrong(name, $"has {bytes.Length} bytes");
        try
        {
            var certificates = new X509Certificate2Collection();
            if (bytes.Span.IndexOf("-----BEGIN CERTIFICATE-----"u8) >= 0)
            {
                certificates.ImportFromPem(Encoding.UTF8.GetString(bytes.Span));
            }
            else if (X509Certificate2.GetCertContentType(bytes.Span) == X509ContentType.Cert)
            {
                certificates.Add(X509CertificateLoader.LoadCertificate(bytes.Span));
            }
            else
            {
                var cms = new SignedCms();
                cms.Decode(bytes.Span);
                certificates.AddRange(cms.Certificates);
            }

            return certificates.Count > 0 ? [.. certificates] : throw Wrong(name, "has no certificate");
        }
        catch (CryptographicException e)
        {
            throw Wrong(name, "has no certificates that can be read", e);
        }
    }

    /// <summary>The certificates from the leaf upwards; what belongs to no issuer of it comes last.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: there are none, or several that could be the leaf.</exception>
    public static IReadOnlyList<X509Certificate2> Ordered(IEnumerable<X509Certificate2> certificates, string name)
    {
        List<X509Certificate2> rest = [.. certificates.DistinctBy(one => Convert.ToHexString(one.RawDataMemory.Span), StringComparer.Ordinal)];
        X509Certificate2[] leaves = rest.Count == 1 ? [rest[0]] : [.. rest.Where(one => !IsAuthority(one))];
        if (leaves.Length != 1)
        {
            throw Wrong(name, leaves.Length == 0 ? "has no certificate that signs code"
                : $"has {leaves.Length} of them: {string.Join(", ", leaves.Select(leaf => $"'{leaf.Subject}'"))}");
        }

        var chain = new List<X509Certificate2>();
        for (X509Certificate2? next = leaves[0]; next is not null; next = rest.Find(one => Issued(one, chain[^1])))
        {
            chain.Add(next);
            rest.Remove(next);
        }

        return [.. chain, .. rest];
    }

    private static bool IsAuthority(X509Certificate2 certificate) =>
        certificate.Extensions.OfType<X509BasicConstraintsExtension>().FirstOrDefault()?.CertificateAuthority ?? false;

    private static bool Issued(X509Certificate2 issuer, X509Certificate2 certificate) =>
        issuer.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData);

    private static ReleaseException Wrong(string name, string problem, Exception? inner = null) => new(Fault.Input,
        $"{name} {problem}. Give a PEM file with the certificate of the key and those of its issuers.", inner);
}
