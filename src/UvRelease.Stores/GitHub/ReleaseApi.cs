using System.Security.Cryptography;
using System.Text.Json;
using UvRelease.GitHub;
using UvRelease.Releases;

namespace UvRelease.Stores.GitHub;

/// <summary>The operations of GitHub's REST API on releases that are needed here, by their names in GitHub's description.</summary>
internal sealed class ReleaseApi(GitHubReleaseSettings settings, GitHubApi github)
{
    // GitHub lists the newest 10,000 releases.
    private const int MostListed = 10_000;

    // What GitHub needs at most to keep what it has taken: 16 MiB/s.
    private const double SlowestKeeping = 1 << 24;

    private readonly string repository = $"repos/{settings.Repository}/";

    /// <summary>What everything is asked through.</summary>
    public GitHubApi GitHub => github;

    /// <summary>Looks again at what does not show yet what was written.</summary>
    public LateAnswers Late { get; } = new(settings, github.Pauses);

    /// <summary>repos/get-release-by-tag: the published one; null for none. It finds no drafts.</summary>
    public Task<ReleaseFacts?> TaggedAsync(string tag, CancellationToken cancellationToken) =>
        github.FindAsync(Ask($"releases/tags/{Uri.EscapeDataString(tag)}", $"the release {tag}"), HostJson.Default.ReleaseFacts, cancellationToken);

    /// <summary>repos/list-releases: those of a tag, drafts too, which no other operation finds; with the number of pages.</summary>
    public async Task<(IReadOnlyList<ReleaseFacts> Releases, int Pages)> ListedAsync(string tag, CancellationToken cancellationToken)
    {
        List<ReleaseFacts>? found = null;
        int pages = 0, listed = 0;
        await foreach (ReleaseFacts[] page in github.PagesAsync(
            Ask("releases", "the list of releases"), HostJson.Default.ReleaseFactsArray, cancellationToken))
        {
            (found ??= []).AddRange(page.Where(release => release.TagName == tag));
            pages++;
            if ((listed += page.Length) >= MostListed || page.Length == 0)
                break;
        }

        return found is null ? throw ReleaseRefusal.Hidden(settings.Repository) : ([.. found.DistinctBy(release => release.Id)], pages);
    }

    /// <summary>repos/get-release.</summary>
    public Task<ReleaseFacts?> FindAsync(long id, CancellationToken cancellationToken) =>
        github.FindAsync(Ask($"releases/{id}", $"release {id}"), HostJson.Default.ReleaseFacts, cancellationToken);

    /// <summary>repos/get-latest-release.</summary>
    public Task<ReleaseFacts?> LatestAsync(CancellationToken cancellationToken) =>
        github.FindAsync(Ask("releases/latest", "the latest release"), HostJson.Default.ReleaseFacts, cancellationToken);

    /// <summary>repos/create-release.</summary>
    public Task<WriteEnding> CreateAsync(WantedRelease wanted, CancellationToken cancellationToken) =>
        github.WriteAsync(Write(HttpMethod.Post, "releases", "the new release", wanted), cancellationToken);

    /// <summary>repos/update-release.</summary>
    public Task<WriteEnding> UpdateAsync(long id, WantedRelease wanted, CancellationToken cancellationToken) =>
        github.WriteAsync(Write(HttpMethod.Patch, $"releases/{id}", $"release {id}", wanted), cancellationToken);

    /// <summary>repos/list-release-assets, which may not know yet of a release that was just made.</summary>
    public async Task<IReadOnlyList<AssetFacts>> AssetsAsync(ReleaseFacts release, CancellationToken cancellationToken)
    {
        string what = $"the files of release {release.Id}";
        GitHubRequest request = Ask($"releases/{release.Id}/assets", what);
        IReadOnlyList<AssetFacts>? assets = await Late.UntilAsync(
            () => github.ListAsync(request, HostJson.Default.AssetFactsArray, MostListed, cancellationToken),
            found => found is not null, what, cancellationToken);
        return assets is null ? throw ReleaseRefusal.Gone(release, "or the token may not see its files") : [.. assets.DistinctBy(asset => asset.Id)];
    }

    /// <summary>repos/get-release-asset.</summary>
    public Task<AssetFacts?> AssetAsync(AssetFacts asset, CancellationToken cancellationToken) =>
        github.FindAsync(Ask($"releases/assets/{asset.Id}", $"the file {asset.Name}"), HostJson.Default.AssetFacts, cancellationToken);

    /// <summary>repos/get-release-asset, the bytes: how many and their SHA-256.</summary>
    public async Task<(long Size, string Sha256)> HashAsync(AssetFacts asset, CancellationToken cancellationToken)
    {
        GitHubRequest request = Ask($"releases/assets/{asset.Id}", $"the bytes of {asset.Name}") with { WantsBytes = true };
        for (int attempt = 1; ; attempt++)
        {
            using HttpResponseMessage response = await github.SendAsync(request, cancellationToken);
            if (!response.IsSuccessStatusCode)
                throw await github.RefusalAsync(response, request.What, cancellationToken);
            try
            {
                (long size, byte[] hash) = await SteadyHash.ReadAsync(
                    await response.Content.ReadAsStreamAsync(cancellationToken), HashAlgorithmName.SHA256, settings.GitHub.Patience, settings.GitHub.Time,
                    cancellationToken);
                return (size, Convert.ToHexStringLower(hash));
            }
            catch (Exception e) when (GitHubApi.IsLost(e, cancellationToken))
            {
                if (attempt == settings.GitHub.Attempts)
                    throw new ReleaseException(Fault.Environment, $"{asset.Name} ({asset.Size} bytes) could not be read back from GitHub's storage in "
                        + $"{attempt} tries: {e.Message} Run again; https://www.githubstatus.com tells whether GitHub is well.", e);
                await github.Pauses.AfterFailureAsync(attempt, $"{request.What}: {e.Message}", cancellationToken);
            }
        }
    }

    /// <summary>repos/upload-release-asset.</summary>
    public async Task<WriteEnding> UploadAsync(ReleaseFacts release, HostedFile file, CancellationToken cancellationToken)
    {
        Uri uploads = github.Address.UploadsOf(release.UploadUrl) ?? throw new ReleaseException(
            Fault.Environment,
            $"GitHub gives {release.UploadUrl} as the address for uploads, and the API at {github.Address.Api.Host} has "
            + $"{github.Address.Uploads.Host} for that. Nothing is sent there. Check GITHUB_API_URL.");
        var content = new SendingFile(file);
        var request = new GitHubRequest($"{uploads.AbsoluteUri}?name={Uri.EscapeDataString(file.Name)}", $"the upload of {file.Name}")
        {
            Method = HttpMethod.Post,
            Content = () => content,
            Patience = settings.GitHub.Patience + TimeSpan.FromSeconds(file.Size / SlowestKeeping),
        };
        return await github.WriteAsync(request, cancellationToken);
    }

    /// <summary>repos/delete-release-asset.</summary>
    public Task<WriteEnding> DeleteAssetAsync(AssetFacts asset, CancellationToken cancellationToken) =>
        github.WriteAsync(Ask($"releases/assets/{asset.Id}", $"the removal of {asset.Name}") with { Method = HttpMethod.Delete }, cancellationToken);

    /// <summary>repos/get; null when there is none, or the token may not see it.</summary>
    public Task<RepositoryFacts?> RepositoryAsync(CancellationToken cancellationToken) =>
        github.FindAsync(new GitHubRequest(repository.TrimEnd('/'), "the repository"), HostJson.Default.RepositoryFacts, cancellationToken);

    /// <summary>repos/check-immutable-releases; null when it is not on, or the token may not know, as most may not.</summary>
    public async Task<bool?> IsImmutableAsync(CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await github.SendAsync(Ask("immutable-releases", "the setting of immutable releases"), cancellationToken);
        if (!response.IsSuccessStatusCode)
            return null;
        return (await GitHubApi.TryParseAsync(response, HostJson.Default.ImmutableFacts, cancellationToken))?.Enabled;
    }

    /// <summary>git/get-ref and git/get-tag: the commit that a tag points to; null when there is no such tag.</summary>
    public async Task<string?> CommitOfAsync(string tag, CancellationToken cancellationToken)
    {
        GitHubRequest atRef = Ask($"git/ref/tags/{Uri.EscapeDataString(tag)}", $"the tag {tag}");
        RefTarget? target = (await github.FindAsync(atRef, HostJson.Default.RefFacts, cancellationToken))?.Object;
        if (target is not { Type: "tag" })
            return target?.Sha;
        GitHubRequest atTag = Ask($"git/tags/{Uri.EscapeDataString(target.Sha)}", $"the annotated tag {tag}");
        return (await github.FindAsync(atTag, HostJson.Default.RefFacts, cancellationToken))?.Object.Sha;
    }

    /// <summary>git/create-ref: a lightweight tag at a commit.</summary>
    public Task<WriteEnding> CreateTagAsync(string tag, string commit, CancellationToken cancellationToken)
    {
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(new WantedRef($"refs/tags/{tag}", commit), HostJson.Default.WantedRef);
        return github.WriteAsync(
            Ask("git/refs", $"the tag {tag}") with { Method = HttpMethod.Post, Content = () => GitHubRequest.JsonContent(body) }, cancellationToken);
    }

    /// <summary>rate-limit/get: requests that are left of this hour; null where there is no limit.</summary>
    public async Task<int?> RemainingAsync(CancellationToken cancellationToken)
    {
        var request = new GitHubRequest("rate_limit", "the limit of requests");
        return (await github.FindAsync(request, HostJson.Default.RateFacts, cancellationToken))?.Resources.Core.Remaining;
    }

    private GitHubRequest Ask(string path, string what) => new(repository + path, what);

    private GitHubRequest Write(HttpMethod method, string path, string what, WantedRelease wanted)
    {
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(wanted, HostJson.Default.WantedRelease);
        return Ask(path, what) with { Method = method, Content = () => GitHubRequest.JsonContent(body) };
    }
}
