namespace UvRelease.Stores;

/// <summary>A file on its way to a key.</summary>
/// <param name="Key">Where it goes.</param>
/// <param name="Content">The file.</param>
public sealed record StoreUpload(StoreKey Key, StoreContent.File Content)
{
    // More than the store sends at once: while some are sent, others are hashed.
    private const int Ahead = 2;

    /// <summary>
    /// Creates many files. Their common folder is listed once: what is there already is asked for and not sent, what isn't is sent without being asked for, so
    /// that a first publish costs one request a file and a repeated one sends nothing.
    /// </summary>
    /// <param name="store">The store.</param>
    /// <param name="uploads">The files; each key once.</param>
    /// <param name="parallelism">How many the store sends at once (<see cref="StoreSettings.Parallelism"/>).</param>
    /// <param name="cancellationToken">Stops; what was written stays.</param>
    /// <returns>How each ended, in the order of the uploads.</returns>
    /// <exception cref="Releases.ReleaseException">One could not be written; others may have been.</exception>
    public static async Task<IReadOnlyList<PutResult>> RunAsync(IStore store, IReadOnlyList<StoreUpload> uploads,
        int parallelism, CancellationToken cancellationToken)
    {
        string folder = CommonFolder(uploads);
        var there = new HashSet<StoreKey>();
        if (folder.Length > 0)
        {
            await foreach (ListedObject one in store.ListAsync(folder, cancellationToken))
                there.Add(one.Key);
        }

        var results = new PutResult[uploads.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = parallelism + Ahead, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, uploads.Count, options, async (i, token) =>
        {
            StoreContent.File content = uploads[i].Content with { LikelyAbsent = folder.Length > 0 && !there.Contains(uploads[i].Key) };
            results[i] = await store.CreateAsync(uploads[i].Key, content, token);
        });
        return results;
    }

    /// <summary>The longest folder that all keys lie in, with its closing slash; "" for none.</summary>
    private static string CommonFolder(IReadOnlyList<StoreUpload> uploads)
    {
        if (uploads.Count == 0)
            return "";
        string common = uploads[0].Key.Text;
        foreach (StoreUpload upload in uploads)
        {
            int same = common.AsSpan().CommonPrefixLength(upload.Key.Text);
            common = common[..same];
        }

        return common[..(common.LastIndexOf('/') + 1)];
    }
}
