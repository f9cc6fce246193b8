using UvRelease.Channels.Logs;
using UvRelease.Releases;
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

    /// <summary>Refuses a version that is sealed already with something else.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Refused"/>.</exception>
    public async Task CheckAsync(SealedRelease release, CancellationToken cancellationToken)
    {
        StoreKey key = StorePaths.Release(release.Release.Version);
        StoredDocument? document = await StoredDocument.ReadAsync(store, key, LongestDocument, cancellationToken);
        if (document is not null && !document.Bytes.Span.SequenceEqual(release.Bytes))
            throw Sealed(release, document.Bytes);
    }

    /// <summary>Puts a release there; the same one may be there already.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Refused"/>: another one is.</exception>
    public async Task PutAsync(SealedRelease release, CancellationToken cancellationToken)
    {
        StoreKey key = StorePaths.Release(release.Release.Version);
        if (await store.CreateAsync(key, StoredDocument.Json(release.Bytes, StoreContent.Immutable), cancellationToken) is PutResult.AlreadyThere)
            await CheckAsync(release, cancellationToken);
    }

    private static ReleaseException Sealed(SealedRelease release, ReadOnlyMemory<byte> there) => new(
        Fault.Refused,
        $"Version {release.Release.Version} is sealed already as another release (digest {CanonicalJson.Digest(there.Span)}, and this one is "
        + $"{release.Digest}). "
        + SealedDifference.Of(there, release.Release));
}
