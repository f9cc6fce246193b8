using UvRelease.Apple.Bundles;
using UvRelease.Apple.CodeSigning;
using UvRelease.Apple.Verification;
using UvRelease.Releases;

namespace UvRelease.Apple.DiskImages;

/// <summary>Says whether a disk image is as it was signed, and by whom. What is on it is verified as an app.</summary>
public static class DiskImageVerifier
{
    /// <summary>Verifies a disk image: form, seal, checksums, signer.</summary>
    /// <param name="path">The disk image.</param>
    /// <param name="verification">What it is held against.</param>
    /// <param name="cancellation">Stops.</param>
    /// <exception cref="IOException">It is no regular file, or can't be read.</exception>
    public static CodeReport Verify(string path, CodeVerification verification, CancellationToken cancellation)
    {
        string name = Path.GetFileName(path);
        var findings = new List<CodeFinding>();
        try
        {
            if (DiskImageSeal.Check(path, name, cancellation) is not { } signature)
                return new CodeReport([new CodeFinding(name, CodeFindingKind.NotSigned, "The disk image has no signature. Sign it.")], []);
            using (var image = DiskImageReader.Open(path, name))
                image.CheckSums(cancellation);
            CodeDirectory best = signature.Best;
            CodeSignature signed = new ProgramVerifier(verification, findings.Add).Signed(signature, best, Bad);
            var subject = new RequirementSubject(best, [.. signature.Directories.Select(one => CodeHash.Of(one.Value.Hash, one.Key.Span)[..CodeHash.DirectoryHashSize])],
                signed.Chain, null, null, verification.Apple);
            if (signature.Requirements().Designated is { } designated)
                ProgramVerifier.CheckRequirement(subject, designated, "its own designated requirement", Bad);
            if (verification.Requirement is { } wanted)
                ProgramVerifier.CheckRequirement(subject, wanted, "what is required of it", Bad);
            return new CodeReport(findings, [new VerifiedProgram(name, "", best.Identifier, best.Team, best.Flags, Convert.ToHexStringLower(signature.DirectoryHash),
                signed.Leaf is null ? null : DeveloperCertificate.NameOf(signed.Leaf) ?? signed.Leaf.Subject, signed.SignedAt)]);
        }
        catch (ReleaseException e)
        {
            Bad(CodeFindingKind.Damaged, e.Message);
            return new CodeReport(findings, []);
        }

        void Bad(CodeFindingKind kind, string reason) => findings.Add(new CodeFinding(name, kind, reason));
    }
}
