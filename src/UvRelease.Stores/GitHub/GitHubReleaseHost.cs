using System.Net;
using UvRelease.GitHub;
using UvRelease.Releases;

namespace UvRelease.Stores.GitHub;

/// <summary>
/// A release on GitHub as a host of files: a draft, all files, verification, and only then it becomes public, by the last request, because an immutable release
/// takes nothing after that. Its id is carried; the tag never leads back to it. Nothing is kept here between runs: a run that was killed anywhere is
/// finished by the next one from what GitHub has.
/// </summary>
public sealed class GitHubReleaseHost : IArtifactHost
{
    /// <summary>What the token must be granted.</summary>
    public const string Permissions = "contents: write";

    // GitHub grants 500 requests an hour that make content; more files than this go slower from the start.
    private const int FilesAtFullSpeed = 450;
    private static readonly TimeSpan SlowSpacing = TimeSpan.FromSeconds(8);

    private readonly GitHubReleaseSettings settings;
    private readonly GitHubApi github;
    private readonly ReleaseApi api;
    private readonly DraftSearch drafts;
    private readonly AssetUploads uploads;

    /// <summary>Opens it; nothing is sent yet.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: a setting is wrong.</exception>
    public GitHubReleaseHost(GitHubReleaseSettings settings)
    {
        settings.Check();
        this.settings = settings;
        github = new GitHubApi(settings.GitHub);
        api = new ReleaseApi(settings, github);
        drafts = new DraftSearch(settings, api);
        uploads = new AssetUploads(settings, api);
    }

    /// <inheritdoc/>
    public async Task<HostEstimate> EstimateAsync(IReadOnlyList<HostedFile> files, CancellationToken cancellationToken)
    {
        AssetNames.Check(files);
        await CheckIsPublicAsync(cancellationToken);
        (ReleaseFacts? release, int pages) = await drafts.FindAsync(cancellationToken);
        Dictionary<string, AssetFacts> there = release is null ? [] : await ByNameAsync(release, cancellationToken);
        HostedFile[] missing =
            [.. files.Where(file => AssetStandings.Of(file, there.GetValueOrDefault(file.Name)) is AssetStanding.Absent or AssetStanding.Unfinished)];
        int filePages = 1 + ((files.Count - 1) / GitHubApi.PageSize), therePages = 1 + (Math.Max(0, there.Count - 1) / GitHubApi.PageSize);
        // The repository; finding and its files; setting, tag, draft and a look for others; uploads; files, a look for others, publication, files again,
        // latest.
        int requests = release switch
        {
            null => 1 + pages + 2 + 1 + pages,
            { Draft: true } => 1 + pages + therePages + 2,
            _ => 1 + pages + therePages + filePages + (missing.Length > 0 ? 1 : 0),
        };
        requests += missing.Length + (release is { Draft: false } ? 0 : filePages + pages + 1 + filePages + (settings.MakeLatest ? 1 : 0));
        int content = missing.Length + (release is null ? 1 : 0) + (release is { Draft: false } ? 0 : 1);
        TimeSpan least = Spacing(missing.Length) * Math.Max(0, content - 1);
        return new HostEstimate(missing.Length, missing.Sum(file => file.Size), requests, least, await api.RemainingAsync(cancellationToken));
    }

    /// <inheritdoc/>
    public async Task<HostOutcome> PlaceAsync(IReadOnlyList<HostedFile> files, CancellationToken cancellationToken)
    {
        if (files.Count > 0 || !settings.AllowsNoFiles)
            AssetNames.Check(files);
        await CheckIsPublicAsync(cancellationToken);
        ReleaseFacts? release = (await drafts.FindAsync(cancellationToken)).Release;
        Dictionary<string, AssetFacts> there = release is null ? [] : await ByNameAsync(release, cancellationToken);
        if (release is { Draft: false })
            return await CompleteAsync(release, files, there, cancellationToken);
        if (await api.IsImmutableAsync(cancellationToken) == true)
            settings.GitHub.Progress.Report($"Releases of {settings.Repository} are immutable: {settings.Tag} can't be changed any more once it is public.");
        await drafts.CheckTagAsync(cancellationToken);
        release ??= await drafts.MakeAsync(cancellationToken);
        int sent = await BringAsync(release, files, there, cancellationToken);
        Verify(release, files, await CompareAsync(release, files, cancellationToken));
        if ((await drafts.FindAsync(cancellationToken)).Release is { } now && now.Id != release.Id)
            throw DraftSearch.Taken(release.Id, now);
        ReleaseFacts published = await PublishAsync(release, cancellationToken);
        await VerifyPublicAsync(published, files, cancellationToken);
        if (settings.MakeLatest && (await api.LatestAsync(cancellationToken))?.Id != published.Id)
            settings.Warnings.Report($"{settings.Tag} is public, and GitHub does not name it as the latest release yet. Clients go by the feeds; "
                + "set it by hand in the release if it stays so.");
        return new HostOutcome(false, sent);
    }

    /// <inheritdoc/>
    public async Task VerifyAsync(IReadOnlyList<HostedFile> files, CancellationToken cancellationToken)
    {
        ReleaseFacts? release = (await drafts.FindAsync(cancellationToken)).Release;
        if (release is not { Draft: false })
            throw new ReleaseException(Fault.Refused, $"There is no public release {settings.Tag} in "
                + $"{settings.Repository}{(release is null ? "" : $", only the draft {release.Id}")}. Publish it first.");
        await VerifyPublicAsync(release, files, cancellationToken);
    }

    /// <summary>Makes the tag at the release's commit, as a lightweight one, unless it is there.</summary>
    /// <returns>True when it was there.</returns>
    /// <exception cref="ReleaseException"><see cref="Fault.Refused"/>: it is at another commit; <see cref="Fault.Environment"/>: GitHub does not make it.
    /// </exception>
    public async Task<bool> TagAsync(CancellationToken cancellationToken)
    {
        for (int attempt = 1; !await drafts.CheckTagAsync(cancellationToken); attempt++)
        {
            (HttpResponseMessage? response, string doubt) = await api.CreateTagAsync(settings.Tag, settings.Commit, cancellationToken);
            using (response)
            {
                if (response is { IsSuccessStatusCode: true })
                    return false;
                if (response is not null)
                {
                    GitHubError error = await GitHubError.ReadAsync(response, cancellationToken);
                    if (response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Forbidden)
                        throw ReleaseRefusal.Workflows(response.StatusCode, error, "the new tag", settings.Tag, settings.Commit);
                    if (!error.Speaks("already exists"))
                        throw github.Refusal(response.StatusCode, error, $"to make the tag {settings.Tag}");
                }
            }

            if (attempt == settings.GitHub.Attempts)
                throw new ReleaseException(Fault.Environment, $"The tag {settings.Tag} could not be made in {attempt} tries: {doubt}. Run again.");
            await github.Pauses.AfterFailureAsync(attempt, $"The tag {settings.Tag}: {doubt}", cancellationToken);
        }

        return true;
    }

    /// <inheritdoc/>
    public Uri PublicUrl(string name)
    {
        string releases = $"{settings.Web.AbsoluteUri.TrimEnd('/')}/{settings.Repository}/releases";
        return new Uri($"{releases}/download/{Uri.EscapeDataString(settings.Tag)}/{Uri.EscapeDataString(name)}");
    }

    /// <inheritdoc/>
    public void Dispose() => github.Dispose();

    private async Task CheckIsPublicAsync(CancellationToken cancellationToken)
    {
        RepositoryFacts repository = await api.RepositoryAsync(cancellationToken) ?? throw ReleaseRefusal.Hidden(settings.Repository);
        if (repository.Private && !settings.AllowsPrivate)
            throw new ReleaseException(Fault.Input, $"The repository {settings.Repository} is {repository.Visibility ?? "private"}, "
                + "and clients can't read the files of its releases. Let the files lie in the store (artifact-host: store), or make the repository public. "
                + "Nothing was made.");
    }

    // Somebody published it before all was there, or an earlier run finished.
    private async Task<HostOutcome> CompleteAsync(
        ReleaseFacts release, IReadOnlyList<HostedFile> files, Dictionary<string, AssetFacts> there, CancellationToken cancellationToken)
    {
        var missing = new List<HostedFile>();
        foreach (HostedFile file in files)
        {
            AssetStanding standing = await uploads.StandingAsync(file, there.GetValueOrDefault(file.Name), cancellationToken);
            if (standing == AssetStanding.Different)
                throw AssetUploads.Different(release, file, there[file.Name]);
            if (standing != AssetStanding.Equal)
                missing.Add(file);
        }

        if (missing.Count > 0 && release.Immutable)
            throw ReleaseRefusal.Burned(settings.Tag, $"its release is public and immutable, and lacks {string.Join(", ", missing.Select(file => file.Name))}");
        if (missing.Count > 0)
            await drafts.CheckTagAsync(cancellationToken);
        int sent = await BringAsync(release, missing, there, cancellationToken);
        await VerifyPublicAsync(release, files, cancellationToken);
        return new HostOutcome(sent == 0, sent);
    }

    private async Task<int> BringAsync(
        ReleaseFacts release, IReadOnlyList<HostedFile> files, Dictionary<string, AssetFacts> there, CancellationToken cancellationToken)
    {
        github.Pauses.Spacing = Spacing(files.Count(file => !there.ContainsKey(file.Name)));
        int sent = 0;
        foreach (HostedFile file in files)
            sent += await uploads.BringAsync(release, file, there.GetValueOrDefault(file.Name), cancellationToken) ? 1 : 0;
        return sent;
    }

    private async Task<ReleaseFacts> PublishAsync(ReleaseFacts draft, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            (HttpResponseMessage? response, string doubt) = await api.UpdateAsync(draft.Id, DraftSearch.Wanted(settings, draft: false), cancellationToken);
            using (response)
            {
                if (response is { IsSuccessStatusCode: false })
                    throw await RefusedAsync(response, draft, cancellationToken);
                ReleaseFacts? now = response is null ? null : await GitHubApi.TryParseAsync(response, HostJson.Default.ReleaseFacts, cancellationToken);
                if (now is { Draft: false })
                    return now;
            }

            if (attempt == settings.GitHub.Attempts)
                throw new ReleaseException(Fault.Environment, $"The draft {draft.Id} of {settings.Tag} has all its files and could not be made public in "
                    + $"{settings.GitHub.Attempts} tries. Run again, and it goes on from there.");
            await github.Pauses.AfterFailureAsync(attempt, $"Publishing {settings.Tag}: {doubt}", cancellationToken);
            if (await api.FindAsync(draft.Id, cancellationToken) is { Draft: false } done)
                return done;
        }
    }

    private async Task<ReleaseException> RefusedAsync(HttpResponseMessage response, ReleaseFacts draft, CancellationToken cancellationToken)
    {
        GitHubError error = await GitHubError.ReadAsync(response, cancellationToken);
        if (error.Speaks("immutable"))
            return ReleaseRefusal.Burned(settings.Tag, "an immutable release used it");
        if (response.StatusCode is not (HttpStatusCode.NotFound or HttpStatusCode.Forbidden))
            return github.Refusal(response.StatusCode, error, $"to publish the draft {draft.Id} of {settings.Tag}");
        return await api.FindAsync(draft.Id, cancellationToken) is null
            ? new ReleaseException(Fault.Environment, $"The draft {draft.Id} of {settings.Tag} is gone: somebody deleted it meanwhile. "
                + "Look at the repository's releases, then run again.")
            : ReleaseRefusal.Workflows(response.StatusCode, error, "to publish the release", settings.Tag, settings.Commit);
    }

    private async Task VerifyPublicAsync(ReleaseFacts release, IReadOnlyList<HostedFile> files, CancellationToken cancellationToken)
    {
        Dictionary<string, AssetFacts> there = await CompareAsync(release, files, cancellationToken);
        Verify(release, files, there);
        foreach (HostedFile file in files.Where(file => there[file.Name].BrowserDownloadUrl != PublicUrl(file.Name).AbsoluteUri))
            throw new ReleaseException(Fault.Environment, $"The release {settings.Tag} is public, and GitHub serves {file.Name} at "
                + $"{there[file.Name].BrowserDownloadUrl}, not at {PublicUrl(file.Name)}. Check GITHUB_SERVER_URL and the name of the repository.");
    }

    private async Task<Dictionary<string, AssetFacts>> CompareAsync(ReleaseFacts release, IReadOnlyList<HostedFile> files, CancellationToken cancellationToken)
    {
        Dictionary<string, AssetFacts> there = await ByNameAsync(release, cancellationToken);
        foreach (HostedFile file in files)
        {
            AssetStanding standing = await uploads.StandingAsync(file, there.GetValueOrDefault(file.Name), cancellationToken);
            if (standing == AssetStanding.Different)
                throw AssetUploads.Different(release, file, there[file.Name]);
            if (standing != AssetStanding.Equal)
                throw new ReleaseException(Fault.Environment, $"The release {settings.Tag} ({(release.Draft ? "a draft" : "public")}) "
                    + $"{(standing == AssetStanding.Absent ? "lacks" : "has not all of")} {file.Name}, which was there a moment ago. "
                    + "Somebody else works on it: let one job alone publish, then run again.");
        }

        return there;
    }

    // Before it is public, nothing is in it that nobody knows of; afterwards people may have added signatures and the like.
    private void Verify(ReleaseFacts release, IReadOnlyList<HostedFile> files, Dictionary<string, AssetFacts> there)
    {
        string[] strangers =
            [.. there.Keys.Except(files.Select(file => file.Name), StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(MarkdownText.Visible)];
        if (strangers.Length == 0)
            return;
        if (release.Draft)
            throw new ReleaseException(Fault.Refused, $"The draft {release.Id} of {settings.Tag} has files that are not of this release: "
                + $"{string.Join(", ", strangers)}. It stays a draft: delete them there, then run again.");
        settings.Warnings.Report($"The release {settings.Tag} has files beside those that were built: {string.Join(", ", strangers)}.");
    }

    private async Task<Dictionary<string, AssetFacts>> ByNameAsync(ReleaseFacts release, CancellationToken cancellationToken)
    {
        var there = new Dictionary<string, AssetFacts>(StringComparer.Ordinal);
        foreach (AssetFacts asset in await api.AssetsAsync(release.Id, cancellationToken))
            there.TryAdd(asset.Name, asset);
        return there;
    }

    private TimeSpan Spacing(int files) => files > FilesAtFullSpeed && settings.GitHub.Spacing < SlowSpacing ? SlowSpacing : settings.GitHub.Spacing;
}
