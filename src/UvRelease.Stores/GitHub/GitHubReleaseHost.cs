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
    private readonly ReleaseCheck check;
    private readonly Publication publication;

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
        check = new ReleaseCheck(settings, api, uploads);
        publication = new Publication(settings, api, drafts);
    }

    /// <inheritdoc/>
    public async Task<HostEstimate> EstimateAsync(IReadOnlyList<HostedFile> files, CancellationToken cancellationToken)
    {
        AssetNames.Check(files);
        await CheckIsPublicAsync(cancellationToken);
        (ReleaseFacts? release, int pages) = await drafts.FindAsync(DraftMark.Of(settings.Commit, files), cancellationToken);
        Dictionary<string, AssetFacts> there = release is null ? [] : await check.ByNameAsync(release, cancellationToken);
        HostedFile[] missing =
            [.. files.Where(file => AssetStandings.Of(file, there.GetValueOrDefault(file.Name)) is AssetStanding.Absent or AssetStanding.Unfinished)];
        int filePages = 1 + ((files.Count - 1) / GitHubApi.PageSize), therePages = 1 + (Math.Max(0, there.Count - 1) / GitHubApi.PageSize);
        // The repository, the release by its tag and in the list, and its files; setting, tag, draft and a look for others; uploads; files, a look for others,
        // tag, publication, tag and files again, latest.
        int requests = 2 + pages + release switch
        {
            null => 3 + pages,
            { Draft: true } => therePages + 2,
            _ => therePages + 1 + filePages,
        };
        requests += missing.Length + (release is { Draft: false } ? 0 : filePages + pages + 3 + filePages + (settings.MakeLatest ? 1 : 0));
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
        var mark = DraftMark.Of(settings.Commit, files);
        ReleaseFacts? release = (await drafts.FindAsync(mark, cancellationToken)).Release;
        Dictionary<string, AssetFacts> there = release is null ? [] : await check.ByNameAsync(release, cancellationToken);
        if (release is { Draft: false })
            return await CompleteAsync(release, files, there, cancellationToken);
        if (await api.IsImmutableAsync(cancellationToken) == true)
            settings.GitHub.Progress.Report($"Releases of {settings.Repository} are immutable: {settings.Tag} can't be changed any more once it is public.");
        await drafts.CheckTagAsync(cancellationToken);
        if (release is null)
        {
            (release, bool isNew) = await drafts.MakeAsync(mark, cancellationToken);
            if (!isNew)
                there = await check.ByNameAsync(release, cancellationToken);
            if (!release.Draft)
                return await CompleteAsync(release, files, there, cancellationToken);
        }

        int sent = await BringAsync(release, files, there, cancellationToken);
        await check.CompareAsync(release, files, address: null, cancellationToken);
        await drafts.CheckAloneAsync(release, mark, cancellationToken);
        ReleaseFacts published = await publication.RunAsync(release, cancellationToken);
        await check.PublicAsync(published, files, PublicUrl, cancellationToken);
        if (settings.MakeLatest)
            await CheckLatestAsync(published, cancellationToken);
        return new HostOutcome(false, sent);
    }

    /// <inheritdoc/>
    public async Task VerifyAsync(IReadOnlyList<HostedFile> files, CancellationToken cancellationToken)
    {
        ReleaseFacts? release = (await drafts.FindAsync(DraftMark.Of(settings.Commit, files), cancellationToken)).Release;
        if (release is not { Draft: false })
            throw new ReleaseException(Fault.Refused, $"There is no public release {settings.Tag} in "
                + $"{settings.Repository}{(release is null ? "" : $", only the draft {release.Id}")}. Publish it first.");
        await check.PublicAsync(release, files, PublicUrl, cancellationToken);
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

    private async Task CheckLatestAsync(ReleaseFacts published, CancellationToken cancellationToken)
    {
        ReleaseFacts? latest = await api.Late.UntilAsync(
            () => api.LatestAsync(cancellationToken), release => release?.Id == published.Id, "The latest release", cancellationToken);
        if (latest?.Id != published.Id)
            settings.Warnings.Report($"{settings.Tag} is public, and GitHub does not name it as the latest release yet. Clients go by the feeds; "
                + "set it by hand in the release if it stays so.");
    }

    // Somebody published it before all was there, or an earlier run finished.
    private async Task<HostOutcome> CompleteAsync(
        ReleaseFacts release, IReadOnlyList<HostedFile> files, Dictionary<string, AssetFacts> there, CancellationToken cancellationToken)
    {
        await drafts.CheckTagAsync(cancellationToken);
        // What is immutable lacks nothing for ever only because a list is late.
        if (release.Immutable && files.Any(file => !there.ContainsKey(file.Name)))
            there = await check.SettledAsync(release, files, address: null, cancellationToken);
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
        int sent = await BringAsync(release, missing, there, cancellationToken);
        await check.PublicAsync(release, files, PublicUrl, cancellationToken);
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

    private TimeSpan Spacing(int files) => files > FilesAtFullSpeed && settings.GitHub.Spacing < SlowSpacing ? SlowSpacing : settings.GitHub.Spacing;
}
