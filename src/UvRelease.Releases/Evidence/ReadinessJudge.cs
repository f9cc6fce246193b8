using UvRelease.Releases.Json;

namespace UvRelease.Releases.Evidence;

/// <summary>Says what a readiness document is worth for a release now. What is still to come is not ready.</summary>
public static class ReadinessJudge
{
    /// <summary>Judges all of it, bound to the release or not.</summary>
    /// <param name="document">The document.</param>
    /// <param name="subject">The release.</param>
    /// <param name="files">Contents of the files that evidence names, by path; a file that is missing here could not be read.</param>
    /// <param name="now">The time.</param>
    public static EvidenceJudgement Judge(
        ReadinessDocument document, EvidenceSubject subject, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> files, DateTimeOffset now)
    {
        (EvidenceItem Item, EvidenceJudgement Judgement)[] all =
            [.. document.Evidence.Select(item => (item, EvidenceJudge.Judge(item, subject, files, now)))];
        if (all.All(one => !one.Item.Required))
            return new(EvidenceState.Error, "The readiness document requires none of its evidence.");
        foreach (EvidenceState state in (EvidenceState[])[EvidenceState.Error, EvidenceState.Fails, EvidenceState.Expired])
        {
            if (Array.Find(all, one => one.Judgement.State == state && (one.Item.Required || state == EvidenceState.Error)) is { Item: not null } bad)
                return bad.Judgement;
        }

        if (document.RolloutControls.FirstOrDefault(control => !control.FailsClosed) is { } open)
            return new(EvidenceState.Fails, $"The rollout control '{open.Id}' fails open: where it can't be asked, the release goes on.");
        if (document.KnownLimitations.FirstOrDefault(limitation => Times.Read(limitation.Expires) <= now) is { } ended)
            return new(EvidenceState.Expired, $"{ended.AcceptedBy} accepted the limitation '{ended.Id}' until {ended.Expires}.");
        int weak = all.Count(one => one.Judgement.State != EvidenceState.Holds);
        return new(EvidenceState.Holds,
            $"All required evidence holds ({all.Length - weak} of {all.Length} pieces), and {document.KnownLimitations.Count} known limitations are accepted.");
    }
}
