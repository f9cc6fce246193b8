using UvRelease.Channels.Logs;
using UvRelease.Releases;
using UvRelease.Releases.Artifacts;
using UvRelease.Releases.Identity;
using UvRelease.Releases.Json;
using UvRelease.Stores;

namespace UvRelease.Channels.Sealing;

/// <summary>The sealed releases of a store. Each is read once.</summary>
internal sealed class SealedReleases(IStore store)
{
    private const int LongestDocument = 16 << 20;
    private readonly Dictionary<string, Release> read = new(StringComparer.Ordinal);

    /// <summary>Reads the release that a log entry names.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Refused"/>: it is missing, or not the one that is named.</exception>
    public async Task<Release> ReadAsync(ReleaseReference reference, CancellationToken cancellationToken)
    {
        if (read.TryGetValue(reference.Digest, out Release? known))
            return known;
        StoreKey key = StorePaths.Release(reference.Version);
        StoredDocument document = await StoredDocument.ReadAsync(store, key, LongestDocument, cancellationToken)
            ?? throw new ReleaseException(Fault.Refused, $"{key} is missing, and a channel serves it. Put it back from a backup.");
        string digest = CanonicalJson.Digest(document.Bytes.Span);
        return digest == reference.Digest
            ? read[reference.Digest] = ReleaseJson.Read(document.Bytes, key.Text)
            : throw new ReleaseException(
                Fault.Refused,
                $"{key} has the digest {digest}, and the channel's log names {reference.Digest}. Somebody changed the store by hand; "
                + "put the document back from a backup.");
    }

    /// <summary>The same for what waits for nothing to be mended: null where it is missing, or another one.</summary>
    public async Task<Release?> FindAsync(ReleaseReference reference, CancellationToken cancellationToken)
    {
        try
        {
            return await ReadAsync(reference, cancellationToken);
        }
        catch (ReleaseException e) when (e.Fault is Fault.Refused or Fault.Input)
        {
            return null;
        }
    }

    /// <summary>Refuses a version that is sealed already with something else.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Refused"/>.</exception>
    public async Task CheckAsync(SealedRelease release, CancellationToken cancellationToken)
    {
        StoreKey key = StorePaths.Release(release.Release.Version);
        StoredDocument? document = await StoredDocument.ReadAsync(store, key, LongestDocument, cancellationToken);
        if (document is not null && !document.Bytes.Span.SequenceEqual(release.Bytes))
            throw await SealedAsync(release, document.Bytes, cancellationToken);
    }

    /// <summary>Puts a release there; the same one may be there already.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Refused"/>: another one is.</exception>
    public async Task PutAsync(SealedRelease release, CancellationToken cancellationToken)
    {
        StoreKey key = StorePaths.Release(release.Release.Version);
        if (await store.CreateAsync(key, StoredDocument.Json(release.Bytes, StoreContent.Immutable), cancellationToken) is PutResult.AlreadyThere)
            await CheckAsync(release, cancellationToken);
    }

    // What it is sealed as is read for the message alone: a document that can't be read is another one, too.
    private async Task<ReleaseException> SealedAsync(SealedRelease release, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        string version = release.Release.Version, digest = CanonicalJson.Digest(bytes.Span);
        string other = "another release";
        try
        {
            Release there = ReleaseJson.Read(bytes, StorePaths.Release(version).Text);
            if (there.App != release.Release.App)
            {
                return new ReleaseException(
                    Fault.Refused,
                    $"The store holds version {version} of the app '{there.App}', and this is '{release.Release.App}'. Each app has a store, or a prefix "
                    + "of one, to itself: correct 'store' or 'app'.");
            }
            if (!Legs(there).SequenceEqual(Legs(release.Release)))
            {
                other += $" of {string.Join(", ", Legs(there))}, and this one is of {string.Join(", ", Legs(release.Release))}; "
                    + "all legs are published at once";
            }
        }
        catch (ReleaseException)
        {
            other = "another release that can't be read";
        }

        string mend = await IsServedAsync(version, cancellationToken)
            ? SealedDifference.Of(bytes, release.Release)
            : "No channel has served it: run the publish of that build again, or publish under a higher version. If that build is gone and no publish of it "
            + $"runs, delete releases/{version}/ and artifacts/{version}/ in the store, then publish this one.";
        return new ReleaseException(
            Fault.Refused, $"Version {version} is sealed already as {other} (digest {digest}, and this one is {release.Digest}). {mend}");
    }

    private static IEnumerable<string> Legs(Release release) => release.Legs.Select(leg => new Leg(leg.Platform, leg.Arch).ToString());

    private async Task<bool> IsServedAsync(string version, CancellationToken cancellationToken)
    {
        await foreach (ListedObject listed in store.ListAsync(StorePaths.Channels, cancellationToken))
        {
            if (!listed.Key.Text.Contains("/log/", StringComparison.Ordinal))
                continue;
            StoredDocument? entry = await StoredDocument.ReadAsync(store, listed.Key, LongestDocument, cancellationToken);
            if (entry is not null && LogJson.ReadEntry(entry.Bytes, listed.Key.Text).Status.Current.Version == version)
                return true;
        }

        return false;
    }
}
