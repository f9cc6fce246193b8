using UvRelease.Channels.Gates.Facts;
using UvRelease.Channels.Gates.Reports;
using UvRelease.Releases.Evidence;
using UvRelease.Releases.Json;

namespace UvRelease.Channels.Gates.Kinds;

/// <summary>The readiness document is of this release, and all that it requires holds.</summary>
internal static class ReadinessGate
{
    public static GateFinding Evaluate(GateCase at)
    {
        if (!DocumentCase.Has(at, at.Facts.Readiness, "the readiness document", ReadinessDocument.Read,
            out ReadinessDocument? document, out GateFinding? problem))
            return problem;
        EvidenceJudgement Judge(EvidenceItem item) => EvidenceJudge.Judge(item, at.Question.Release, at.Facts.Readiness!.Value!.Files, at.Now);
        (EvidenceItem Item, EvidenceJudgement Judgement)[] all = [.. document.Evidence.Select(item => (item, Judge(item)))];
        if (all.All(one => !one.Item.Required))
            return GateFinding.Error("The readiness document requires none of its evidence.", "Require at least one piece.");
        foreach (EvidenceState state in (EvidenceState[])[EvidenceState.Error, EvidenceState.Fails, EvidenceState.Expired])
        {
            if (Array.Find(all, one => one.Judgement.State == state && (one.Item.Required || state == EvidenceState.Error)) is { Item: not null } bad)
                return DocumentCase.Of(bad.Judgement, "Make that evidence anew for this release.");
        }

        if (document.KnownLimitations.FirstOrDefault(limitation => Times.Read(limitation.Expires) <= at.Now) is { } ended)
        {
            return GateFinding.Expired(
                $"{ended.AcceptedBy} accepted the limitation '{ended.Id}' until {ended.Expires}.", "Mend it, or let somebody accept it anew.");
        }

        int weak = all.Count(one => one.Judgement.State != EvidenceState.Holds);
        return GateFinding.Pass(
            $"All required evidence holds ({all.Length - weak} of {all.Length} pieces), and {document.KnownLimitations.Count} known limitations are accepted.",
            "Another commit or digest, or the end of its time, would.");
    }
}
