using UvRelease.Stores;

namespace UvRelease.Tests.Channels;

/// <summary>Notes what a store is asked.</summary>
internal sealed class RecordingStore(IStore inner) : IStore
{
    private readonly List<string> requests = [];

    public IReadOnlyList<string> Requests => requests;

    public StoreAddress Address => inner.Address;

    public Task<StoredObject?> FindAsync(StoreKey key, CancellationToken cancellationToken) =>
        Noted($"find {key}", inner.FindAsync(key, cancellationToken));

    public Task<StoreRead?> ReadAsync(StoreKey key, ByteRange? range, CancellationToken cancellationToken) =>
        Noted($"read {key}", inner.ReadAsync(key, range, cancellationToken));

    public Task<PutResult> CreateAsync(StoreKey key, StoreContent content, CancellationToken cancellationToken) =>
        Noted($"create {key}", inner.CreateAsync(key, content, cancellationToken));

    public Task<PutResult> ReplaceAsync(StoreKey key, StoreContent content, string? expected, CancellationToken cancellationToken) =>
        Noted($"replace {key}", inner.ReplaceAsync(key, content, expected, cancellationToken));

    public IAsyncEnumerable<ListedObject> ListAsync(string prefix, CancellationToken cancellationToken) =>
        Noted($"list {prefix}", inner.ListAsync(prefix, cancellationToken));

    public Task DeleteAsync(StoreKey key, CancellationToken cancellationToken) => Noted($"delete {key}", inner.DeleteAsync(key, cancellationToken));

    public Task<IReadOnlyList<string>> SweepUploadsAsync(DateTimeOffset before, CancellationToken cancellationToken) =>
        inner.SweepUploadsAsync(before, cancellationToken);

    public Uri PublicUrl(StoreKey key) => inner.PublicUrl(key);

    public void Dispose() => inner.Dispose();

    private T Noted<T>(string request, T answer)
    {
        lock (requests)
            requests.Add(request);
        return answer;
    }
}
