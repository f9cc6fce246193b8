using UvRelease.Releases;

namespace UvRelease.Stores;

/// <summary>A small object that was read whole.</summary>
/// <param name="Facts">What is known of it.</param>
/// <param name="Content">Its bytes.</param>
public sealed record SmallObject(StoredObject Facts, ReadOnlyMemory<byte> Content);

/// <summary>Reads whole small objects.</summary>
public static class StoreReading
{
    private const int Attempts = 3;

    /// <summary>Reads an object into memory; null when there is none. A connection that breaks off is tried again.</summary>
    /// <param name="store">The store.</param>
    /// <param name="key">The object.</param>
    /// <param name="longest">Bytes that it may have at most.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: it is longer. <see cref="Fault.Environment"/>: the store can't be read.</exception>
    public static async Task<SmallObject?> ReadSmallAsync(this IStore store, StoreKey key, int longest, CancellationToken cancellationToken)
    {
        SmallObject? read = await store.ReadUpToAsync(key, longest, cancellationToken);
        if (read is null || read.Facts.Size <= longest)
            return read;
        throw new ReleaseException(Fault.Input,
            $"'{key}' in {store.Address} has {read.Facts.Size} bytes, and at most {longest} are expected. It was not written by this project; "
            + "look at who writes to the store.");
    }

    /// <summary>The same for an object that can be made again: of one that is longer nothing is read, and its size says so.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Environment"/>: the store can't be read.</exception>
    public static async Task<SmallObject?> ReadUpToAsync(this IStore store, StoreKey key, int longest, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                await using StoreRead? read = await store.ReadAsync(key, null, cancellationToken);
                if (read is null)
                    return null;
                byte[] content = read.Facts.Size > longest ? [] : new byte[read.Facts.Size];
                await read.Content.ReadExactlyAsync(content, cancellationToken);
                return new SmallObject(read.Facts, content);
            }
            catch (Exception e) when (e is IOException or HttpRequestException)
            {
                if (attempt == Attempts)
                    throw new ReleaseException(Fault.Environment,
                        $"'{key}' in {store.Address} can't be read to its end: {e.Message} Check the network and run the step again.", e);
            }
        }
    }
}
