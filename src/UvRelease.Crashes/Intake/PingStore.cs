using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using UvRelease.Stores;

namespace UvRelease.Crashes.Intake;

/// <summary>
/// Pings in a store: <c>pings/DAY/ID.ndjson</c>. Those that come while others are being written are written together afterwards, so that many pings are
/// few objects.
/// </summary>
/// <param name="store">The store.</param>
/// <param name="time">The clock.</param>
public sealed class PingStore(IStore store, TimeProvider time)
{
    private const string Folder = "pings/";
    private const int LongestBatch = 64 << 20;

    private readonly Lock gate = new();
    private List<byte[]> waiting = [];
    private Task writing = Task.CompletedTask;
    private Task? next;

    /// <summary>Writes a ping; it lasts when this returns.</summary>
    public Task WriteAsync(Ping ping)
    {
        lock (gate)
        {
            waiting.Add(ping.WriteLine());
            if (next is null)
            {
                next = WriteWaitingAsync(writing);
                writing = next;
            }

            return next;
        }
    }

    /// <summary>The pings of a day, whoever wrote them. A device counts once a day, however often it pings.</summary>
    /// <exception cref="Releases.ReleaseException">A ping is not as its schema says.</exception>
    public static async IAsyncEnumerable<Ping> ListAsync(IStore store, DateOnly day, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (ListedObject found in store.ListAsync($"{Folder}{day:yyyy-MM-dd}/", cancellationToken))
        {
            if (await store.ReadSmallAsync(found.Key, LongestBatch, cancellationToken) is not { } batch)
                continue;
            ReadOnlyMemory<byte> rest = batch.Content;
            while (rest.Span.IndexOf((byte)'\n') is >= 0 and var length)
            {
                yield return Ping.Read(rest[..length], found.Key.Text);
                rest = rest[(length + 1)..];
            }
        }
    }

    private async Task WriteWaitingAsync(Task before)
    {
        // Never within the lock: who adds a ping would wait for the disk.
        await Task.Yield();
        await before.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        List<byte[]> batch;
        lock (gate)
        {
            (batch, waiting) = (waiting, []);
            next = null;
        }

        string id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        byte[] lines = [.. batch.SelectMany(line => line)];
        await store.CreateAsync(
            StoreKey.Of($"{Folder}{time.GetUtcNow():yyyy-MM-dd}/{id}.ndjson"),
            new StoreContent.Bytes(lines) { ContentType = "application/x-ndjson", CacheControl = StoreContent.NoCache },
            CancellationToken.None);
    }
}
