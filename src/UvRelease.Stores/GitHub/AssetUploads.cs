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
    /// <returns>True when it was sent and accepted, false when it was there.</returns>
    public async Task<bool> BringAsync(ReleaseFacts release, HostedFile file, AssetFacts? seen, CancellationToken cancellationToken)
    {
        string doubt = "";
        bool maybeTaken = false;
        for (int attempt = 1; ; attempt++)
        {
            AssetStanding standing = await StandingAsync(file, seen, cancellationToken);
            if (standing == AssetStanding.Unfinished)
            {
                seen = await DiscardAsync(release, seen!, file, cancellationToken);
                standing = await StandingAsync(file, seen, cancellationToken);
            }

            if (standing == AssetStanding.Equal)
            {
                if (maybeTaken)
                    settings.Bytes?.Report(file.Size);
                return maybeTaken;
            }

            if (standing == AssetStanding.Different)
                throw Different(release, file, seen!);
            if (attempt > settings.GitHub.Attempts)
                throw new ReleaseException(Fault.Environment, $"{file.Name} could not be sent to GitHub in {settings.GitHub.Attempts} tries: {doubt}. "
                    + $"{(release.Draft ? "The release is still a draft" : "The release is public without it")} ({release.HtmlUrl}): run again, and it goes on "
                    + "from there. https://www.githubstatus.com tells whether GitHub is well.");
            if (attempt > 1)
                settings.UploadRetries?.Report(1);
            Ending ending = await SendAsync(release, file, attempt, cancellationToken);
            (seen, doubt) = (ending.Seen, ending.Doubt);
            maybeTaken |= ending.MaybeTaken;
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
            + $"asset {asset.Id}) than were built ({file.Size} bytes, sha256:{file.Sha256}). A published file never changes: publish under a higher version"
            + (!release.Draft ? "."
                : DraftMark.IsOnAny(release) ? $". Nothing is public yet: an earlier run made the draft {release.Id} of another build; delete it to begin anew."
                : ", or delete the draft if nobody needs it."));

    private async Task<Ending> SendAsync(ReleaseFacts release, HostedFile file, int attempt, CancellationToken cancellationToken)
    {
        (HttpResponseMessage? response, string doubt) = await api.UploadAsync(release, file, cancellationToken);
        bool isTaken = false;
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
                return new Ending(made, true, "GitHub took it and has it otherwise");
            }

            if (response is { IsSuccessStatusCode: false })
            {
                GitHubError error = await GitHubError.ReadAsync(response, cancellationToken);
                if (error.Speaks("immutable release"))
                    throw ReleaseRefusal.Burned(release.TagName, $"its release became immutable without {file.Name}");
                isTaken = error.Has("already_exists");
                if (response.StatusCode == HttpStatusCode.NotFound)
                    doubt = await UnknownAsync(release, file, error, cancellationToken);
                else if (isTaken)
                    doubt = "GitHub says that a file of that name is there already, and does not list it";
                else
                    throw api.GitHub.Refusal(response.StatusCode, error, $"the upload of {file.Name}");
            }
        }

        await api.GitHub.Pauses.AfterFailureAsync(attempt, $"{file.Name}: {doubt}", cancellationToken);
        AssetFacts? seen = isTaken
            ? await api.Late.UntilAsync(() => ListedAsync(release, file, cancellationToken), asset => asset is not null, file.Name, cancellationToken)
            : await ListedAsync(release, file, cancellationToken);
        return new Ending(seen, response is null or { IsSuccessStatusCode: true }, doubt);
    }

    private async Task<AssetFacts?> ListedAsync(ReleaseFacts release, HostedFile file, CancellationToken cancellationToken) =>
        (await api.AssetsAsync(release, cancellationToken)).FirstOrDefault(asset => asset.Name == file.Name);

    // The host for uploads may not know yet of a draft that was just made.
    private async Task<string> UnknownAsync(ReleaseFacts release, HostedFile file, GitHubError error, CancellationToken cancellationToken)
    {
        ReleaseFacts? now = await api.Late.UntilAsync(
            () => api.FindAsync(release.Id, cancellationToken), found => found is not null, $"release {release.Id}", cancellationToken);
        if (now is null)
            throw ReleaseRefusal.Gone(release, $"and {file.Name} can't be sent to it");
        return now.Draft == release.Draft
            ? $"status 404, although the {(now.Draft ? "draft" : "release")} {now.Id} is there. If it stays, the token may not write to it: the job needs "
                + $"`permissions: {GitHubReleaseHost.Permissions}`{error.Said}"
            : throw new ReleaseException(Fault.Environment, $"Somebody published the draft {release.Id} of {release.TagName} before {file.Name} was in it. "
                + "Let one job alone publish, then run again: what is missing is added, unless the release is immutable.");
    }

    // Looked at twice, because another client may be sending it; removed by its id, so that nothing else can be hit.
    private async Task<AssetFacts?> DiscardAsync(ReleaseFacts release, AssetFacts unfinished, HostedFile file, CancellationToken cancellationToken)
    {
        await api.GitHub.Pauses.WaitAsync(BeforeSecondLook, $"{file.Name} is unfinished", cancellationToken);
        AssetFacts? again = await api.AssetAsync(unfinished, cancellationToken);
        if (again is not null && again.UpdatedAt != unfinished.UpdatedAt)
            again = await api.Late.UntilAsync(
                () => api.AssetAsync(unfinished, cancellationToken), asset => AssetStandings.Of(file, asset) != AssetStanding.Unfinished,
                $"{file.Name} is being sent", cancellationToken);
        if (again is null || AssetStandings.Of(file, again) != AssetStanding.Unfinished)
            return again;
        if (again.UpdatedAt != unfinished.UpdatedAt)
            throw new ReleaseException(Fault.Environment, $"{file.Name} is just being sent to the release {release.TagName} by somebody else. "
                + "One job publishes a release: wait for the other one, then run again.");
        settings.GitHub.Progress.Report($"{file.Name}: removing what a broken upload left (asset {again.Id}, state {MarkdownText.Visible(again.State)})");
        (HttpResponseMessage? response, _) = await api.DeleteAssetAsync(again, cancellationToken);
        using (response)
        {
            if (response is { IsSuccessStatusCode: false, StatusCode: not HttpStatusCode.NotFound })
                throw await api.GitHub.RefusalAsync(response, $"the removal of the unfinished {file.Name}", cancellationToken);
        }

        return response is null ? await api.AssetAsync(again, cancellationToken) : null;
    }

    private async Task<ReleaseException> RenamedAsync(HostedFile file, AssetFacts made, CancellationToken cancellationToken)
    {
        (HttpResponseMessage? response, _) = await api.DeleteAssetAsync(made, cancellationToken);
        response?.Dispose();
        return new ReleaseException(Fault.Refused, $"GitHub keeps the file '{file.Name}' as '{made.Name}', and its address would lead nowhere. "
            + "It was removed again; name it so in the build.");
    }

    // What was found after a request, whether GitHub may have taken the file, and why nobody knows.
    private sealed record Ending(AssetFacts? Seen, bool MaybeTaken, string Doubt);
}
