using UvRelease.Stores;

namespace UvRelease.Channels;

/// <summary>A short document that was read from a store.</summary>
/// <param name="Bytes">All of it.</param>
/// <param name="ETag">Names this state of it.</param>
internal sealed record StoredDocument(ReadOnlyMemory<byte> Bytes, string ETag)
{
    /// <summary>Reads a document; null when there is none.</summary>
    /// <exception cref="Releases.ReleaseException">It is longer than such a document can be, or can't be read.</exception>
    public static async Task<StoredDocument?> ReadAsync(IStore store, StoreKey key, int longest, CancellationToken cancellationToken)
    {
        SmallObject? read = await store.ReadSmallAsync(key, longest, cancellationToken);
        return read is null ? null : new StoredDocument(read.Content, read.Facts.ETag);
    }

    /// <summary>Reads a document that can be made again; null when there is none. One that is too long counts as empty: it is not ours.</summary>
    /// <exception cref="Releases.ReleaseException">It can't be read.</exception>
    public static async Task<StoredDocument?> ReadDerivedAsync(IStore store, StoreKey key, int longest, CancellationToken cancellationToken) =>
        await store.ReadUpToAsync(key, longest, cancellationToken) is { } read ? new StoredDocument(read.Content, read.Facts.ETag) : null;

    /// <summary>A JSON document to be written.</summary>
    public static StoreContent Json(byte[] bytes, string cacheControl) =>
        new StoreContent.Bytes(bytes) { ContentType = "application/json; charset=utf-8", CacheControl = cacheControl };

    /// <summary>A feed to be written.</summary>
    public static StoreContent Yaml(byte[] bytes) =>
        new StoreContent.Bytes(bytes) { ContentType = "text/yaml; charset=utf-8", CacheControl = StoreContent.NoCache };
}
