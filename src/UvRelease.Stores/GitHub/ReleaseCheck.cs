using UvRelease.Releases;

namespace UvRelease.Stores.GitHub;

/// <summary>Holds what GitHub has of a release against the files that are wanted.</summary>
internal sealed class ReleaseCheck(GitHubReleaseSettings settings, ReleaseApi api, AssetUploads uploads)
{
    /// <summary>The files of a release by their names.</summary>
    public async Task<Dictionary<string, AssetFacts>> ByNameAsync(ReleaseFacts release, CancellationToken cancellationToken)
    {
        var there = new Dictionary<string, AssetFacts>(StringComparer.Ordinal);
        foreach (AssetFacts asset in await api.AssetsAsync(release, cancellationToken))
            there.TryAdd(asset.Name, asset);
        return there;
    }

    /// <summary>The files of a release, which are all there; a list that does not show them yet is looked at again.</summary>
    /// <param name="release">The release.</param>
    /// <param name="files">What is wanted.</param>
    /// <param name="address">The address that a public file must have; null for a draft.</param>
    /// <param name="cancellationToken">Stops.</param>
    public Task<Dictionary<string, AssetFacts>> SettledAsync(
        ReleaseFacts release, IReadOnlyList<HostedFile> files, Func<string, Uri>? address, CancellationToken cancellationToken) =>
        api.Late.UntilAsync(
            () => ByNameAsync(release, cancellationToken),
            there => files.All(file => AssetStandings.Of(file, there.GetValueOrDefault(file.Name)) is not (AssetStanding.Absent or AssetStanding.Unfinished)
                && (address is null || there[file.Name].BrowserDownloadUrl == address(file.Name).AbsoluteUri)),
            $"The files of {settings.Tag}", cancellationToken);

    /// <summary>Refuses a release that lacks a file, or has other bytes under its name, or, as a draft, files that nobody knows.</summary>
    public async Task<Dictionary<string, AssetFacts>> CompareAsync(
        ReleaseFacts release, IReadOnlyList<HostedFile> files, Func<string, Uri>? address, CancellationToken cancellationToken)
    {
        Dictionary<string, AssetFacts> there = await SettledAsync(release, files, address, cancellationToken);
        foreach (HostedFile file in files)
        {
            AssetStanding standing = await uploads.StandingAsync(file, there.GetValueOrDefault(file.Name), cancellationToken);
            if (standing == AssetStanding.Different)
                throw AssetUploads.Different(release, file, there[file.Name]);
            if (standing != AssetStanding.Equal)
                throw new ReleaseException(Fault.Environment, $"The release {settings.Tag} ({(release.Draft ? "a draft" : "public")}) "
                    + $"{(standing == AssetStanding.Absent ? "lacks" : "has not all of")} {file.Name}, which was there before, and still did after "
                    + $"{settings.VisibleWithin.TotalSeconds:0} s. Somebody else works on it, or GitHub's list is later than 'visible-within': let one job "
                    + "alone publish, then run again.");
        }

        Strangers(release, files, there);
        return there;
    }

    /// <summary>Holds a public release against the files, and its addresses against those that feeds have.</summary>
    public async Task PublicAsync(ReleaseFacts release, IReadOnlyList<HostedFile> files, Func<string, Uri> address, CancellationToken cancellationToken)
    {
        Dictionary<string, AssetFacts> there = await CompareAsync(release, files, address, cancellationToken);
        foreach (HostedFile file in files.Where(file => there[file.Name].BrowserDownloadUrl != address(file.Name).AbsoluteUri))
            throw new ReleaseException(Fault.Environment, $"The release {settings.Tag} is public, and GitHub serves {file.Name} at "
                + $"{there[file.Name].BrowserDownloadUrl}, not at {address(file.Name)}. Check GITHUB_SERVER_URL and the name of the repository.");
    }

    // Before it is public, nothing is in it that nobody knows of; afterwards people may have added signatures and the like.
    private void Strangers(ReleaseFacts release, IReadOnlyList<HostedFile> files, Dictionary<string, AssetFacts> there)
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
}
