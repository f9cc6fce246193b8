using System.Runtime.CompilerServices;
using UvRelease.Posix;

namespace UvRelease.Stores.Directories;

/// <summary>
/// A folder as a store: a key is the path of a file. Right for any number of processes of one machine, killed at any moment; a reader sees whole files
/// only. ETags are SHA-256 of the content. Content-Type and Cache-Control are not kept: whatever serves the folder decides them.
/// </summary>
public sealed class DirectoryStore : IStore
{
    private readonly string root;
    private readonly StoreSettings settings;
    private readonly DirectoryFolders folders;

    /// <summary>Opens a folder; it is made with the first object.</summary>
    public DirectoryStore(StoreAddress.Directory address, StoreSettings settings)
    {
        (Address, this.settings) = (address, settings);
        root = Path.TrimEndingDirectorySeparator(address.Path);
        folders = new DirectoryFolders(root);
    }

    /// <inheritdoc/>
    public StoreAddress Address { get; }

    /// <inheritdoc/>
    public Task<StoredObject?> FindAsync(StoreKey key, CancellationToken cancellationToken) => Work(key, () => Find(key, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<StoreRead?> ReadAsync(StoreKey key, ByteRange? range, CancellationToken cancellationToken) =>
        Work(key, () => StoredFile.Read(root, key, range, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<PutResult> CreateAsync(StoreKey key, StoreContent content, CancellationToken cancellationToken) => Work(
        key,
        () =>
        {
            if (Find(key, cancellationToken) is { } there)
                return new PutResult.AlreadyThere(there);
            return Prepared<PutResult>(content, (file, hash) => Link(key, file, cancellationToken) is { } first
                ? new PutResult.AlreadyThere(first) : new PutResult.Written(hash), cancellationToken);
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<PutResult> ReplaceAsync(StoreKey key, StoreContent content, string? expected, CancellationToken cancellationToken) => Work(
        key,
        () =>
        {
            StoredObject? before = Find(key, cancellationToken);
            if (before?.ETag != expected)
                return new PutResult.Lost(before);
            return Prepared<PutResult>(
                content,
                (file, hash) =>
                {
                    if (expected is null)
                        return Link(key, file, cancellationToken) is { } first ? new PutResult.Lost(first) : new PutResult.Written(hash);
                    using FileLock held = folders.Take(key, cancellationToken);
                    StoredObject? current = Find(key, cancellationToken);
                    if (current?.ETag != expected)
                        return new PutResult.Lost(current);
                    FileLink.Replace(file, At(key));
                    return new PutResult.Written(hash);
                },
                cancellationToken);
        },
        cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<ListedObject> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        StoreKey.Prefix(prefix);
        string folder = prefix[..(prefix.LastIndexOf('/') + 1)];
        using IEnumerator<ListedObject> entries = DirectoryListing.Below(root, folder, prefix).GetEnumerator();
        while (await Work(null, entries.MoveNext, cancellationToken))
            yield return entries.Current;
    }

    /// <inheritdoc/>
    public Task DeleteAsync(StoreKey key, CancellationToken cancellationToken) => Work(
        key,
        () =>
        {
            if (!File.Exists(At(key)))
                return false;
            using FileLock held = folders.Take(key, cancellationToken);
            // Another process may have deleted it, and its folder with it.
            if (!File.Exists(At(key)))
                return false;
            File.Delete(At(key));
            RemoveEmptyFolders(Path.GetDirectoryName(At(key))!);
            return true;
        },
        cancellationToken);

    /// <summary>Nothing to do: each writer sweeps what dead ones left.</summary>
    public Task<IReadOnlyList<string>> SweepUploadsAsync(DateTimeOffset before, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<string>>([]);

    /// <inheritdoc/>
    public Uri PublicUrl(StoreKey key) =>
        PublicUrls.Of(settings.PublicUrl ?? new Uri("file://" + string.Join('/', root.Split('/').Select(Uri.EscapeDataString))), "", key);

    /// <inheritdoc/>
    public void Dispose() => folders.Dispose();

    private string At(StoreKey key) => Path.Combine(root, key.Text);

    private StoredObject? Find(StoreKey key, CancellationToken cancellationToken) => StoredFile.Find(root, key, cancellationToken);

    /// <summary>Writes the content to a file of its own, flushed to disk, and hands it over.</summary>
    private T Prepared<T>(StoreContent content, Func<string, string, T> use, CancellationToken cancellationToken)
    {
        string file = folders.NewUnfinished();
        try
        {
            return use(file, StoredFile.Write(file, content, cancellationToken));
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>Gives a file the name of a key that has none; returns what is there instead.</summary>
    private StoredObject? Link(StoreKey key, string file, CancellationToken cancellationToken)
    {
        string target = At(key);
        string folder = Path.GetDirectoryName(target)!;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                DirectoryFolders.Make(root, folder);
                if (FileLink.TryCreate(file, target))
                {
                    Flush(folder);
                    return null;
                }
            }
            catch (DirectoryNotFoundException) when (File.Exists(file))
            {
                // Somebody deleted the last object of the folder, and the folder with it.
                continue;
            }

            if (Find(key, cancellationToken) is { } there)
                return there;
            if (Directory.Exists(target))
                throw new IOException($"'{key}' is a folder of other objects, and a directory store can't have an object of the same name.");
        }
    }

    // A folder that is gone was deleted with the object just given to it: there is nothing left to last.
    private static void Flush(string folder)
    {
        try
        {
            FileFlush.Folder(folder);
        }
        catch (DirectoryNotFoundException)
        {
        }
    }

    private void RemoveEmptyFolders(string folder)
    {
        try
        {
            for (; folder.Length > root.Length; folder = Path.GetDirectoryName(folder)!)
                Directory.Delete(folder, recursive: false);
        }
        catch (IOException)
        {
            // Not empty, or gone already.
        }
    }

    private Task<T> Work<T>(StoreKey? key, Func<T> work, CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            try
            {
                return work();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw DirectoryFaults.Explain(root, key, e);
            }
        },
        cancellationToken);
}
