using UvRelease.Channels.Gates.Reports;
using UvRelease.Channels.Gates.Rules;
using UvRelease.Releases.Evidence;

namespace UvRelease.Channels.Gates.Facts;

/// <summary>A release that wants to go on: to the next channel, or to a greater share of its own.</summary>
public sealed record GateQuestion
{
    /// <summary>The release.</summary>
    public required EvidenceSubject Release { get; init; }

    /// <summary>Channel that it leaves, or widens on.</summary>
    public required string From { get; init; }

    /// <summary>Share of that channel's clients that are offered it, in percent.</summary>
    public required int Share { get; init; }

    /// <summary>Since when they are: the time of the log entry that offered it to this share.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>Since when the channel offers it, to whatever share: counts that end before say nothing of it there.</summary>
    public required DateTimeOffset Arrival { get; init; }

    /// <summary>True where it was halted: then the counts say whether it would be halted again.</summary>
    public bool WasHalted { get; init; }

    /// <summary>Version that the others of the channel have: the fallback; null for none.</summary>
    public string? PreviousVersion { get; init; }

    /// <summary>Channel that it would go to.</summary>
    public required string To { get; init; }

    /// <summary>Environment whose reviewers this run asked; null for the one that is named like the channel.</summary>
    public string? Environment { get; init; }

    /// <summary>Environment whose reviewers decide.</summary>
    public string ReviewedBy(SignOffRule rule) => rule.Environment ?? Environment ?? To;

    /// <summary>Share of that channel's clients that would be offered it, in percent.</summary>
    public required int Rollout { get; init; }

    /// <summary>Login of who published the release: the actor of the log entry that did.</summary>
    public required string Publisher { get; init; }

    /// <summary>Login of who started this run, as GitHub says.</summary>
    public required string Actor { get; init; }

    /// <summary>Waivers that were handed in.</summary>
    public IReadOnlyList<Waiver> Waivers { get; init; } = [];
}

/// <summary>All that a gate decides on.</summary>
/// <param name="Question">The release and where it goes.</param>
/// <param name="Configuration">Section <c>promote</c>.</param>
/// <param name="Rules">Those of this transition.</param>
/// <param name="Facts">What was found.</param>
/// <param name="Now">The time.</param>
public sealed record GateCase(
    GateQuestion Question, PromoteConfiguration Configuration, TransitionRules Rules, GateFacts Facts, DateTimeOffset Now)
{
    /// <summary>True when it goes to the last channel.</summary>
    public bool IntoLast => Question.To == Configuration.Channels[^1];
}
