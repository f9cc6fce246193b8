using UvRelease.Channels.Gates.Facts;
using UvRelease.Channels.Gates.Kinds;
using UvRelease.Channels.Gates.Reading;
using UvRelease.Channels.Gates.Reports;
using UvRelease.Channels.Gates.Rules;
using UvRelease.Releases;
using UvRelease.Releases.Json;

namespace UvRelease.Channels.Gates;

/// <summary>
/// Decides whether a release may go on: every required gate must pass, or be waived by somebody who may. What is missing, unknown, malformed, doubled
/// or expired
/// blocks. <see cref="Evaluate"/> reads nothing and writes nothing: the same question, configuration, facts and time give the same report.
/// </summary>
public static class GateKeeper
{
    private static readonly Dictionary<GateKind, Func<GateCase, GateFinding>> Gates = new()
    {
        [GateKind.Integrity] = IntegrityGate.Evaluate,
        [GateKind.KillSwitch] = KillSwitchGate.Evaluate,
        [GateKind.Checks] = ChecksGate.Evaluate,
        [GateKind.Bake] = BakeGate.Evaluate,
        [GateKind.Sample] = SampleGate.Evaluate,
        [GateKind.Health] = HealthGate.Evaluate,
        [GateKind.Adoption] = AdoptionGate.Evaluate,
        [GateKind.Blockers] = BlockersGate.Evaluate,
        [GateKind.Readiness] = ReadinessGate.Evaluate,
        [GateKind.Regression] = RegressionGate.Evaluate,
        [GateKind.Benchmarks] = BenchmarksGate.Evaluate,
        [GateKind.Freeze] = FreezeGate.Evaluate,
        [GateKind.SignOff] = SignOffGate.Evaluate,
    };

    /// <summary>Reads the facts that the gates of a transition need, and evaluates them.</summary>
    /// <param name="question">The release and where it goes.</param>
    /// <param name="configuration">Section <c>promote</c>.</param>
    /// <param name="sources">Where facts are read; what can't be read blocks, and throws nothing.</param>
    /// <param name="cancellationToken">Stops.</param>
    public static async Task<GateReport> EvaluateAsync(
        GateQuestion question, PromoteConfiguration configuration, GateSources sources, CancellationToken cancellationToken)
    {
        GateFacts facts = await GateFactReader.ReadAsync(question, configuration, sources, cancellationToken);
        return Evaluate(question, configuration, facts, sources.Settings.Time.GetUtcNow());
    }

    /// <summary>Evaluates the gates of a transition.</summary>
    /// <param name="question">The release and where it goes.</param>
    /// <param name="configuration">Section <c>promote</c>.</param>
    /// <param name="facts">What was found; what is missing blocks.</param>
    /// <param name="now">The time.</param>
    public static GateReport Evaluate(GateQuestion question, PromoteConfiguration configuration, GateFacts facts, DateTimeOffset now)
    {
        var at = new GateCase(question, configuration, configuration.For(question.From, question.Share), facts, now);
        GateResult[] results = [.. configuration.Required(at.Rules, at.IntoLast).Select(kind => Waivers.Apply(at, kind, Finding(at, kind)))];
        string[] problems = [.. Problems(at).Select(MarkdownText.Visible)];
        return new GateReport(
            GateReport.Format,
            question.Release.App,
            question.Release.Version,
            question.Release.Digest,
            question.Release.Commit,
            question.From,
            question.Share,
            question.To,
            question.Rollout,
            Times.Text(now),
            problems.Length == 0 && results.Length > 0 && results.All(result => result.LetsPass),
            results,
            problems);
    }

    private static GateFinding Finding(GateCase at, GateKind kind) => Gates.TryGetValue(kind, out Func<GateCase, GateFinding>? gate)
        ? gate(at)
        : GateFinding.Error($"The gate {(int)kind} is not known here.", "Correct 'gates' of the transition.");

    private static IEnumerable<string> Problems(GateCase at)
    {
        IReadOnlyList<string> channels = at.Configuration.Channels;
        foreach (string channel in new[] { at.Question.From, at.Question.To }.Distinct(StringComparer.Ordinal).Except(channels, StringComparer.Ordinal))
            yield return $"The channel '{channel}' is none of the configuration's: {string.Join(", ", channels)}.";
        foreach (string problem in Waivers.Problems(at.Question.Waivers))
            yield return problem;
    }
}
