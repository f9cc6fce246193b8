using UvRelease.Apple.Bundles;
using UvRelease.Apple.CodeSigning;
using UvRelease.Apple.Verification;
using UvRelease.Keys;
using UvRelease.Releases;

namespace UvRelease.Apple.Installers;

/// <summary>Says whether a package is as it was signed, and by whom. What it installs is verified as an app.</summary>
public static class PackageVerifier
{
    /// <summary>Verifies a package: form, checksums, both signatures, signer.</summary>
    /// <param name="path">The package.</param>
    /// <param name="verification">What it is held against.</param>
    /// <param name="cancellation">Stops.</param>
    /// <returns>All that is wrong; nothing where the package is as it was signed.</returns>
    /// <exception cref="IOException">It is no regular file, or can't be read.</exception>
    public static IReadOnlyList<CodeFinding> Verify(string path, CodeVerification verification, CancellationToken cancellation)
    {
        string name = Path.GetFileName(path);
        var findings = new List<CodeFinding>();
        try
        {
            if (PackageSeal.Check(path, name, cancellation) is not { } signature)
                Bad(CodeFindingKind.NotSigned, "The package has no signature. Sign it.");
            else if (signature.Cms is not { } cms)
                Bad(CodeFindingKind.Signature, "The package has no signature as CMS, which macOS wants. Sign it anew.");
            else
                CheckSigner(new CmsVerifier(verification, new CertificateChains(AppleCertificates.Extensions), Bad).Verify(cms, signature.Digest),
                    verification, Bad);
        }
        catch (ReleaseException e)
        {
            Bad(CodeFindingKind.Damaged, e.Message);
        }

        return findings;

        void Bad(CodeFindingKind kind, string reason) => findings.Add(new CodeFinding(name, kind, reason));
    }

    private static void CheckSigner(CodeSignature signed, CodeVerification verification, Action<CodeFindingKind, string> bad)
    {
        if (signed.Chain.Count == 0)
            return;
        bool isApples = verification.Apple.IsRoot(signed.Chain[^1]);
        if (isApples && DeveloperCertificate.UseOf(signed.Chain[0]) is not (CertificateUse.DeveloperIdInstaller or CertificateUse.AppStoreInstaller))
            bad(CodeFindingKind.Chain, "It is signed with a certificate that is not for packages. Sign it with one for «Developer ID Installer».");
        string? team = isApples ? DeveloperCertificate.TeamOf(signed.Chain[0]) : null;
        if (verification.Team is { } wanted && team != wanted)
            bad(CodeFindingKind.Team, $"It is of the team {team ?? "of nobody"}, and {wanted} is wanted. Sign it with the certificate of that team.");
    }
}
