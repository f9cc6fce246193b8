using UvRelease.Channels.Gates;
using UvRelease.Channels.Gates.Facts;
using UvRelease.Channels.Gates.Health;
using UvRelease.Channels.Gates.Kinds;
using UvRelease.Channels.Gates.Reading;
using UvRelease.Channels.Gates.Reports;
using UvRelease.Channels.Gates.Rules;
using UvRelease.Channels.Logs;
using UvRelease.Releases;
using UvRelease.Releases.Evidence;
using UvRelease.Releases.Json;

namespace UvRelease.Channels.Promotion;

/// <summary>The gates of the configuration, on what is found of a release each time that they are asked.</summary>
/// <param name="configuration">Section <c>promote</c>.</param>
/// <param name="sources">Where facts are read.</param>
public sealed class ConfiguredGates(PromoteConfiguration configuration, GateSources sources) : IGatekeeper
{
    /// <summary>Repository of the release, as owner/name; empty outside of a run, where no document can be about it.</summary>
    public string Repository { get; init; } = "";

    /// <summary>Who started the run.</summary>
    public required string Actor { get; init; }

    /// <summary>Environment whose reviewers this run asked; null for the one that is named like the channel.</summary>
    public string? Environment { get; init; }

    /// <summary>Waivers that were handed in.</summary>
    public IReadOnlyList<Waiver> Waivers { get; init; } = [];

    /// <summary>True for a plan, which reviewers see before they approve it.</summary>
    public bool IsPlan { get; init; }

    /// <inheritdoc/>
    public async Task<GateVerdict> JudgeAsync(PassageQuestion question, CancellationToken cancellationToken)
    {
        GateQuestion asked = await QuestionAsync(question, cancellationToken);
        GateFacts facts = await GateFactReader.ReadAsync(asked, configuration, sources, cancellationToken);
        GateReport report = GateKeeper.Evaluate(asked, configuration, facts, question.Now);
        TransitionRules rules = configuration.For(asked.From, asked.Share);
        return new GateVerdict(
        [
            .. report.Gates.Select(Finding),
            .. report.Problems.Select(problem => new PassageFinding("question", "error", true, problem, null)),
            .. Ignored(rules, question.Now),
            .. Resumed(asked, question, facts),
            .. await new FleetCapacity(configuration, sources.Health).JudgeAsync(question, cancellationToken),
        ])
        {
            Report = report,
            Schedule = RolloutSchedule.Of(configuration, question.To, FleetCapacity.Size(question.Release), question.Percent),
            Health = JudgedHealth.Of(
                facts.Health?.Value, asked.Release.Version, asked.PreviousVersion, rules.Health),
        };
    }

    private async Task<GateQuestion> QuestionAsync(PassageQuestion question, CancellationToken cancellationToken)
    {
        string app = question.Release.App, from = question.From ?? question.To;
        var path = new ReleasePath(sources.Store, app);
        (LogEntry newest, LogEntry atShare) = await path.StandingAsync(from, question.Reference.Digest, cancellationToken)
            ?? throw new ReleaseException(Fault.Refused, $"{from} never served {question.Reference.Version}, so nothing can be said of how it does there.");
        return new GateQuestion
        {
            Release = new EvidenceSubject(app, question.Release.Version, Repository, question.Reference.Digest, question.Release.Commit),
            From = from,
            Share = newest.Status.Current.Percent,
            Since = Times.Read(atShare.At),
            Arrival = Times.Read(newest.Status.Current.Since),
            WasHalted = question.Action == ChannelAction.Resume,
            PreviousVersion = newest.Status.Fallback?.Version,
            To = question.To,
            Environment = Environment,
            Rollout = question.Percent,
            Publisher = await path.PublisherAsync(from, question.Reference.Digest, cancellationToken) ?? newest.Actor,
            Actor = Actor,
            Waivers = Waivers,
        };
    }

    private PassageFinding Finding(GateResult result)
    {
        LogWaiver? waiver = result.Waiver is { } given ? new LogWaiver(given.Actor, given.Reason, given.Expires) : null;
        // Nobody has approved what nobody has seen.
        bool isPending = IsPlan && result is { Gate: GateKind.SignOff, Outcome: GateOutcome.Inconclusive };
        return new PassageFinding(
            result.Gate.Word(), isPending ? "pending" : result.Outcome.Word(), !isPending, $"{result.Reason} {result.Change}", result.LetsPass ? waiver : null);
    }

    private IEnumerable<PassageFinding> Ignored(TransitionRules rules, DateTimeOffset now)
    {
        if (rules.IgnoresFreeze && FreezeGate.Open(configuration.Freeze, now) is { } open)
        {
            yield return new PassageFinding(
                GateKind.Freeze.Word(), "ignored", false,
                $"'{open.Name}' is open until {open.Until} in {open.TimeZone}, and the transition from {rules.From} says 'freeze: false'.", null);
        }
    }

    // By the rules that the guard will go by: those of the share that is asked for.
    private IEnumerable<PassageFinding> Resumed(GateQuestion asked, PassageQuestion question, GateFacts facts)
    {
        if (!asked.WasHalted || configuration.Health is null)
            yield break;
        TransitionRules rules = configuration.For(asked.From, question.Percent);
        yield return Resumption.Judge(new GateCase(asked, configuration, rules, facts, question.Now), question.Reason);
    }
}
