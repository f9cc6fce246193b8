using UvRelease.Channels.Logs;
using UvRelease.Releases;

namespace UvRelease.Channels.Promotion;

/// <summary>The gates on the way of a move, asked anew for each plan of it.</summary>
internal sealed class GatePassage(IGatekeeper? keeper)
{
    /// <summary>What they said last; null where nobody asked them.</summary>
    public GateVerdict? Verdict { get; private set; }

    /// <summary>Goes through them.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Refused"/>: a required one does not let the move through.</exception>
    public async Task<IReadOnlyList<LogGate>> PassAsync(PassageQuestion question, CancellationToken cancellationToken)
    {
        if (keeper is null)
            throw new ReleaseException(Fault.Refused, $"No gates were given, so {question.Reference.Version} goes nowhere.");
        Verdict = await keeper.JudgeAsync(question, cancellationToken);
        if (Verdict.IsOpen)
            return Verdict.Passed;
        IEnumerable<string> closed =
            from finding in Verdict.Findings
            where finding.Required && !finding.IsOpen
            select $"{finding.Gate} ({finding.Outcome}): {finding.Why}";
        throw new ReleaseException(
            Fault.Refused,
            $"{question.Reference.Version} may not go to {question.Percent} % of {question.To}. {string.Join(" ", closed)}");
    }
}
