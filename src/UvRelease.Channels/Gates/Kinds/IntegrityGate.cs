using UvRelease.Channels.Gates.Facts;
using UvRelease.Channels.Gates.Reports;
using UvRelease.Releases.Evidence;

namespace UvRelease.Channels.Gates.Kinds;

/// <summary>The release and its files are the sealed ones, and what the release claims is verified.</summary>
internal static class IntegrityGate
{
    private const string Restore = "Put back what was sealed from a backup, or publish a new version.";

    public static GateFinding Evaluate(GateCase at)
    {
        if (!FactCheck.Has(at.Facts.Integrity, "the release in the store", at.Now, out IntegrityFacts? found, out GateFinding? problem))
            return problem;
        EvidenceSubject release = at.Question.Release;
        if (found.Digest != release.Digest)
            return GateFinding.Fail($"The store's release.json has the digest {found.Digest}, and the channel's log names {release.Digest}.", Restore);
        if (found.Version != release.Version || found.Commit != release.Commit)
        {
            return GateFinding.Fail(
                $"The sealed release is {found.Version} of {found.Commit}, and {release.Version} of {release.Commit} was asked about.",
                "Ask about the release that the digest is of.");
        }

        if (found.Problems.Count > 0)
            return GateFinding.Fail($"{found.Problems.Count} files are not as they were sealed: {FactCheck.Some([.. found.Problems])}", Restore);
        if (found.VerifiedFiles == 0)
            return GateFinding.Error("No file of the release was verified.", "Verify its files.");
        foreach (IntegrityClaim claim in found.Claims)
        {
            if (claim.Kind == ClaimKind.Attestation)
            {
                return GateFinding.Error(
                    $"The release claims an attestation of {claim.Subject}, and nothing here can verify one yet.",
                    "Publish without the claim until there is a verifier.");
            }

            string what = claim.Kind == ClaimKind.Signature ? "signature" : "notarization";
            if (claim.Verified is null)
                return GateFinding.Error($"The release claims a {what} of {claim.Subject}, and nobody verified it.", "Verify it.");
            if (claim.Verified == false)
                return GateFinding.Fail($"The {what} of {claim.Subject} is wrong.", "Build and sign a new version.");
        }

        return GateFinding.Pass($"The release and its {found.VerifiedFiles} files are as they were sealed.", "Any other byte would.");
    }
}
