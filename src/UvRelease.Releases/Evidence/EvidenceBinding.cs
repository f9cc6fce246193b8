using UvRelease.Releases.Json;

namespace UvRelease.Releases.Evidence;

/// <summary>Compares what a document is bound to with the release at hand, and its times with the clock.</summary>
public static class EvidenceBinding
{
    // Clocks of other machines differ a little.
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    /// <summary>Why a document is no evidence for a release now; null where it is.</summary>
    /// <param name="document">The document.</param>
    /// <param name="name">What it is called, for the sentence.</param>
    /// <param name="subject">The release.</param>
    /// <param name="now">The time.</param>
    public static EvidenceJudgement? Problem(IBoundDocument document, string name, EvidenceSubject subject, DateTimeOffset now)
    {
        (string What, string Is, string MustBe)[] ties =
        [
            ("repository", document.Repository, subject.Repository), ("app", document.App, subject.App), ("version", document.Version, subject.Version),
            ("release digest", document.ReleaseDigest, subject.Digest), ("commit", document.Commit, subject.Commit),
        ];
        foreach ((string what, string value, string mustBe) in ties)
        {
            if (!string.Equals(value, mustBe, what == "repository" ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal))
                return Error($"{name} is of another {what}: {value}, and the release has {mustBe}.");
        }

        return Period(name, document.ProducedAt, document.ExpiresAt, now);
    }

    /// <summary>Why something does not hold at a time; null where it does.</summary>
    internal static EvidenceJudgement? Period(string name, string producedAt, string expiresAt, DateTimeOffset now)
    {
        (DateTimeOffset produced, DateTimeOffset expires) = (Times.Read(producedAt), Times.Read(expiresAt));
        if (produced > now + Tolerance)
            return Error($"{name} was made at {producedAt}, which is in the future: one of the clocks is wrong.");
        if (expires <= produced)
            return Error($"{name} ends at {expiresAt}, before it began at {producedAt}.");
        return expires <= now ? new(EvidenceState.Expired, $"{name} held until {expiresAt}.") : null;
    }

    private static EvidenceJudgement Error(string reason) => new(EvidenceState.Error, reason);
}
