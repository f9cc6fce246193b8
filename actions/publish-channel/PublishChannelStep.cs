using UvRelease.Channels.Feeds;
using UvRelease.Channels.Logs;
using UvRelease.Channels.Moves;
using UvRelease.Channels.Publishing;
using UvRelease.Channels.Sealing;
using UvRelease.Releases;
using UvRelease.Releases.Configuration;
using UvRelease.Releases.Identity;
using UvRelease.Releases.Yaml;
using UvRelease.Runner;
using UvRelease.StoreInputs;
using UvRelease.Stores;
using UvRelease.Stores.GitHub;

namespace UvRelease.PublishChannel;

/// <summary>Publishes a release on a channel.</summary>
public sealed class PublishChannelStep : IStep<PublishChannelOptions>
{
    private static readonly Output Outcome = new("outcome", "published, already-done or planned.");
    private static readonly Output Version = new("version", "Version of the release.");
    private static readonly Output ReleaseDigest = new("release-digest", "SHA-256 of the sealed release: its identity.");
    private static readonly Output Generation = new("generation", "Number of the channel's newest log entry; for a dry run, of the entry that it would make.");
    private static readonly Output FeedUrls = new("feed-urls", "Addresses of the feeds that most clients poll, one per line.");
    private static readonly Output Plan = new("plan", "Path of the plan, relative to the workspace; empty if everything was done already.");
    private static readonly Output PlanDigest = new("plan-digest", "SHA-256 of the plan, for approved-plan; empty if everything was done already.");

    /// <inheritdoc/>
    public static StepDescription Description { get; } = new(
        "publish-channel",
        "Publishes a release on a channel: files, sealed release, log entry, feeds, each verified as clients read it. Run again after a failure, it finishes.",
        Outcome, Version, ReleaseDigest, Generation, FeedUrls, Plan, PlanDigest);

    /// <inheritdoc/>
    public async Task<StepResult> RunAsync(PublishChannelOptions options, StepContext context, CancellationToken cancellationToken)
    {
        context.Workspace.Prove(options.PlanFile);
        context.Workspace.Prove(options.EventsFile);
        YamlMapping project = ConfigurationFile.Read(options.Store.Configuration.FullPath, options.Store.Configuration.Relative);
        var configuration = PublishConfiguration.Read(project.Mapping("publish"));
        var naming = ReleaseNaming.Read(project.Mapping("changelog"));
        GitHubHosting? hosting = GitHubHosting.Of(options, context, configuration, naming);
        if (hosting is not null)
            configuration = configuration with { ArtifactsUrl = hosting.ArtifactsUrl };
        PublishRequest request = Request(options, context, configuration) with { Hosted = options.Hosted || hosting is not null };
        var telemetry = new PublishTelemetry(request, context.Time);
        try
        {
            PublishRules.Check(request, configuration, naming.Channels);
            SealedRelease release = ReleaseSeal.Of(new SealRequest
            {
                ReleaseFolder = options.ReleaseFolder.FullPath,
                LegsFile = options.LegsFile?.FullPath,
                App = request.App,
                Legs = configuration.Legs,
                ArtifactsUrl = configuration.ArtifactsUrl,
                MinimumSystemVersion = new MinimumSystems(configuration.MinimumLinux, configuration.MinimumWin, configuration.MinimumMac),
            });
            telemetry.Sealed(release);
            using IStore store = await options.Access.OpenAsync(options.Store, context, writes: !options.DryRun, telemetry.UploadRetries, cancellationToken);
            telemetry.Move.Opened(store);
            AskedFeeds.Check(release, store, [.. naming.Channels.Union(configuration.Direct ?? [])], configuration);
            MoveSettings settings = options.Access.MoveSettings(context, configuration, naming.Channels) with
            {
                VerifyFailures = telemetry.Move.VerifyFailures,
            };
            using GitHubReleaseHost? host = hosting?.Open(release, settings.Warnings, telemetry);
            if (host is not null)
                await hosting!.ReportEstimateAsync(host, release, cancellationToken);
            var publisher = new Publisher(store, settings) { ArtifactHost = host, Bytes = telemetry.Sent };
            PublishOutcome outcome = await publisher.RunAsync(release, request, cancellationToken);
            telemetry.Move.Outcome = outcome.Move;
            if (outcome.Move.Result != MoveResult.Planned && !options.DryRun)
            {
                await MoveFiles.WriteBoardAsync(store, request.App, naming.Channels, context, cancellationToken);
                await WarnOfOlderAsync(store, request, release.Release.Version, naming.Channels, context.Log, cancellationToken);
            }

            await ReportAsync(telemetry.Event(null), options, context);
            if (outcome.Move.Plan is { } plan)
                MoveFiles.WritePlan(outcome.Move, plan, options.PlanFile, context);
            context.Summary.Append(PublishSummary.Of(request, release, outcome));
            context.Log.Info(PublishSummary.Sentence(request, release, outcome));
            return new StepResult.Done(Outputs(options, store, release, outcome.Move));
        }
        catch (ReleaseException e)
        {
            await ReportAsync(telemetry.Event(e), options, context);
            throw;
        }
    }

    private static OutputValue[] Outputs(PublishChannelOptions options, IStore store, SealedRelease release, MoveOutcome move) =>
    [
        Outcome.Is(move.Result switch { MoveResult.Committed => "published", MoveResult.Planned => "planned", _ => "already-done" }),
        Version.Is(release.Release.Version),
        ReleaseDigest.Is(release.Digest),
        Generation.Is($"{(move.Result == MoveResult.Planned ? move.Plan!.Generation : move.After!.Entry.Generation)}"),
        FeedUrls.Is(string.Join('\n', Polled(move, options.Channel).Select(feed => store.PublicUrl(feed).AbsoluteUri))),
        Plan.Is(move.Plan is null ? "" : options.PlanFile.Relative),
        PlanDigest.Is(move.Plan?.Digest ?? ""),
    ];

    private static PublishRequest Request(PublishChannelOptions options, StepContext context, PublishConfiguration configuration) => new()
    {
        App = MoveRules.App(options.Store.App, configuration.App),
        Channel = options.Channel,
        Percent = options.Rollout,
        Cohorts = options.Cohorts,
        LegsAreListed = configuration.Legs.Count > 0,
        Hosted = options.Hosted,
        BucketFeeds = configuration.FallbackFeeds,
        ApprovedPlan = options.ApprovedPlan,
        DryRun = options.DryRun,
        Actor = context.GitHub.Actor ?? "local",
        Run = context.GitHub.RunUrl,
    };

    // A stable release that skipped beta leaves those who test with something older than everybody else has.
    private static async Task WarnOfOlderAsync(
        IStore store, PublishRequest request, string version, IReadOnlyList<string> channels, Log log, CancellationToken cancellationToken)
    {
        foreach (string channel in channels.TakeWhile(channel => channel != request.Channel))
        {
            LogHead? head = await new ChannelLog(store, request.App, channel).HeadAsync(cancellationToken);
            if (head?.Entry.Status.Current.Version is { } served
                && SemanticVersion.TryParse(served)!.CompareTo(SemanticVersion.TryParse(version)) < 0)
            {
                log.Warning($"{channel} still serves {served}, which is older than {version} on {request.Channel}. Publish {version} on {channel} too: add "
                    + $"{channel} to publish.direct if it isn't there.");
            }
        }
    }

    private static IEnumerable<StoreKey> Polled(MoveOutcome move, string channel) =>
        from feed in move.Convergence?.Feeds ?? []
        let key = feed.Key
        where key.Text.Count(letter => letter == '/') == 2 && key.Text.StartsWith($"feeds/{channel}/{FeedNames.Default}", StringComparison.Ordinal)
        select key;

    private static Task ReportAsync(StepEvent happened, PublishChannelOptions options, StepContext context)
    {
        context.Workspace.Wrote(options.EventsFile);
        return context.Events.ReportAsync(happened, options.EventsFile);
    }
}
