using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using UvRelease.Releases;

namespace UvRelease.Stores.GitHub;

/// <summary>The operations of GitHub's REST API on releases that are needed here, by their names in GitHub's description.</summary>
internal sealed class ReleaseApi(GitHubReleaseSettings settings, GitHubClient client)
{
    /// <summary>Entries of a page (the API's greatest).</summary>
    public const int PageSize = 100;

    // GitHub lists the newest 10,000 releases.
    private const int MostPages = 100;

    // The slowest line that is waited for: 64 KiB/s.
    private const double SlowestLine = 1 << 16;

    private readonly string repository = $"{settings.Api.AbsoluteUri.TrimEnd('/')}/repos/{settings.Repository}/";

    /// <summary>repos/list-releases: those of a tag, drafts too, which no other operation finds; with the number of pages.</summary>
    public async Task<(IReadOnlyList<ReleaseFacts> Releases, int Pages)> OfTagAsync(string tag, CancellationToken cancellationToken)
    {
        (List<ReleaseFacts> all, int pages) = await ListAsync("releases", "the list of releases", ReleaseJson.Default.ReleaseFactsArray, cancellationToken);
        return ([.. all.Where(release => release.TagName == tag).DistinctBy(release => release.Id)], pages);
    }

    /// <summary>repos/get-release.</summary>
    public async Task<ReleaseFacts?> FindAsync(long id, CancellationToken cancellationToken) =>
        (await client.ReadAsync(Read(Number($"releases/{id}"), $"release {Number($"{id}")}"), ReleaseJson.Default.ReleaseFacts, cancellationToken)).Value;

    /// <summary>repos/get-latest-release.</summary>
    public async Task<ReleaseFacts?> LatestAsync(CancellationToken cancellationToken) =>
        (await client.ReadAsync(Read("releases/latest", "the latest release"), ReleaseJson.Default.ReleaseFacts, cancellationToken)).Value;

    /// <summary>repos/create-release.</summary>
    public Task<WriteEnding> CreateAsync(WantedRelease wanted, CancellationToken cancellationToken) =>
        client.WriteAsync(Write(HttpMethod.Post, "releases", "the new release", wanted), cancellationToken);

    /// <summary>repos/update-release.</summary>
    public Task<WriteEnding> UpdateAsync(long id, WantedRelease wanted, CancellationToken cancellationToken) =>
        client.WriteAsync(Write(HttpMethod.Patch, Number($"releases/{id}"), Number($"release {id}"), wanted), cancellationToken);

    /// <summary>repos/list-release-assets.</summary>
    public async Task<IReadOnlyList<AssetFacts>> AssetsAsync(long release, CancellationToken cancellationToken)
    {
        (List<AssetFacts> assets, _) = await ListAsync(Number($"releases/{release}/assets"), "the files of the release", ReleaseJson.Default.AssetFactsArray, cancellationToken);
        return [.. assets.DistinctBy(asset => asset.Id)];
    }

    /// <summary>repos/get-release-asset.</summary>
    public async Task<AssetFacts?> AssetAsync(long id, CancellationToken cancellationToken) =>
        (await client.ReadAsync(Read(Number($"releases/assets/{id}"), Number($"file {id}")), ReleaseJson.Default.AssetFacts, cancellationToken)).Value;

    /// <summary>repos/get-release-asset, the bytes: how many and their SHA-256.</summary>
    public async Task<(long Size, string Sha256)> HashAsync(AssetFacts asset, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            GitHubRequest request = Read(Number($"releases/assets/{asset.Id}"), $"the bytes of {MarkdownText.Visible(asset.Name)}") with { Accept = "application/octet-stream" };
            using HttpResponseMessage response = await client.ReadAsync(request, cancellationToken);
            if (!response.IsSuccessStatusCode)
                throw await GitHubRefusal.OfAsync(response, request.What, cancellationToken);
            using var late = new CancellationTokenSource(settings.Patience + TimeSpan.FromSeconds(asset.Size / SlowestLine), settings.Time);
            using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
            try
            {
                return await HashAsync(await response.Content.ReadAsStreamAsync(end.Token), end.Token);
            }
            catch (Exception e) when (GitHubClient.IsLost(e, cancellationToken) && attempt < settings.Attempts)
            {
                await client.Pauses.AfterFailureAsync(attempt, $"{request.What}: {e.Message}", cancellationToken);
            }
        }
    }

    /// <summary>repos/upload-release-asset.</summary>
    public Task<WriteEnding> UploadAsync(ReleaseFacts release, HostedFile file, CancellationToken cancellationToken)
    {
        Uri uploads = UploadAddress(settings.Api, release.UploadUrl) ?? throw new ReleaseException(
            Fault.Environment, MarkdownText.Visible($"GitHub gives {release.UploadUrl} as the address for uploads, and the API at {settings.Api.Host} has {UploadHost(settings.Api)} for that. Nothing is sent there. Check GITHUB_API_URL."));
        var address = new Uri($"{uploads.AbsoluteUri}?name={Uri.EscapeDataString(file.Name)}");
        var request = new GitHubRequest(HttpMethod.Post, address, $"the upload of {file.Name}")
        {
            Content = () => new SendingFile(file, settings.Bytes),
            Patience = settings.Patience + TimeSpan.FromSeconds(file.Size / SlowestLine),
        };
        return client.WriteAsync(request, cancellationToken);
    }

    /// <summary>repos/delete-release-asset.</summary>
    public Task<WriteEnding> DeleteAssetAsync(long id, CancellationToken cancellationToken) =>
        client.WriteAsync(Read(Number($"releases/assets/{id}"), Number($"the removal of file {id}")) with { Method = HttpMethod.Delete }, cancellationToken);

    /// <summary>repos/get; null when there is none, or the token may not see it.</summary>
    public async Task<RepositoryFacts?> RepositoryAsync(CancellationToken cancellationToken) =>
        (await client.ReadAsync(new GitHubRequest(HttpMethod.Get, new Uri(repository.TrimEnd('/')), "the repository"), ReleaseJson.Default.RepositoryFacts, cancellationToken)).Value;

    /// <summary>repos/check-immutable-releases; null when it is not on, or the token may not know, as most may not.</summary>
    public async Task<bool?> IsImmutableAsync(CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await client.ReadAsync(Read("immutable-releases", "the setting of immutable releases"), cancellationToken);
        return response.IsSuccessStatusCode ? (await GitHubClient.TryParseAsync(response, ReleaseJson.Default.ImmutableFacts, cancellationToken))?.Enabled : null;
    }

    /// <summary>git/get-ref and git/get-tag: the commit that a tag stands at; null when there is no such tag.</summary>
    public async Task<string?> CommitOfAsync(string tag, CancellationToken cancellationToken)
    {
        RefTarget? target = (await client.ReadAsync(Read($"git/ref/tags/{Uri.EscapeDataString(tag)}", $"the tag {tag}"), ReleaseJson.Default.RefFacts, cancellationToken)).Value?.Object;
        return target is { Type: "tag" }
            ? (await client.ReadAsync(Read($"git/tags/{Uri.EscapeDataString(target.Sha)}", $"the annotated tag {tag}"), ReleaseJson.Default.RefFacts, cancellationToken)).Value?.Object.Sha
            : target?.Sha;
    }

    /// <summary>rate-limit/get: requests that are left of this hour; null where there is no limit.</summary>
    public async Task<int?> RemainingAsync(CancellationToken cancellationToken)
    {
        var request = new GitHubRequest(HttpMethod.Get, new Uri($"{settings.Api.AbsoluteUri.TrimEnd('/')}/rate_limit"), "the limit of requests");
        return (await client.ReadAsync(request, ReleaseJson.Default.RateFacts, cancellationToken)).Value?.Resources.Core.Remaining;
    }

    /// <summary>Where a release's files are sent: its upload_url without the template; null where its host is not GitHub's as much as the API's, and would get the token.</summary>
    internal static Uri? UploadAddress(Uri api, string uploadUrl)
    {
        int template = uploadUrl.IndexOf('{', StringComparison.Ordinal);
        return Uri.TryCreate(template < 0 ? uploadUrl : uploadUrl[..template], UriKind.Absolute, out Uri? address)
            && address.Scheme == api.Scheme && address.Host == UploadHost(api) && address is { UserInfo: "", Query: "", Fragment: "" }
                ? address
                : null;
    }

    private static string UploadHost(Uri api) => api.Host.StartsWith("api.", StringComparison.Ordinal) ? "uploads." + api.Host[4..] : api.Host;

    private async Task<(List<T> All, int Pages)> ListAsync<T>(string path, string what, JsonTypeInfo<T[]> type, CancellationToken cancellationToken)
    {
        var all = new List<T>();
        for (int page = 1; ; page++)
        {
            (T[]? items, bool hasNext) = await client.ReadAsync(Read(Number($"{path}?per_page={PageSize}&page={page}"), what), type, cancellationToken);
            all.AddRange(items ?? throw GitHubRefusal.Hidden(settings.Repository));
            if (!hasNext || page == MostPages)
                return (all, page);
        }
    }

    private GitHubRequest Read(string path, string what) => new(HttpMethod.Get, new Uri(repository + path), what);

    private GitHubRequest Write(HttpMethod method, string path, string what, WantedRelease wanted) => Read(path, what) with
    {
        Method = method,
        Content = () => new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(wanted, ReleaseJson.Default.WantedRelease)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
    };

    private static async Task<(long Size, string Sha256)> HashAsync(Stream content, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] block = new byte[1 << 17];
        long size = 0;
        for (int read; (read = await content.ReadAsync(block, cancellationToken)) > 0; size += read)
            hash.AppendData(block, 0, read);
        return (size, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    private static string Number(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
