using UvRelease.Releases;

namespace UvRelease.Stores;

/// <summary>What stores behind a network have in common: the two writes made of one conditional request, and what its answer means when one was lost.</summary>
public abstract class RemoteStore : IStore
{
    // Somebody who deletes and creates the same key all the time is no case of ours; an endless loop would be.
    private const int Rounds = 8;

    private readonly StoreSettings settings;
    private readonly SemaphoreSlim transfers;

    private protected RemoteStore(StoreAddress address, StoreSettings settings)
    {
        (Address, this.settings) = (address, settings);
        transfers = new SemaphoreSlim(settings.Parallelism);
    }

    /// <inheritdoc/>
    public StoreAddress Address { get; }

    /// <inheritdoc/>
    public abstract Task<StoredObject?> FindAsync(StoreKey key, CancellationToken cancellationToken);

    /// <inheritdoc/>
    public abstract Task<StoreRead?> ReadAsync(StoreKey key, ByteRange? range, CancellationToken cancellationToken);

    /// <inheritdoc/>
    public async Task<PutResult> CreateAsync(StoreKey key, StoreContent content, CancellationToken cancellationToken)
    {
        bool ask = settings.UnsafeSingleWriter || content is StoreContent.File { LikelyAbsent: false };
        if (ask && await FindAsync(key, cancellationToken) is { } there)
            return new PutResult.AlreadyThere(there);
        return await PutAsync(key, content, new Precondition.Absent(), current => current is null ? null : new PutResult.AlreadyThere(current),
            cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<PutResult> ReplaceAsync(StoreKey key, StoreContent content, string? expected, CancellationToken cancellationToken)
    {
        if (settings.UnsafeSingleWriter && await FindAsync(key, cancellationToken) is var before && before?.ETag != expected)
            return new PutResult.Lost(before);
        Precondition condition = expected is null ? new Precondition.Absent() : new Precondition.Unchanged(expected);
        // Absent again since the request: gone for whoever expected it, and worth another try for whoever expects nothing.
        return await PutAsync(key, content, condition, current => current is null && expected is null ? null : new PutResult.Lost(current), cancellationToken);
    }

    /// <inheritdoc/>
    public abstract IAsyncEnumerable<ListedObject> ListAsync(string prefix, CancellationToken cancellationToken);

    /// <inheritdoc/>
    public abstract Task DeleteAsync(StoreKey key, CancellationToken cancellationToken);

    /// <inheritdoc/>
    public abstract Task<IReadOnlyList<string>> SweepUploadsAsync(DateTimeOffset before, CancellationToken cancellationToken);

    /// <inheritdoc/>
    public abstract Uri PublicUrl(StoreKey key);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Opens and hashes content as this store checks it.</summary>
    private protected abstract SentContent Open(StoreContent content, CancellationToken cancellationToken);

    /// <summary>Sends content under a condition; its ETag, or null when the condition was not met.</summary>
    private protected abstract Task<string?> SendAsync(StoreKey key, SentContent content, Precondition condition, CancellationToken cancellationToken);

    /// <summary>Closes connections.</summary>
    private protected virtual void Dispose(bool disposing)
    {
        if (disposing)
            transfers.Dispose();
    }

    /// <summary>Sends all parts of some content, as many at once as the settings let, over all objects.</summary>
    private protected async Task<T[]> ForPartsAsync<T>(SentContent content, Func<SentPart, Task<T>> send, CancellationToken cancellationToken)
    {
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        return await Task.WhenAll(content.Parts.Select(async part =>
        {
            await transfers.WaitAsync(linked.Token);
            try
            {
                return await send(part);
            }
            catch
            {
                // The others needn't begin; what was sent is thrown away.
                await linked.CancelAsync();
                throw;
            }
            finally
            {
                transfers.Release();
            }
        }));
    }

    private async Task<PutResult> PutAsync(StoreKey key, StoreContent content, Precondition condition,
        Func<StoredObject?, PutResult?> beaten, CancellationToken cancellationToken)
    {
        using SentContent sent = await Task.Run(() => Open(content, cancellationToken), cancellationToken);
        Precondition asked = settings.UnsafeSingleWriter ? new Precondition.Nothing() : condition;
        for (int round = 0; round < Rounds; round++)
        {
            if (await SendAsync(key, sent, asked, cancellationToken) is { } etag)
                return new PutResult.Written(etag);
            StoredObject? current = await FindAsync(key, cancellationToken);
            // An earlier request of this same write was done, and its answer lost.
            if (current?.Put == sent.Put)
                return new PutResult.Written(current.ETag);
            if (beaten(current) is { } result)
                return result;
        }

        throw new ReleaseException(Fault.Environment,
            $"'{key}' in {Address} is deleted and written by somebody else all the time. Look at who writes to the store.");
    }
}
