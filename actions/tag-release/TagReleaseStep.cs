using UvRelease.Channels.Sealing;
using UvRelease.GitHub;
using UvRelease.Releases;
using UvRelease.Releases.Configuration;
using UvRelease.Runner;
using UvRelease.Stores.GitHub;

namespace UvRelease.TagRelease;

/// <summary>Tags the commit that was built, and makes the GitHub release of the tag.</summary>
public sealed class TagReleaseStep : IStep<TagReleaseOptions>
{
    private static readonly Output Outcome = new("outcome", "made, or already-done.");
    private static readonly Output Commit = new("commit", "Commit that the tag is at.");
    private static readonly Output ReleaseUrl = new("release-url", "Address of the GitHub release; empty without one.");

    /// <inheritdoc/>
    public static StepDescription Description { get; } = new(
        "tag-release",
        "Tags the commit that was built and makes its GitHub release: a draft, its files, verified, then public. Run again after a failure, it finishes.",
        Outcome, Commit, ReleaseUrl);

    /// <inheritdoc/>
    public async Task<StepResult> RunAsync(TagReleaseOptions options, StepContext context, CancellationToken cancellationToken)
    {
        context.Workspace.Prove(options.EventsFile);
        string repository = context.GitHub.Repository
            ?? throw Wrong("GITHUB_REPOSITORY does not say which repository the tag is for. Run the step in GitHub Actions.");
        string commit = options.Commit ?? context.GitHub.Sha ?? throw Wrong("Neither 'commit' nor GITHUB_SHA says which commit was built.");
        string releases = $"{context.GitHub.ServerUrl}/{repository}/releases";
        SealedRelease? release = options is { GitHubRelease: true, ReleaseFolder: { } folder }
            ? await SealAsync(folder, options, commit, $"{releases}/download/{Uri.EscapeDataString(options.Tag)}", cancellationToken) : null;
        var naming = ReleaseNaming.Read(ConfigurationFile.Read(options.Configuration.FullPath, options.Configuration.Relative).Mapping("changelog"));
        using var host = new GitHubReleaseHost(new GitHubReleaseSettings
        {
            GitHub = new GitHubSettings
            {
                Address = GitHubAddress.Of(context.GitHub.Variables),
                Token = options.GitHubToken!.Reveal(),
                Permissions = GitHubReleaseHost.Permissions,
                Time = context.Time,
                Jitter = Random.Shared.NextDouble,
                Progress = context.Log,
            },
            Web = GitHubAddress.WebOf(context.GitHub.Variables),
            Repository = repository,
            Tag = options.Tag,
            Commit = commit,
            Title = options.Version,
            Notes = options.NotesFile is { } notes ? ReleaseBody.Read(notes.FullPath, notes.Relative) : null,
            MakeLatest = options.Channel is null || options.Channel == naming.Channels[^1],
            AllowsPrivate = true,
            AllowsNoFiles = options.ReleaseFolder is null,
            Warnings = new Warnings(context.Log),
        });
        bool wasDone = !options.GitHubRelease || (await host.PlaceAsync(release?.HostedFiles() ?? [], cancellationToken)).AlreadyDone;
        wasDone &= await host.TagAsync(cancellationToken);
        string url = options.GitHubRelease ? $"{releases}/tag/{Uri.EscapeDataString(options.Tag)}" : "";
        string outcome = wasDone ? "already-done" : "made";
        context.Workspace.Wrote(options.EventsFile);
        await context.Events.ReportAsync(Event(options, commit, repository, wasDone, release), options.EventsFile);
        string said = $"{options.Tag} is a lightweight tag at {commit}"
            + (url.Length == 0 ? "." : $", and its release is public with {Quantity.Of(release?.HostedFiles().Count ?? 0, "file")}.");
        context.Log.Info(said);
        context.Summary.Append($"## {MarkdownText.Inline(options.Tag)}\n\n{MarkdownText.Inline(said)}{(url.Length == 0 ? "" : $" {url}")}\n");
        return new StepResult.Done(Outcome.Is(outcome), Commit.Is(commit), ReleaseUrl.Is(url));
    }

    private static async Task<SealedRelease> SealAsync(
        WorkspacePath folder, TagReleaseOptions options, string commit, string artifactsUrl, CancellationToken cancellationToken)
    {
        SealedRelease release = ReleaseSeal.Of(new SealRequest
        {
            ReleaseFolder = folder.FullPath,
            LegsFile = options.LegsFile?.FullPath,
            App = "app",
            ArtifactsUrl = artifactsUrl,
        });
        if (release.Release.Version != options.Version || release.Release.Commit != commit)
        {
            throw new ReleaseException(
                Fault.Refused,
                $"The release folder has version {release.Release.Version} of commit {release.Release.Commit}, and {options.Tag} is to be version "
                + $"{options.Version} at {commit}. Tag what was built.");
        }

        await release.VerifySourcesAsync(2, cancellationToken);
        return release;
    }

    private static StepEvent Event(TagReleaseOptions options, string commit, string repository, bool wasDone, SealedRelease? release) => new(
        "uv.release.tag", options.Tag, commit, IsError: false,
        [
            ("uv.release.action", "tag"),
            ("uv.release.outcome", wasDone ? "noop" : "success"),
            ("uv.release.version", options.Version),
            ("uv.release.tag.name", options.Tag),
            ("uv.release.tag.repository", repository),
            ("uv.release.tag.files", release?.HostedFiles().Count ?? 0),
            ("vcs.ref.head.revision", commit),
        ]);

    private static ReleaseException Wrong(string message) => new(Fault.Input, message);

    private sealed class Warnings(Log log) : IProgress<string>
    {
        public void Report(string value) => log.Warning(value);
    }
}
