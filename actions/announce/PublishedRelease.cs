using UvRelease.Changelog;
using UvRelease.Changelog.Components;
using UvRelease.Changelog.Configuration;
using UvRelease.Changelog.Drafts;
using UvRelease.Changelog.Git;
using UvRelease.Changelog.Ranges;
using UvRelease.Changelog.Tags;
using UvRelease.Channels.Logs;
using UvRelease.Channels.Moves;
using UvRelease.Channels.Publishing;
using UvRelease.GitHub;
using UvRelease.GitHub.Facts;
using UvRelease.Releases;
using UvRelease.Releases.Yaml;
using UvRelease.Runner;
using UvRelease.StoreInputs;
using UvRelease.Stores;

namespace UvRelease.Announce;

/// <summary>A release that is really out: its channel's log names it, or GitHub has its tag where the clone has it.</summary>
/// <param name="Version">Its version.</param>
/// <param name="Channel">Its channel.</param>
/// <param name="Tag">Its tag.</param>
/// <param name="Request">What its changes are read by.</param>
internal sealed record PublishedRelease(SemanticVersion Version, string Channel, string Tag, DraftRequest Request)
{
    // A log is read back as far as somebody may still announce.
    private const int MostEntries = 200;

    /// <summary>Finds it.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: the version is none, or has no tag; <see cref="Fault.Refused"/>: it is not
    /// out.</exception>
    public static async Task<PublishedRelease> FindAsync(
        AnnounceOptions options, Component component, YamlMapping project, GitHubApi api, StepContext context, CancellationToken cancellationToken)
    {
        SemanticVersion version = SemanticVersion.TryParse(options.Version ?? "")
            ?? throw new ReleaseException(Fault.Input,
                $"Input 'version' is '{options.Version}' and must be a semantic version such as 1.2.0, without a prefix.");
        var changelog = ChangelogConfiguration.Read(project.Mapping("changelog"));
        var channels = new ChannelOrder(changelog.Naming.Channels);
        string channel = options.Channel ?? component.Channel ?? channels.Stable;
        string? pattern = component.TagPattern ?? changelog.Naming.TagPattern;
        TagPattern tags = TagPattern.Parse(pattern ?? "v{version}");
        string tag = tags.NameOf(version);
        var repository = new GitRepository(options.RepositoryPath.FullPath, context.ChildEnvironment);
        repository.Check(cancellationToken);
        string? known = repository.Resolve("refs/tags/" + tag, cancellationToken);
        // A tag that was made a moment ago may be at GitHub alone.
        string? atGitHub = await new FactReader(api, context.GitHub.Repository!).FindTagAsync(tag, cancellationToken);
        if (known is not null && options.Store is null && atGitHub != known)
            throw new ReleaseException(Fault.Refused,
                $"The tag {tag} is at {known} in the clone and at {atGitHub ?? "no commit"} at GitHub: what is out is not known.");
        string commit = repository.Resolve(known ?? atGitHub ?? "refs/tags/" + tag, cancellationToken) ?? throw new ReleaseException(Fault.Input,
            $"There is no tag {tag}, or the clone lacks its commit. Check out with fetch-depth: 0 after the tag was made, or correct the tag pattern.");
        string? from = null;
        if (options.Store is { } store)
        {
            string? before = await BeforeAsync(store, version, channel, options, project, context, cancellationToken);
            from = SemanticVersion.TryParse(before ?? "") is { } previous && tags.NameOf(previous) is var name
                && repository.Resolve("refs/tags/" + name, cancellationToken) is { } earlier && repository.IsAncestor(earlier, commit, cancellationToken)
                ? name : null;
        }

        return new PublishedRelease(version, channel, tag, new DraftRequest
        {
            Repository = repository,
            Configuration = changelog,
            Range = new RangeRequest
            {
                Tags = tags,
                TagsAreAssumed = false,
                Channels = channels,
                From = from is null ? null : "refs/tags/" + from,
                To = known is null ? commit : "refs/tags/" + tag,
                Paths = component.IsWhole ? new PathFilter(changelog.IncludePaths, changelog.ExcludePaths)
                    : new PathFilter(component.IncludePaths, component.ExcludePaths),
                Deepen = Deepen.Never,
            },
            FragmentFolder = new ProjectPath(Path.Combine(options.RepositoryPath.FullPath, component.Fragments), component.Fragments),
            Version = known is null ? version.ToString() : null,
            Page = new Uri($"{context.GitHub.ServerUrl}/{context.GitHub.Repository}"),
        });
    }

    // The version that the channel offered before, so that what was skipped there is told too; null for none.
    private static async Task<string?> BeforeAsync(string place, SemanticVersion version, string channel, AnnounceOptions options, YamlMapping project,
        StepContext context, CancellationToken cancellationToken)
    {
        string app = MoveRules.App(options.App, PublishConfiguration.Read(project.Mapping("publish")).App);
        using IStore store = await options.Login.OpenAsync(
            AppStore.AddressOf(place, context.Workspace), null, context, isTried: false, uploadRetries: null, cancellationToken);
        var log = new ChannelLog(store, app, channel);
        IReadOnlyList<LogEntry> entries = await log.HeadAsync(cancellationToken) is { } head
            ? await log.HistoryAsync(head, MostEntries, cancellationToken) : [];
        string[] versions = [.. entries.Select(entry => entry.Status.Current.Version)];
        int first = Array.LastIndexOf(versions, version.ToString());
        if (first < 0)
            throw new ReleaseException(Fault.Refused,
                $"The log of {channel} does not say that {app} {version} was ever offered there. Announce what is published, on its channel.");
        return versions.Skip(first + 1).FirstOrDefault();
    }
}
