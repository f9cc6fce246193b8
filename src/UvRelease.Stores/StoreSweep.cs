namespace UvRelease.Stores;

/// <summary>Throws away what killed runs left in a store: probes, and uploads that nobody will finish.</summary>
public static class StoreSweep
{
    // No run of a job is longer than six hours where GitHub runs it, nor five days where others do.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(6);

    /// <summary>Sweeps once. What is younger than six days may belong to a run that goes on, and stays.</summary>
    /// <param name="store">The store.</param>
    /// <param name="now">The time.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>What was thrown away, a phrase each; empty where nothing was left.</returns>
    /// <exception cref="Releases.ReleaseException">The store does not let this be seen or done.</exception>
    public static async Task<IReadOnlyList<string>> RunAsync(IStore store, DateTimeOffset now, CancellationToken cancellationToken)
    {
        DateTimeOffset before = now - Longest;
        var swept = new List<string>();
        foreach (string key in await store.SweepUploadsAsync(before, cancellationToken))
            swept.Add($"an unfinished upload of '{key}'");
        await foreach (ListedObject probe in store.ListAsync(StoreProbe.Folder, cancellationToken))
        {
            if (probe.Written >= before)
                continue;
            await store.DeleteAsync(probe.Key, cancellationToken);
            swept.Add($"the probe '{probe.Key}'");
        }

        return swept;
    }
}
