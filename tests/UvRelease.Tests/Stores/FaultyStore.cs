using UvRelease.Releases;
using UvRelease.Stores;

namespace UvRelease.Tests.Stores;

/// <summary>What happens to one call of a store.</summary>
internal enum StoreFault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The process dies before the call is made.</summary>
    KillBefore,

    /// <summary>The process dies when the call is done and nobody has heard of it.</summary>
    KillAfter,

    /// <summary>The call fails and nothing has happened.</summary>
    FailBefore,

    /// <summary>The call happens, and its answer is lost.</summary>
    FailAfter,

    /// <summary>The call takes its time.</summary>
    Slow,

    /// <summary>A read gives what this store saw when it read the key last, if it did.</summary>
    Stale,
}

/// <summary>A store whose calls go wrong as a plan says: the fault points of the race tests.</summary>
/// <param name="inner">The real store.</param>
/// <param name="plan">Says what happens to a call: its name ("find", "read", "create", "replace", "list", "delete") and its key ("" for a listing).</param>
/// <param name="kill">Ends the process, or imitates that by throwing.</param>
internal sealed class FaultyStore(IStore inner, Func<string, string, StoreFault> plan, Action kill) : IStore
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private readonly Dictionary<string, SmallObject?> seen = new(StringComparer.Ordinal);
    private readonly Lock gate = new();

    public StoreAddress Address => inner.Address;

    public Task<StoredObject?> FindAsync(StoreKey key, CancellationToken cancellationToken) => Through(
        "find",
        key.Text,
        () => inner.FindAsync(key, cancellationToken),
        () => Remembered(key) is { } old ? (true, old.Value?.Facts) : (false, null));

    public Task<StoreRead?> ReadAsync(StoreKey key, ByteRange? range, CancellationToken cancellationToken) => Through(
        "read",
        key.Text,
        async () =>
        {
            StoreRead? read = await inner.ReadAsync(key, range, cancellationToken);
            if (range is not null || read is { Facts.Size: > 1 << 20 })
                return read;
            await using (read)
            {
                byte[] content = new byte[read?.Facts.Size ?? 0];
                if (read is not null)
                    await read.Content.ReadExactlyAsync(content, cancellationToken);
                SmallObject? small = read is null ? null : new SmallObject(read.Facts, content);
                lock (gate)
                    seen[key.Text] = small;
                return Opened(small);
            }
        },
        () => range is null && Remembered(key) is { } old ? (true, Opened(old.Value)) : (false, null));

    public Task<PutResult> CreateAsync(StoreKey key, StoreContent content, CancellationToken cancellationToken) =>
        Through("create", key.Text, () => inner.CreateAsync(key, content, cancellationToken));

    public Task<PutResult> ReplaceAsync(StoreKey key, StoreContent content, string? expected, CancellationToken cancellationToken) =>
        Through("replace", key.Text, () => inner.ReplaceAsync(key, content, expected, cancellationToken));

    public async IAsyncEnumerable<ListedObject> ListAsync(string prefix,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        List<ListedObject> all = await Through("list", "", async () => await inner.ListAsync(prefix, cancellationToken).ToListAsync(cancellationToken));
        foreach (ListedObject one in all)
            yield return one;
    }

    public Task DeleteAsync(StoreKey key, CancellationToken cancellationToken) => Through(
        "delete",
        key.Text,
        async () =>
        {
            await inner.DeleteAsync(key, cancellationToken);
            return true;
        });

    public Task<IReadOnlyList<string>> SweepUploadsAsync(DateTimeOffset before, CancellationToken cancellationToken) =>
        inner.SweepUploadsAsync(before, cancellationToken);

    public Uri PublicUrl(StoreKey key) => inner.PublicUrl(key);

    public void Dispose() => inner.Dispose();

    private async Task<T> Through<T>(string call, string key, Func<Task<T>> real, Func<(bool Known, T Value)>? stale = null)
    {
        StoreFault fault = plan(call, key);
        if (fault == StoreFault.KillBefore)
            kill();
        if (fault == StoreFault.FailBefore)
            throw new ReleaseException(Fault.Environment, $"Injected: {call} {key} failed before it was done.");
        if (fault == StoreFault.Slow)
            await Task.Delay(Pause);
        if (fault == StoreFault.Stale && stale?.Invoke() is (true, var old))
            return old;
        T result = await real();
        if (fault == StoreFault.KillAfter)
            kill();
        return fault == StoreFault.FailAfter ? throw new ReleaseException(Fault.Environment, $"Injected: the answer of {call} {key} was lost.") : result;
    }

    private Memory? Remembered(StoreKey key)
    {
        lock (gate)
            return seen.TryGetValue(key.Text, out SmallObject? value) ? new Memory(value) : null;
    }

    private static StoreRead? Opened(SmallObject? small) =>
        small is null ? null : new StoreRead(small.Facts, new MemoryStream(small.Content.ToArray(), writable: false));

    private sealed record Memory(SmallObject? Value);
}
