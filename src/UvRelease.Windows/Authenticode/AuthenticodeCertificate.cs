using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using UvRelease.Releases;

namespace UvRelease.Windows.Authenticode;

/// <summary>What a certificate must be to sign code for Windows (CA/Browser Forum, "Code Signing Baseline Requirements").</summary>
public static class AuthenticodeCertificate
{
    /// <summary>Bits of an RSA key that new certificates have at least.</summary>
    public const int UsualKeySize = 3072;

    private const int SmallestKeySize = 2048;

    /// <summary>Refuses a certificate that can't sign.</summary>
    /// <param name="certificate">The leaf.</param>
    /// <param name="now">When it is signed.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: it is for something else, has expired, or is not valid yet.</exception>
    public static void Check(X509Certificate2 certificate, DateTimeOffset now)
    {
        string name = $"The certificate '{certificate.Subject}'";
        if (Problem(certificate) is { } problem)
            throw new ReleaseException(Fault.Input, $"{name} {problem}. Give one for code signing.");
        if (now > new DateTimeOffset(certificate.NotAfter))
            throw new ReleaseException(Fault.Input, $"{name} expired on {Day(certificate.NotAfter)}. Get a new one, and read about renewal in "
                + "docs/windows-signing.md first: installed apps must know its name.");
        if (now < new DateTimeOffset(certificate.NotBefore))
            throw new ReleaseException(Fault.Input, $"{name} is valid from {Day(certificate.NotBefore)} on. Wait, or set the clock right.");
    }

    /// <summary>Why a certificate's key may not sign code, as the rest of a sentence; null where it may.</summary>
    public static string? Problem(X509Certificate2 certificate)
    {
        try
        {
            if (certificate.Extensions.OfType<X509BasicConstraintsExtension>().Any(constraints => constraints.CertificateAuthority))
                return "is that of an authority";
            if (!certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>().SelectMany(usage => usage.EnhancedKeyUsages.Cast<Oid>())
                .Any(usage => usage.Value == AuthenticodeOids.CodeSigning))
                return "does not say that its key signs code (extended key usage codeSigning)";
            if (certificate.Extensions.OfType<X509KeyUsageExtension>().Any(usage => !usage.KeyUsages.HasFlag(X509KeyUsageFlags.DigitalSignature)))
                return "does not let its key sign (key usage digitalSignature)";
            using RSA? rsa = certificate.GetRSAPublicKey();
            return rsa?.KeySize < SmallestKeySize ? $"has an RSA key of {rsa.KeySize} bits, which is too short" : null;
        }
        catch (Exception e) when (e is CryptographicException or AsnContentException)
        {
            return $"can't be read: {e.Message.TrimEnd('.')}";
        }
    }

    private static string Day(DateTime time) => time.ToUniversalTime().ToString("yyyy-MM-dd");
}
