using System.Diagnostics.CodeAnalysis;
using UvRelease.Channels.Gates.Facts;
using UvRelease.Channels.Gates.Reports;
using UvRelease.Releases;
using UvRelease.Releases.Evidence;

namespace UvRelease.Channels.Gates.Kinds;

/// <summary>Documents that are evidence: read by their schema, bound to the release, in time.</summary>
internal static class DocumentCase
{
    /// <summary>Reads a document, or says why nothing can be decided on it.</summary>
    public static bool Has<T>(
        GateCase at, Fact<DocumentFacts>? fact, string what, Func<ReadOnlyMemory<byte>, string, T> read, [NotNullWhen(true)] out T? document,
        [NotNullWhen(false)] out GateFinding? finding)
        where T : class, IBoundDocument
    {
        document = null;
        if (!FactCheck.Has(fact, what, at.Now, out DocumentFacts? found, out finding))
            return false;
        try
        {
            document = read(found.Bytes, found.Name);
        }
        catch (ReleaseException e)
        {
            finding = GateFinding.Error($"{char.ToUpperInvariant(what[0])}{what[1..]} is not as its schema says. {e.Message}", "Correct the document.");
            return false;
        }

        finding = EvidenceBinding.Problem(document, found.Name, at.Question.Release, at.Now) is { } problem
            ? Of(problem, "Make it anew for this release.") : null;
        return finding is null;
    }

    /// <summary>A judgement as a finding.</summary>
    public static GateFinding Of(EvidenceJudgement judgement, string change) => new(
        judgement.State switch
        {
            EvidenceState.Holds => GateOutcome.Pass,
            EvidenceState.Fails => GateOutcome.Fail,
            EvidenceState.Expired => GateOutcome.Expired,
            _ => GateOutcome.Error,
        },
        judgement.Reason,
        change);
}
