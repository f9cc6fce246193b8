using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using UvRelease.Releases;
using UvRelease.Stores;

namespace UvRelease.Tests.Channels;

/// <summary>What a killed process does next: nothing.</summary>
internal sealed class KilledException : Exception;

/// <summary>What may go wrong with a call of a store.</summary>
/// <param name="Kill">The process dies before the call, or after it.</param>
/// <param name="Fail">The call fails before it did anything, or after it did everything.</param>
/// <param name="Stale">A read gives what an earlier one gave, or nothing where something is.</param>
/// <param name="Slow">The call takes its time.</param>
internal sealed record FaultRates(double Kill, double Fail, double Stale, double Slow)
{
    public static FaultRates None { get; } = new(0, 0, 0, 0);
}

/// <summary>A store whose calls go wrong: at random, or a certain one of them.</summary>
internal sealed class UnreliableStore(IStore inner, FaultRates rates, int seed) : IStore
{
    private readonly Random random = new(seed);
    private readonly Lock gate = new();
    private int calls;
    private volatile bool dead;

    /// <summary>What reads gave before, for all stores that share it.</summary>
    public ConcurrentDictionary<string, (StoredObject Facts, byte[] Bytes)> Memory { get; init; } = new(StringComparer.Ordinal);

    /// <summary>The call that kills, counted from 0.</summary>
    public int KillAt { get; init; } = -1;

    /// <summary>True to die after that call, false before it.</summary>
    public bool KillAfter { get; init; }

    /// <summary>What others do after a read, before the reader goes on.</summary>
    public Func<string, Task> AfterRead { get; init; } = _ => Task.CompletedTask;

    /// <summary>Calls so far.</summary>
    public int Calls => calls;

    public StoreAddress Address => inner.Address;

    public Task<StoredObject?> FindAsync(StoreKey key, CancellationToken cancellationToken) => CallAsync(() => inner.FindAsync(key, cancellationToken));

    public Task<StoreRead?> ReadAsync(StoreKey key, ByteRange? range, CancellationToken cancellationToken) => CallAsync(async () =>
    {
        // State and feeds are what caches keep; the next log entry is what a reader may not see yet.
        bool cached = key.Text.StartsWith("feeds/", StringComparison.Ordinal) || key.Text.EndsWith("state.json", StringComparison.Ordinal);
        if (cached && Roll(rates.Stale) && Memory.TryGetValue(key.Text, out (StoredObject Facts, byte[] Bytes) old))
            return new StoreRead(old.Facts, new MemoryStream(old.Bytes));
        StoreRead? read = await inner.ReadAsync(key, range, cancellationToken);
        await AfterRead(key.Text);
        if (read is null || !cached)
            return read;
        await using (read)
        {
            using var copy = new MemoryStream();
            await read.Content.CopyToAsync(copy, cancellationToken);
            if (Roll(0.5))
                Memory[key.Text] = (read.Facts, copy.ToArray());
            return new StoreRead(read.Facts, new MemoryStream(copy.ToArray()));
        }
    });

    public Task<PutResult> CreateAsync(StoreKey key, StoreContent content, CancellationToken cancellationToken) =>
        CallAsync(() => inner.CreateAsync(key, content, cancellationToken));

    public Task<PutResult> ReplaceAsync(StoreKey key, StoreContent content, string? expected, CancellationToken cancellationToken) =>
        CallAsync(() => inner.ReplaceAsync(key, content, expected, cancellationToken));

    public async IAsyncEnumerable<ListedObject> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await CallAsync(() => Task.FromResult(0));
        await foreach (ListedObject listed in inner.ListAsync(prefix, cancellationToken))
            yield return listed;
    }

    public Task DeleteAsync(StoreKey key, CancellationToken cancellationToken) => CallAsync(async () =>
    {
        await inner.DeleteAsync(key, cancellationToken);
        return 0;
    });

    public Task<IReadOnlyList<string>> SweepUploadsAsync(DateTimeOffset before, CancellationToken cancellationToken) =>
        inner.SweepUploadsAsync(before, cancellationToken);

    public Uri PublicUrl(StoreKey key) => inner.PublicUrl(key);

    public void Dispose() => inner.Dispose();

    private async Task<T> CallAsync<T>(Func<Task<T>> call)
    {
        int number = Interlocked.Increment(ref calls) - 1;
        if (Roll(rates.Slow))
            await Task.Delay(Pick(8));
        // A dead process calls nothing any more, also from its other threads.
        if (dead || (number == KillAt && !KillAfter) || Roll(rates.Kill / 2))
            throw Die();
        if (Roll(rates.Fail / 2))
            throw Fail();
        T result = await call();
        if ((number == KillAt && KillAfter) || Roll(rates.Kill / 2))
            throw Die();
        return Roll(rates.Fail / 2) ? throw Fail() : result;
    }

    private KilledException Die()
    {
        dead = true;
        return new KilledException();
    }

    private static ReleaseException Fail() => new(Fault.Environment, "The store does not answer.");

    private bool Roll(double probability)
    {
        if (probability <= 0)
            return false;
        lock (gate)
            return random.NextDouble() < probability;
    }

    private int Pick(int most)
    {
        lock (gate)
            return random.Next(most);
    }
}
