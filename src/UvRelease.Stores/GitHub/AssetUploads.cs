using System.Net;
using UvRelease.GitHub;
using UvRelease.Releases;

namespace UvRelease.Stores.GitHub;

/// <summary>
/// Brings files into a release, one after the other as GitHub asks. After every failure it looks what is there and goes on from that; what is there and
/// different is never replaced.
/// </summary>
internal sealed class AssetUploads(GitHubReleaseSettings settings, ReleaseApi api)
{
    private static readonly TimeSpan BeforeSecondLook = TimeSpan.FromSeconds(10);

    /// <summary>Brings a file.</summary>
    /// <param name="release">The release.</param>
    /// <param name="file">The file.</param>
    /// <param name="seen">What a listing has shown under its name; null for nothing.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>True when it was sent, false when it was there.</returns>
    public async Task<bool> BringAsync(ReleaseFacts release, HostedFile file, AssetFacts? seen, CancellationToken cancellationToken)
    {
        bool sent = false;
        for (int attempt = 1; ; attempt++)
        {
            AssetStanding standing = await StandingAsync(file, seen, cancellationToken);
            if (standing == AssetStanding.Unfinished)
            {
                seen = await DiscardAsync(release, seen!, file, cancellationToken);
                standing = await StandingAsync(file, seen, cancellationToken);
            }

            if (standing == AssetStanding.Equal)
                return sent;
            if (standing == AssetStanding.Different)
                throw Different(release, file, seen!);
            if (attempt > settings.GitHub.Attempts)
                throw new ReleaseException(Fault.Environment, $"{file.Name} could not be sent to GitHub in {settings.GitHub.Attempts} tries. "
                    + $"The release is still a draft ({release.HtmlUrl}): run again, and it goes on from there. https://www.githubstatus.com tells whether "
                    + "GitHub is well.");
            if (attempt > 1)
                settings.UploadRetries?.Report(1);
            (seen, sent) = await SendAsync(release, file, attempt, cancellationToken);
        }
    }

    /// <summary>Compares a file with what GitHub has, by its bytes where GitHub has no hash.</summary>
    public async Task<AssetStanding> StandingAsync(HostedFile file, AssetFacts? asset, CancellationToken cancellationToken)
    {
        AssetStanding standing = AssetStandings.Of(file, asset);
        if (standing != AssetStanding.Unhashed)
            return standing;
        settings.GitHub.Progress.Report($"GitHub has no hash of {file.Name}; reading it back.");
        return await api.HashAsync(asset!, cancellationToken) == (file.Size, file.Sha256) ? AssetStanding.Equal : AssetStanding.Different;
    }

    /// <summary>The error of a file that is there with other bytes.</summary>
    public static ReleaseException Different(ReleaseFacts release, HostedFile file, AssetFacts asset) => new(
        Fault.Refused,
        $"{file.Name} is in the release {release.TagName} already with other bytes ({asset.Size} bytes, {asset.Digest ?? "no hash"}; "
            + $"asset {asset.Id}) than were built ({file.Size} bytes, sha256:{file.Sha256}). A published file never changes: "
            + $"publish under a higher version{(release.Draft ? ", or delete the draft if nobody needs it" : "")}.");

    private async Task<(AssetFacts? Seen, bool Sent)> SendAsync(ReleaseFacts release, HostedFile file, int attempt, CancellationToken cancellationToken)
    {
        (HttpResponseMessage? response, string doubt) = await api.UploadAsync(release, file, cancellationToken);
        using (response)
        {
            AssetFacts? made = response?.StatusCode == HttpStatusCode.Created
                ? await GitHubApi.TryParseAsync(response, HostJson.Default.AssetFacts, cancellationToken)
                : null;
            if (made is not null)
            {
                if (made.Name != file.Name)
                    throw await RenamedAsync(file, made, cancellationToken);
                settings.GitHub.Progress.Report($"{file.Name}: sent, {file.Size} bytes");
                return (made, true);
            }

            if (response is { IsSuccessStatusCode: false })
            {
                GitHubError error = await GitHubError.ReadAsync(response, cancellationToken);
                if (error.Speaks("immutable"))
                    throw ReleaseRefusal.Burned(release.TagName, $"its release became immutable without {file.Name}");
                if (response.StatusCode == HttpStatusCode.NotFound)
                    throw new ReleaseException(Fault.Environment, $"The draft {release.Id} of {release.TagName} is gone: "
                        + "somebody deleted or published it meanwhile. Look at the repository's releases, then run again.");
                if (!error.Has("already_exists"))
                    throw api.GitHub.Refusal(response.StatusCode, error, $"the upload of {file.Name}");
                doubt = "a file of that name is there already";
            }
        }

        await api.GitHub.Pauses.AfterFailureAsync(attempt, $"{file.Name}: {doubt}", cancellationToken);
        AssetFacts? seen = (await api.AssetsAsync(release.Id, cancellationToken)).FirstOrDefault(asset => asset.Name == file.Name);
        return (seen, seen is not null);
    }

    // Looked at twice, because another client may be sending it; removed by its id, so that nothing else can be hit.
    private async Task<AssetFacts?> DiscardAsync(ReleaseFacts release, AssetFacts unfinished, HostedFile file, CancellationToken cancellationToken)
    {
        await api.GitHub.Pauses.WaitAsync(BeforeSecondLook, $"{file.Name} is unfinished", cancellationToken);
        AssetFacts? again = await api.AssetAsync(unfinished.Id, cancellationToken);
        if (again is null || AssetStandings.Of(file, again) != AssetStanding.Unfinished)
            return again;
        if (again.UpdatedAt != unfinished.UpdatedAt)
            throw new ReleaseException(Fault.Environment, $"{file.Name} is just being sent to the release {release.TagName} by somebody else. "
                + "One job publishes a release: wait for the other one, then run again.");
        settings.GitHub.Progress.Report($"{file.Name}: removing what a broken upload left (asset {again.Id}, state {MarkdownText.Visible(again.State)})");
        (HttpResponseMessage? response, _) = await api.DeleteAssetAsync(again.Id, cancellationToken);
        using (response)
        {
            if (response is { IsSuccessStatusCode: false, StatusCode: not HttpStatusCode.NotFound })
                throw await api.GitHub.RefusalAsync(response, $"the removal of the unfinished {file.Name}", cancellationToken);
        }

        return response is null ? await api.AssetAsync(again.Id, cancellationToken) : null;
    }

    private async Task<ReleaseException> RenamedAsync(HostedFile file, AssetFacts made, CancellationToken cancellationToken)
    {
        (HttpResponseMessage? response, _) = await api.DeleteAssetAsync(made.Id, cancellationToken);
        response?.Dispose();
        return new ReleaseException(Fault.Refused, $"GitHub keeps the file '{file.Name}' as '{made.Name}', and its address would lead nowhere. "
            + "It was removed again; name it so in the build.");
    }
}
