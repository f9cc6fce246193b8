using UvRelease.Channels.Publishing;
using UvRelease.Channels.Sealing;
using UvRelease.GitHub;
using UvRelease.Releases;
using UvRelease.Releases.Configuration;
using UvRelease.Runner;
using UvRelease.Stores;
using UvRelease.Stores.GitHub;

namespace UvRelease.PublishChannel;

/// <summary>The GitHub release that the files of a release lie in while feeds, log and state stay in the store.</summary>
internal sealed class GitHubHosting
{
    private const string Placeholder = "{version}";
    private readonly PublishChannelOptions options;
    private readonly StepContext context;
    private readonly string repository;
    private readonly string tagPattern;
    private readonly bool isStablest;

    private GitHubHosting(PublishChannelOptions options, StepContext context, PublishConfiguration configuration, ReleaseNaming naming)
    {
        (this.options, this.context) = (options, context);
        if (configuration.ArtifactsUrl is not null || options.Hosted)
        {
            throw Wrong(
                "Input 'artifact-host' is github, which says where the files lie. "
                + "Remove publish.artifacts-url from the configuration, and the input 'hosted'.");
        }

        repository = options.Repository ?? context.GitHub.Repository
            ?? throw Wrong("Neither 'repository' nor GITHUB_REPOSITORY says which repository the GitHub release is of. Write owner/name.");
        tagPattern = naming.TagPattern ?? "v*";
        isStablest = options.Channel == naming.Channels[^1];
        string tag = string.Join(Placeholder, tagPattern.Split('*').Select(Uri.EscapeDataString));
        ArtifactsUrl = $"{context.GitHub.ServerUrl}/{repository}/releases/download/{tag}";
    }

    /// <summary>Where the files will be.</summary>
    public string ArtifactsUrl { get; }

    /// <summary>Reads the inputs; null where the files lie in the store.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: they contradict each other.</exception>
    public static GitHubHosting? Of(PublishChannelOptions options, StepContext context, PublishConfiguration configuration, ReleaseNaming naming) =>
        options.ArtifactHost switch
        {
            "store" => null,
            "github" => new GitHubHosting(options, context, configuration, naming),
            _ => throw Wrong($"Input 'artifact-host' is '{options.ArtifactHost}' and must be store or github."),
        };

    /// <summary>Opens the host for a sealed release.</summary>
    public GitHubReleaseHost Open(SealedRelease release, IProgress<string> warnings, PublishTelemetry telemetry)
    {
        string version = release.Release.Version;
        return new GitHubReleaseHost(new GitHubReleaseSettings
        {
            GitHub = new GitHubSettings
            {
                Address = GitHubAddress.Of(context.GitHub.Variables),
                Token = options.GitHubToken?.Reveal() ?? throw Wrong(
                    "Input 'artifact-host' is github, and 'github-token' is missing. Pass ${{ github.token }}; the job needs `permissions: contents: write`."),
                Permissions = GitHubReleaseHost.Permissions,
                Time = context.Time,
                Jitter = Random.Shared.NextDouble,
                Progress = context.Log,
            },
            Web = GitHubAddress.WebOf(context.GitHub.Variables),
            Repository = repository,
            Tag = tagPattern.Replace("*", version, StringComparison.Ordinal),
            Commit = release.Release.Commit,
            Title = version,
            Notes = ReleaseBody.Read(
                Path.Combine(Path.GetDirectoryName(options.LegsFile?.FullPath) ?? options.ReleaseFolder.FullPath, "notes.md"),
                "notes.md in the release folder"),
            MakeLatest = isStablest,
            VisibleWithin = options.Access.VisibleWithin,
            Warnings = warnings,
            Bytes = telemetry.Sent,
            UploadRetries = telemetry.UploadRetries,
        });
    }

    /// <summary>Reports what placing the files takes.</summary>
    public async Task ReportEstimateAsync(GitHubReleaseHost host, SealedRelease release, CancellationToken cancellationToken)
    {
        HostEstimate estimate = await host.EstimateAsync(release.HostedFiles(), cancellationToken);
        string left = estimate.Remaining is { } remaining ? $"; {remaining} requests are left of this hour" : "";
        context.Log.Info(
            $"GitHub release in {repository}: {estimate.Files} files to send ({estimate.Bytes} bytes), {estimate.Requests} requests, "
            + $"at least {estimate.AtLeast.TotalSeconds:0} s{left}.");
        if (estimate.Remaining < estimate.Requests)
        {
            context.Log.Warning(
                $"GitHub grants {estimate.Remaining} more requests in this hour, and {estimate.Requests} are needed: "
                + "the step will wait, or end and be finished by the next run.");
        }
    }

    private static ReleaseException Wrong(string message) => new(Fault.Input, message);
}
