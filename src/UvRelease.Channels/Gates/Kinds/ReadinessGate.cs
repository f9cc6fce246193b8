using UvRelease.Channels.Gates.Facts;
using UvRelease.Channels.Gates.Reports;
using UvRelease.Releases.Evidence;

namespace UvRelease.Channels.Gates.Kinds;

/// <summary>The readiness document is of this release, and all that it requires holds.</summary>
internal static class ReadinessGate
{
    public static GateFinding Evaluate(GateCase at)
    {
        if (!DocumentCase.Has(at, at.Facts.Readiness, "the readiness document", ReadinessDocument.Read,
            out ReadinessDocument? document, out GateFinding? problem))
            return problem;
        EvidenceJudgement judgement = ReadinessJudge.Judge(document, at.Question.Release, at.Facts.Readiness!.Value!.Files, at.Now);
        return DocumentCase.Of(judgement, judgement.State == EvidenceState.Holds ? "Another commit or digest, or the end of its time, would."
            : "Mend it, and make the document anew for this release.");
    }
}
