using UvRelease.Channels.Moves;
using UvRelease.Channels.Sealing;
using UvRelease.Releases;
using UvRelease.Releases.Identity;
using UvRelease.Stores;

namespace UvRelease.Channels.Publishing;

/// <summary>Brings the files of a release into the store and reads them back as clients do.</summary>
internal sealed class ArtifactUpload(IStore store, ClientView view, MoveSettings settings)
{
    /// <summary>See <see cref="Publisher.ArtifactHost"/>.</summary>
    public IArtifactHost? Host { get; init; }

    /// <summary>See <see cref="Publisher.Bytes"/>.</summary>
    public IProgress<long>? Bytes { get; init; }

    /// <summary>Sends what is not there, then verifies everything.</summary>
    /// <returns>How many files were sent.</returns>
    /// <exception cref="ReleaseException">
    /// <see cref="Fault.Refused"/>: a name has other bytes; <see cref="Fault.Environment"/>: clients can't read a file.
    /// </exception>
    public async Task<int> RunAsync(SealedRelease release, bool hosted, CancellationToken cancellationToken)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = settings.Parallelism, CancellationToken = cancellationToken };
        int sent = 0;
        if (Host is { } host)
            sent = (await host.PlaceAsync(release.HostedFiles(), cancellationToken)).Sent;
        else if (!hosted)
            sent = await SendAsync(release, cancellationToken);
        await Parallel.ForEachAsync(release.Release.Files, options, async (file, token) =>
            await settings.VerifyAsync(() => VerifyAsync(release, file, token)));
        await CheckRangesAsync(release.Release, cancellationToken);
        return sent;
    }

    private async Task<int> SendAsync(SealedRelease release, CancellationToken cancellationToken)
    {
        IReadOnlyList<ReleaseFile> files = release.Release.Files;
        StoreUpload[] uploads = [.. files.Select(file => new StoreUpload(KeyOf(release.Release, file), ContentOf(release, file)))];
        IReadOnlyList<PutResult> results = await StoreUpload.RunAsync(store, uploads, settings.Parallelism, cancellationToken);
        int sent = 0;
        for (int index = 0; index < files.Count; index++)
        {
            (StoreUpload upload, bool isSent) = (uploads[index], results[index] is PutResult.Written);
            if (results[index] is PutResult.AlreadyThere { Stored: var stored } && IsOther(stored, files[index]))
                isSent = await PutRightAsync(upload, stored, files[index], cancellationToken);
            sent += isSent ? 1 : 0;
            settings.Progress.Report(isSent ? $"{upload.Key}: sent, {files[index].Size} bytes" : $"{upload.Key}: there already");
        }

        return sent;
    }

    // The release is sealed, so that only its own bytes belong under the key: others were left by a build that lost, or are damage.
    private async Task<bool> PutRightAsync(StoreUpload upload, StoredObject stored, ReleaseFile file, CancellationToken cancellationToken)
    {
        settings.Warnings.Report(
            $"{upload.Key} has other bytes ({Facts(stored)}) than the sealed release says ({file.Size} bytes, sha256 {file.Sha256}). They are replaced.");
        PutResult result = await store.ReplaceAsync(upload.Key, upload.Content, stored.ETag, cancellationToken);
        if (result is PutResult.Lost { Current: { } current } && IsOther(current, file))
            throw Occupied(upload.Key, file, Facts(current));
        return result is PutResult.Written;
    }

    // What a store states of an object may be right, and its bytes wrong.
    private async Task<bool> PutRightAsync(SealedRelease release, ReleaseFile file, CancellationToken cancellationToken)
    {
        StoreKey key = KeyOf(release.Release, file);
        return await store.FindAsync(key, cancellationToken) is { } stored && await view.StoredHashAsync(key, cancellationToken) != (file.Size, file.Sha512)
            && await PutRightAsync(new StoreUpload(key, ContentOf(release, file)), stored, file, cancellationToken);
    }

    private static string Facts(StoredObject stored) => $"{stored.Size} bytes{(stored.Sha256 is null ? "" : $", sha256 {stored.Sha256}")}";

    private StoreContent.File ContentOf(SealedRelease release, ReleaseFile file) => new(release.SourceOf(file))
    {
        Sha256 = file.Sha256,
        ContentType = file.ContentType,
        CacheControl = StoreContent.Immutable,
        Progress = Bytes,
    };

    private async Task VerifyAsync(SealedRelease release, ReleaseFile file, CancellationToken cancellationToken)
    {
        StoreKey key = KeyOf(release.Release, file);
        Uri? hosted = release.Release.HostedUrl(file) is { } text ? new Uri(text) : null;
        string place = hosted?.AbsoluteUri ?? view.Address(key)?.AbsoluteUri ?? key.Text;
        (long Size, string Sha512)? read = await SeenAsync(key, hosted, cancellationToken);
        if (read is not { } found)
            throw Unreadable(place, hosted is not null);
        if (found == (file.Size, file.Sha512))
            return;
        if (hosted is null && await PutRightAsync(release, file, cancellationToken)
            && await SeenAsync(key, null, cancellationToken) == (file.Size, file.Sha512))
            return;
        throw hosted is null && view.Address(key) is null
            ? Occupied(key, file, $"{found.Size} bytes, sha512 {found.Sha512}")
            : new ReleaseException(Fault.Refused,
                $"Clients would get other bytes from {place} ({found.Size} bytes, sha512 {found.Sha512}) than were built "
                + $"({file.Size} bytes, sha512 {file.Sha512}). A published file never changes: correct the address, or publish under a higher version.");
    }

    // What has just become public may not be there for everybody yet.
    private async Task<(long Size, string Sha512)?> SeenAsync(StoreKey key, Uri? hosted, CancellationToken cancellationToken)
    {
        Uri? url = hosted ?? view.Address(key);
        DateTimeOffset end = settings.Time.GetUtcNow() + settings.VisibleWithin;
        for (TimeSpan pause = TimeSpan.FromMilliseconds(200); ; pause = pause < TimeSpan.FromSeconds(5) ? pause * 2 : pause)
        {
            (long Size, string Sha512)? read = url is null ? await view.HashAsync(key, cancellationToken) : await view.HashAsync(url, cancellationToken);
            if (read is not null || url is null || settings.Time.GetUtcNow() + pause >= end)
                return read;
            settings.Progress.Report($"{url.AbsoluteUri}: nothing there yet");
            await Task.Delay(pause, settings.Time, cancellationToken);
        }
    }

    private async Task CheckRangesAsync(Release release, CancellationToken cancellationToken)
    {
        ReleaseFile? file = release.Files.Where(file => file.Blockmap is not null && file.Size > 1).MaxBy(file => file.Size);
        Uri? url = file is null ? null : release.HostedUrl(file) is { } hosted ? new Uri(hosted) : view.Address(KeyOf(release, file));
        if (url is not null && !await view.HasRangesAsync(url, cancellationToken))
        {
            settings.Warnings.Report(
                $"{url.GetLeftPart(UriPartial.Authority)} does not answer range requests, so every update downloads more than the whole file. "
                + "Switch ranges on at the server or the CDN.");
        }
    }

    private static StoreKey KeyOf(Release release, ReleaseFile file) => StorePaths.Artifact(release.Version, file.Platform, file.Arch, file.Name);

    private static bool IsOther(StoredObject stored, ReleaseFile file) =>
        stored.Size != file.Size || (stored.Sha256 is { } sha256 && sha256 != file.Sha256);

    private ReleaseException Unreadable(string place, bool isHosted)
    {
        string mend = Host is not null
            ? "The release is public and its files are whole: run again later, with a longer 'visible-within' if it stays so."
            : isHosted ? "Upload and publish the files there first, or correct publish.artifacts-url."
            : "Make the store's objects public, or correct 'public-url'.";
        return new(
            Fault.Environment,
            $"Clients could not read {place} within {settings.VisibleWithin.TotalSeconds:0} s: there is nothing, or nobody may read it. {mend}");
    }

    private static ReleaseException Occupied(StoreKey key, ReleaseFile file, string stored) => new(
        Fault.Refused,
        $"{key} holds other bytes ({stored}) than the sealed release says ({file.Size} bytes, sha256 {file.Sha256}), and somebody keeps writing them. "
        + "Find out who writes to the store, then run again.");
}
