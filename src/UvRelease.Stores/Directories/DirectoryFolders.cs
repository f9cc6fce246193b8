using UvRelease.Posix;

namespace UvRelease.Stores.Directories;

/// <summary>
/// The folders of a directory store: <c>.uv-store/locks</c>, whose files are never removed, and <c>.uv-store/unfinished/&lt;id&gt;</c>, one for each
/// writer, which holds its lock for as long as the writer lives. What dead writers left is swept by the next one.
/// </summary>
internal sealed class DirectoryFolders(string root) : IDisposable
{
    private const string OwnerLock = "owner";
    private const int Locks = 64;
    private const int NotADirectory = 20; // errno(3)

    private readonly Lock gate = new();
    private readonly string privateFolder = Path.Combine(root, StoreKey.PrivateFolder);
    private FileLock? owner;
    private string? unfinished;

    /// <summary>A path of its own for a file that isn't finished; in the file system of the store.</summary>
    public string NewUnfinished()
    {
        lock (gate)
            return Path.Combine(unfinished ??= Begin(), Guid.NewGuid().ToString("N"));
    }

    /// <summary>Takes the lock under which a key is replaced or deleted; several keys share one.</summary>
    public FileLock Take(StoreKey key, CancellationToken cancellationToken)
    {
        string folder = Path.Combine(privateFolder, "locks");
        string path = Path.Combine(folder, $"{Stripe(key.Text) % Locks:x2}");
        Make(root, folder);
        for (int round = 0; ; round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (FileLock.TryTake(path) is { } taken)
                return taken;
            // The lock is held for some milliseconds; threads of one process wait as processes do.
            Thread.Sleep(round < 10 ? 1 : 5);
        }
    }

    /// <summary>Makes a folder with those above it, each of them lasting. The store's own folder may be a link; none below it may.</summary>
    public static void Make(string root, string folder)
    {
        if (folder.Length > root.Length && new FileInfo(folder).LinkTarget is not null)
            throw new NoRegularFileException($"'{folder}' is a link and no folder. Put the folder itself in its place.");
        bool isThere = Directory.Exists(folder);
        if (!isThere && File.Exists(folder))
            throw new IOException($"'{folder}' is a file, and must be a folder.", NotADirectory);
        if (folder.Length > root.Length || !isThere)
            Make(root, Path.GetDirectoryName(folder)!);
        if (isThere)
            return;
        Directory.CreateDirectory(folder);
        FileFlush.Folder(Path.GetDirectoryName(folder)!);
    }

    public void Dispose()
    {
        lock (gate)
        {
            if (unfinished is not null)
                Remove(unfinished);
            (unfinished, _) = (null, owner);
            owner?.Dispose();
            owner = null;
        }
    }

    private string Begin()
    {
        string folder = Path.Combine(privateFolder, "unfinished");
        Make(root, folder);
        Sweep(folder);
        while (true)
        {
            string own = Path.Combine(folder, Guid.NewGuid().ToString("N"));
            Directory.CreateDirectory(own);
            try
            {
                // Another writer that sweeps may have come between the two.
                owner = FileLock.TryTake(Path.Combine(own, OwnerLock));
            }
            catch (DirectoryNotFoundException)
            {
                continue;
            }

            if (owner is not null)
                return own;
        }
    }

    private static void Sweep(string folder)
    {
        foreach (string left in Directory.EnumerateDirectories(folder))
        {
            try
            {
                using FileLock? dead = FileLock.TryTake(Path.Combine(left, OwnerLock));
                if (dead is not null)
                    Remove(left);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Swept by another writer meanwhile, or another user's.
            }
        }
    }

    private static void Remove(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The next writer sweeps it.
        }
    }

    // FNV-1a: the same in every process, which string.GetHashCode is not.
    private static uint Stripe(string text)
    {
        uint hash = 2_166_136_261;
        foreach (char c in text)
            hash = (hash ^ c) * 16_777_619;
        return hash;
    }
}
