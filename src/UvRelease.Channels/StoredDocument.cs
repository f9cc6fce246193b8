using UvRelease.Releases;
using UvRelease.Stores;

namespace UvRelease.Channels;

/// <summary>A short document that was read from a store.</summary>
/// <param name="Bytes">All of it.</param>
/// <param name="ETag">Names this state of it.</param>
internal sealed record StoredDocument(ReadOnlyMemory<byte> Bytes, string ETag)
{
    /// <summary>Reads a document; null when there is none.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Refused"/>: it is longer than such a document can be.</exception>
    public static async Task<StoredDocument?> ReadAsync(IStore store, StoreKey key, int longest, CancellationToken cancellationToken)
    {
        await using StoreRead? read = await store.ReadAsync(key, range: null, cancellationToken);
        if (read is null)
            return null;
        if (read.Facts.Size > longest)
            throw new ReleaseException(Fault.Refused, $"{key} has {read.Facts.Size} bytes and may have {longest}: nothing of uv-release wrote it.");
        byte[] bytes = new byte[read.Facts.Size];
        await read.Content.ReadExactlyAsync(bytes, cancellationToken);
        return new StoredDocument(bytes, read.Facts.ETag);
    }

    /// <summary>A JSON document to be written.</summary>
    public static StoreContent Json(byte[] bytes, string cacheControl) => new StoreContent.Bytes(bytes) { ContentType = "application/json; charset=utf-8", CacheControl = cacheControl };

    /// <summary>A feed to be written.</summary>
    public static StoreContent Yaml(byte[] bytes) => new StoreContent.Bytes(bytes) { ContentType = "text/yaml; charset=utf-8", CacheControl = StoreContent.NoCache };
}
