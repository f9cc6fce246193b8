using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using UvRelease.Releases;

namespace UvRelease.Apple.CodeSigning;

/// <summary>What Apple issued a certificate for, by its extensions (Apple's "Worldwide Developer Relations Certification Practice Statement").</summary>
public enum CertificateUse
{
    /// <summary>It is none of Apple's for developers.</summary>
    Other,

    /// <summary>Developer ID Application: apps outside of the App Store.</summary>
    DeveloperIdApplication,

    /// <summary>Developer ID Installer: packages outside of the App Store.</summary>
    DeveloperIdInstaller,

    /// <summary>Apps on the developer's own machines.</summary>
    Development,

    /// <summary>Apps that are handed to the App Store.</summary>
    AppStoreApplication,

    /// <summary>Packages that are handed to the App Store.</summary>
    AppStoreInstaller,
}

/// <summary>Reads what Apple's certificates for developers say.</summary>
public static class DeveloperCertificate
{
    /// <summary>Extension of a Developer ID Application certificate.</summary>
    public const string ApplicationOid = "1.2.840.113635.100.6.1.13";

    /// <summary>Extension of a Developer ID Installer certificate.</summary>
    public const string InstallerOid = "1.2.840.113635.100.6.1.14";

    /// <summary>Extension of the authority for Developer IDs.</summary>
    public const string AuthorityOid = "1.2.840.113635.100.6.2.6";

    /// <summary>Extension of the authority for developers and the App Store.</summary>
    public const string DeveloperRelationsOid = "1.2.840.113635.100.6.2.1";

    private const string UnitOid = "2.5.4.11", NameOid = "2.5.4.3";

    private static readonly (string Oid, CertificateUse Use)[] Uses =
    [
        (ApplicationOid, CertificateUse.DeveloperIdApplication),
        (InstallerOid, CertificateUse.DeveloperIdInstaller),
        ("1.2.840.113635.100.6.1.7", CertificateUse.AppStoreApplication),
        ("1.2.840.113635.100.6.1.8", CertificateUse.AppStoreInstaller),
        ("1.2.840.113635.100.6.1.12", CertificateUse.Development),
        ("1.2.840.113635.100.6.1.2", CertificateUse.Development),
    ];

    /// <summary>What a certificate is for.</summary>
    public static CertificateUse UseOf(X509Certificate2 certificate) => Uses.FirstOrDefault(use => Has(certificate, use.Oid)).Use;

    /// <summary>The team: the organizational unit of the subject; null where there is none.</summary>
    public static string? TeamOf(X509Certificate2 certificate) => SubjectPart(certificate, UnitOid);

    /// <summary>The common name; null where there is none.</summary>
    public static string? NameOf(X509Certificate2 certificate) => SubjectPart(certificate, NameOid);

    /// <summary>Refuses a certificate that can't sign what is signed.</summary>
    /// <param name="certificate">The leaf.</param>
    /// <param name="installer">True for packages, false for code and disk images.</param>
    /// <param name="now">When it is signed.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: it is for something else, has expired, or is not valid yet.</exception>
    public static void Check(X509Certificate2 certificate, bool installer, DateTimeOffset now)
    {
        string name = $"The certificate '{NameOf(certificate) ?? certificate.Subject}'";
        bool isForInstallers = UseOf(certificate) is CertificateUse.DeveloperIdInstaller or CertificateUse.AppStoreInstaller;
        if (UseOf(certificate) != CertificateUse.Other && isForInstallers != installer)
            throw new ReleaseException(Fault.Input, installer
                ? $"{name} signs apps, not packages. Give one for «Developer ID Installer»."
                : $"{name} signs packages, not apps. Give one for «Developer ID Application».");
        if (now > new DateTimeOffset(certificate.NotAfter))
            throw new ReleaseException(Fault.Input, $"{name} expired on {Day(certificate.NotAfter)}. Get a new one from Apple's developer site.");
        if (now < new DateTimeOffset(certificate.NotBefore))
            throw new ReleaseException(Fault.Input, $"{name} is valid from {Day(certificate.NotBefore)} on. Wait, or set the clock right.");
    }

    /// <summary>True when a certificate has an extension.</summary>
    internal static bool Has(X509Certificate2 certificate, string oid) => certificate.Extensions.Any(extension => extension.Oid?.Value == oid);

    /// <summary>The first part of a subject's name with a type; null where there is none.</summary>
    internal static string? SubjectPart(X509Certificate2 certificate, string oid)
    {
        try
        {
            return certificate.SubjectName.EnumerateRelativeDistinguishedNames(reversed: false)
                .Where(part => !part.HasMultipleElements && part.GetSingleElementType().Value == oid)
                .Select(part => part.GetSingleElementValue()).FirstOrDefault();
        }
        catch (Exception e) when (e is AsnContentException or CryptographicException)
        {
            return null;
        }
    }

    private static string Day(DateTime time) => time.ToUniversalTime().ToString("yyyy-MM-dd");
}
