using UvRelease.Channels.Gates.Facts;
using UvRelease.Channels.Gates.Health;
using UvRelease.Channels.Gates.Rules;
using UvRelease.GitHub.Facts;
using UvRelease.Releases;

namespace UvRelease.Channels.Gates.Reading;

/// <summary>Reads what the gates of a transition need, and nothing else. What can't be read is a fact too: the gate that needs it says why.</summary>
public static class GateFactReader
{
    private const string NoGitHub = "No GitHub token was given.";

    private static readonly GateKind[] Counted = [GateKind.Bake, GateKind.Sample, GateKind.Health, GateKind.Adoption];

    /// <summary>Reads the facts.</summary>
    /// <param name="question">The release and where it goes.</param>
    /// <param name="configuration">Section <c>promote</c>.</param>
    /// <param name="sources">Where they are.</param>
    /// <param name="cancellationToken">Stops.</param>
    public static async Task<GateFacts> ReadAsync(
        GateQuestion question, PromoteConfiguration configuration, GateSources sources, CancellationToken cancellationToken)
    {
        bool intoLast = question.To == configuration.Channels[^1];
        IReadOnlyList<GateKind> gates = configuration.Required(configuration.For(question.From, question.Share), intoLast);
        DateTimeOffset now = sources.Settings.Time.GetUtcNow();

        async Task<Fact<T>?> When<T>(bool wanted, Func<Task<T>> read)
            where T : class
        {
            if (!wanted)
                return null;
            try
            {
                return Fact.Of(await read(), sources.Settings.Time.GetUtcNow());
            }
            catch (ReleaseException e)
            {
                return Fact.Unknown<T>(e.Message, sources.Settings.Time.GetUtcNow());
            }
        }

        Fact<DocumentFacts>? Given(DocumentFacts? document) => document is null ? null : Fact.Of(document, now);
        var integrity = new ReleaseIntegrity(sources.Store, sources.Settings);
        return new GateFacts
        {
            Integrity = await When(gates.Contains(GateKind.Integrity), () => integrity.ReadAsync(question.Release.Version, cancellationToken)),
            KillSwitch = await When(gates.Contains(GateKind.KillSwitch), () => integrity.ReadStopAsync(cancellationToken)),
            Commit = await When(gates.Contains(GateKind.Checks), () => CommitAsync(sources.GitHub, question.Release.Commit, cancellationToken)),
            Health = await When(gates.Intersect(Counted).Any() || question.WasHalted, () => HealthAsync(question, sources, now, cancellationToken)),
            Blockers = await When(gates.Contains(GateKind.Blockers), () => BlockersAsync(sources.GitHub, configuration.Blockers, cancellationToken)),
            SignOff = await When(
                sources.GitHub is not null || gates.Contains(GateKind.SignOff),
                () => SignOffAsync(sources, question.ReviewedBy(configuration.SignOff), cancellationToken)),
            Readiness = Given(sources.Readiness),
            Regression = Given(sources.Regression),
            Benchmarks = Given(sources.Benchmarks),
        };
    }

    private static async Task<CommitFacts> CommitAsync(FactReader? github, string commit, CancellationToken cancellationToken) => github is null
        ? throw new ReleaseException(Fault.Input, NoGitHub)
        : new CommitFacts(commit, await github.ChecksAsync(commit, cancellationToken), await github.StatusesAsync(commit, cancellationToken));

    private static async Task<ChannelHealth> HealthAsync(GateQuestion question, GateSources sources, DateTimeOffset now, CancellationToken cancellationToken)
    {
        string[] versions = question.PreviousVersion is { } previous ? [question.Release.Version, previous] : [question.Release.Version];
        // A halted release is counted by what it did before.
        var query = new HealthQuery(question.Release.App, question.From, versions, question.WasHalted ? question.Arrival : question.Since, now);
        return sources.Health is { } source
            ? await source.ReadAsync(query, cancellationToken)
            : throw new ReleaseException(Fault.Input, "promote.health of the configuration names no source of counts.");
    }

    private static async Task<BlockerFacts> BlockersAsync(FactReader? github, IReadOnlyList<string> labels, CancellationToken cancellationToken)
    {
        if (github is null)
            throw new ReleaseException(Fault.Input, NoGitHub);
        var found = new Dictionary<string, IReadOnlyList<IssueFacts>>(StringComparer.Ordinal);
        foreach (string label in labels)
            found[label] = await github.OpenIssuesAsync(label, cancellationToken);
        return new BlockerFacts(found);
    }

    private static async Task<SignOffFacts> SignOffAsync(GateSources sources, string environment, CancellationToken cancellationToken)
    {
        if (sources.GitHub is not { } github)
            throw new ReleaseException(Fault.Input, NoGitHub);
        if (sources.Run is not { } run)
            throw new ReleaseException(Fault.Input, "There is no workflow run that could have been approved.");
        return new SignOffFacts(await github.EnvironmentAsync(environment, cancellationToken), await github.ApprovalsAsync(run, cancellationToken));
    }
}
