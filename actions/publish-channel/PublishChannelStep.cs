using UvRelease.Channels.Boards;
using UvRelease.Channels.Feeds;
using UvRelease.Channels.Publishing;
using UvRelease.Channels.Sealing;
using UvRelease.Releases;
using UvRelease.Releases.Configuration;
using UvRelease.Releases.Identity;
using UvRelease.Releases.Yaml;
using UvRelease.Runner;
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
        YamlMapping project = ConfigurationFile.Read(options.Store.Configuration.FullPath, options.Store.Configuration.Relative);
        var configuration = PublishConfiguration.Read(project.Mapping("publish"));
        var naming = ReleaseNaming.Read(project.Mapping("changelog"));
        GitHubHosting? hosting = GitHubHosting.Of(options, context, configuration, naming);
        if (hosting is not null)
            configuration = configuration with { ArtifactsUrl = hosting.ArtifactsUrl };
        PublishRequest request = Request(options, context, configuration) with { Hosted = options.Hosted || hosting is not null };
        var story = new PublishStory(request, context.Time);
        try
        {
            PublishRules.Check(request, configuration, naming.Channels);
            SealedRelease release = ReleaseSeal.Of(new SealRequest
            {
                ReleaseFolder = options.ReleaseFolder.FullPath,
                App = request.App,
                Legs = configuration.Legs,
                ArtifactsUrl = configuration.ArtifactsUrl,
                MinimumSystemVersion = new MinimumSystems(configuration.MinimumLinux, configuration.MinimumWin, configuration.MinimumMac),
            });
            story.Release = release;
            using IStore store = await options.Access.OpenAsync(options.Store, context, writes: !options.DryRun, story.UploadRetries, cancellationToken);
            story.Backend = store.Address switch { StoreAddress.S3 => "s3", StoreAddress.Azure => "azure", _ => "directory" };
            using GitHubReleaseHost? host = hosting?.Open(release, new Warnings(context.Log), story);
            if (host is not null)
                await hosting!.TellEstimateAsync(host, release, cancellationToken);
            PublishOutcome outcome = await new Publisher(store, Settings(options, context, story) with { ArtifactHost = host }).RunAsync(release, request, cancellationToken);
            story.Outcome = outcome;
            if (outcome.Ending != PublishEnding.Planned)
                await BoardAsync(store, request.App, naming.Channels, context, cancellationToken);
            await context.Events.TellAsync(story.Told(null), Wrote(options.EventsFile, context));
            if (outcome.Plan is { } plan)
                context.Workspace.Write(options.PlanFile, plan.Bytes, cancellationToken);
            context.Summary.Append(PublishSummary.Of(request, release, outcome));
            context.Log.Info(PublishSummary.Sentence(request, release, outcome));
            int generation = outcome.After?.Entry.Generation ?? 0;
            return new StepResult.Done(
                Outcome.Is(outcome.Ending switch { PublishEnding.Published => "published", PublishEnding.Planned => "planned", _ => "already-done" }),
                Version.Is(release.Release.Version), ReleaseDigest.Is(release.Digest),
                Generation.Is($"{(outcome.Ending == PublishEnding.Planned ? outcome.Plan!.Generation : generation)}"),
                FeedUrls.Is(string.Join('\n', Polled(outcome, request.Channel).Select(feed => store.PublicUrl(feed).AbsoluteUri))),
                Plan.Is(outcome.Plan is null ? "" : options.PlanFile.Relative), PlanDigest.Is(outcome.Plan?.Digest ?? ""));
        }
        catch (ReleaseException e)
        {
            await context.Events.TellAsync(story.Told(e), Wrote(options.EventsFile, context));
            throw;
        }
    }

    private static PublishRequest Request(PublishChannelOptions options, StepContext context, PublishConfiguration configuration) => new()
    {
        App = PublishRules.App(options.Store.App, configuration),
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

    private static PublishSettings Settings(PublishChannelOptions options, StepContext context, PublishStory story) => new()
    {
        Time = context.Time,
        Progress = context.Log,
        Warnings = new Warnings(context.Log),
        Bytes = story.Sent,
        VerifyFailures = story.VerifyFailures,
        VisibleWithin = options.Access.VisibleWithin,
        Http = static () => new HttpClient(),
    };

    // The board informs; what is released does not depend on it.
    private static async Task BoardAsync(IStore store, string app, IReadOnlyList<string> channels, StepContext context, CancellationToken cancellationToken)
    {
        try
        {
            await new ReleaseBoard(store, app, channels).WriteAsync(cancellationToken);
        }
#pragma warning disable CA1031 // The release is published, whatever becomes of the page that tells of it.
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            context.Log.Warning($"The release board could not be written: {e.Message} The release itself is published; 'reconcile' writes the board.");
        }
    }

    private static IEnumerable<StoreKey> Polled(PublishOutcome outcome, string channel) =>
        outcome.Convergence?.Feeds.Select(feed => feed.Key).Where(key => key.Text.Count(letter => letter == '/') == 2 && key.Text.StartsWith($"feeds/{channel}/{FeedNames.Default}", StringComparison.Ordinal)) ?? [];

    private static WorkspacePath Wrote(WorkspacePath path, StepContext context)
    {
        context.Workspace.Wrote(path);
        return path;
    }

    private sealed class Warnings(Log log) : IProgress<string>
    {
        public void Report(string value) => log.Warning(value);
    }
}
