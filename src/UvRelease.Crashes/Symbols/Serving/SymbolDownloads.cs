using System.Collections.Concurrent;
using UvRelease.Posix;
using UvRelease.Releases;
using UvRelease.Stores;

namespace UvRelease.Crashes.Symbols.Serving;

/// <summary>Brings files of a symbol store into a folder, each once. For several threads.</summary>
/// <param name="store">The store.</param>
/// <param name="folder">Where they go.</param>
/// <param name="cancellationToken">Stops.</param>
public sealed class SymbolDownloads(IStore store, string folder, CancellationToken cancellationToken)
{
    private const int Attempts = 3;

    private readonly ConcurrentDictionary<string, Lazy<string?>> known = new(StringComparer.Ordinal);

    /// <summary>Path of a file by its key; null where the store has none.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Environment"/>: the store can't be read.</exception>
    /// <exception cref="IOException">The folder can't be written.</exception>
    public string? Get(string key) => known.GetOrAdd(key, _ => new Lazy<string?>(() => Bring(key))).Value;

    private string? Bring(string text)
    {
        // Names of modules come from dumps: what no store of ours can have is not asked for.
        if (!StoreKey.TryOf(text, out StoreKey? key))
            return null;
        string path = Path.Combine(folder, text);
        return File.Exists(path) || BringAsync(key, path).GetAwaiter().GetResult() ? path : null;
    }

    private async Task<bool> BringAsync(StoreKey key, string path)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                await using StoreRead? read = await store.ReadAsync(key, null, cancellationToken);
                if (read is null)
                    return false;
                await AtomicFile.WriteAsync(path, read.Content.CopyToAsync, cancellationToken);
                return true;
            }
            catch (Exception e) when (e is HttpRequestException or HttpIOException)
            {
                if (attempt == Attempts)
                    throw new ReleaseException(
                        Fault.Environment, $"'{key}' in {store.Address} can't be read to its end: {e.Message} Check the network and run the step again.", e);
            }
        }
    }
}
