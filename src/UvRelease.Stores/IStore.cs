namespace UvRelease.Stores;

/// <summary>
/// Objects under keys, each written whole or not at all. Two kinds of writes, both safe against any number of other writers: create, and replace what was read.
/// Races that are to be expected come back as a <see cref="PutResult"/>; errors are <see cref="Releases.ReleaseException"/>s whose sentence says how
/// to mend them.
/// </summary>
public interface IStore : IDisposable
{
    /// <summary>Where it is; never holds a secret.</summary>
    StoreAddress Address { get; }

    /// <summary>Reads what is known of an object without its content; null when there is none.</summary>
    Task<StoredObject?> FindAsync(StoreKey key, CancellationToken cancellationToken);

    /// <summary>Opens an object; null when there is none. A range that begins at or behind the end gives no bytes.</summary>
    /// <param name="key">The object.</param>
    /// <param name="range">Part of the content; null for all.</param>
    /// <param name="cancellationToken">Stops the opening, not the reading.</param>
    Task<StoreRead?> ReadAsync(StoreKey key, ByteRange? range, CancellationToken cancellationToken);

    /// <summary>
    /// Writes an object under a key that has none: <see cref="PutResult.Written"/>, or <see cref="PutResult.AlreadyThere"/> and nothing has changed.
    /// </summary>
    Task<PutResult> CreateAsync(StoreKey key, StoreContent content, CancellationToken cancellationToken);

    /// <summary>
    /// Replaces an object if it is still the one that was read (compare and swap): <see cref="PutResult.Written"/>, or <see cref="PutResult.Lost"/> and
    /// nothing has changed.
    /// </summary>
    /// <param name="key">The object.</param>
    /// <param name="content">Its new content.</param>
    /// <param name="expected">ETag of what it replaces; null when there must be none.</param>
    /// <param name="cancellationToken">Stops; the write may have happened.</param>
    Task<PutResult> ReplaceAsync(StoreKey key, StoreContent content, string? expected, CancellationToken cancellationToken);

    /// <summary>Lists keys that begin with a text, in the order of their UTF-8 bytes. What is written or deleted meanwhile may be missing or not.</summary>
    /// <param name="prefix">The beginning of the keys; "" lists all.</param>
    /// <param name="cancellationToken">Stops between two entries.</param>
    IAsyncEnumerable<ListedObject> ListAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>Deletes an object; one that isn't there is no error.</summary>
    Task DeleteAsync(StoreKey key, CancellationToken cancellationToken);

    /// <summary>Throws away uploads that were begun before a time and never finished: what killed runs left. Readers never saw anything of them.</summary>
    /// <param name="before">An upload that was begun later may still be going on.</param>
    /// <param name="cancellationToken">Stops between two uploads.</param>
    /// <returns>The keys that were being written, one for each upload. Stores that do this by themselves return none.</returns>
    Task<IReadOnlyList<string>> SweepUploadsAsync(DateTimeOffset before, CancellationToken cancellationToken);

    /// <summary>The address under which clients read an object.</summary>
    Uri PublicUrl(StoreKey key);
}
