using UvRelease.Channels.Gates.Capacity;
using UvRelease.Channels.Gates.Health;
using UvRelease.Channels.Gates.Reports;
using UvRelease.Channels.Logs;
using UvRelease.Releases.Identity;

namespace UvRelease.Channels.Promotion;

/// <summary>Judges, anew for each plan, whether more clients may get a release.</summary>
public interface IGatekeeper
{
    /// <summary>Judges a move.</summary>
    /// <exception cref="Releases.ReleaseException">The gates themselves can't be read; nothing may pass then.</exception>
    Task<GateVerdict> JudgeAsync(PassageQuestion question, CancellationToken cancellationToken);
}

/// <summary>What gates are asked.</summary>
/// <param name="Action">What is to be done.</param>
/// <param name="From">Channel that the release comes from; null where it is on the channel already.</param>
/// <param name="To">Channel that changes.</param>
/// <param name="Reference">The release.</param>
/// <param name="Release">The same, in full.</param>
/// <param name="Before">What the channel serves; null for nothing yet.</param>
/// <param name="Percent">Share of clients that would be offered the release.</param>
/// <param name="Now">Time of the commit.</param>
public sealed record PassageQuestion(
    ChannelAction Action, string? From, string To, ReleaseReference Reference, Release Release, ChannelStatus? Before, int Percent, DateTimeOffset Now)
{
    /// <summary>Why, in the actor's words; null where none was asked for.</summary>
    public string? Reason { get; init; }
}

/// <summary>What the gates say.</summary>
/// <param name="Findings">One for each gate, in the order of the configuration.</param>
public sealed record GateVerdict(IReadOnlyList<PassageFinding> Findings)
{
    /// <summary>The whole report; null where none was made.</summary>
    public GateReport? Report { get; init; }

    /// <summary>The counts that were looked at; null where none were, or they say nothing of the release.</summary>
    public JudgedHealth? Health { get; init; }

    /// <summary>How the rollout can go on after the move; empty where everybody is offered the release by it.</summary>
    public IReadOnlyList<RolloutStep> Schedule { get; init; } = [];

    /// <summary>True where every required gate lets the move through.</summary>
    public bool IsOpen => Findings.All(finding => finding.IsOpen || !finding.Required);

    /// <summary>What did not hold the move up, and that somebody should know of.</summary>
    public IEnumerable<PassageFinding> Cautions =>
        Findings.Where(finding => finding is { Outcome: "waived" }
            or { Required: false, Outcome: "fail" or "ignored" } or { Gate: Resumption.Gate, Outcome: "inconclusive" });

    /// <summary>The required gates as the log has them.</summary>
    public IReadOnlyList<LogGate> Passed => [.. Findings.Where(finding => finding.Required).Select(finding => new LogGate(finding.Gate, finding.Waiver))];
}

/// <summary>What a gate says.</summary>
/// <param name="Gate">Its name.</param>
/// <param name="Outcome">
/// pass, fail, inconclusive, error, expired or waived; pending in a plan that nobody has approved yet; ignored where the configuration says so.
/// </param>
/// <param name="Required">False where it only informs.</param>
/// <param name="Why">A sentence that says what was found, and what would change it.</param>
/// <param name="Waiver">Who let the move past it; null where nobody did.</param>
public sealed record PassageFinding(string Gate, string Outcome, bool Required, string Why, LogWaiver? Waiver)
{
    /// <summary>True where it lets the move through.</summary>
    public bool IsOpen => Outcome is "pass" or "waived";
}
