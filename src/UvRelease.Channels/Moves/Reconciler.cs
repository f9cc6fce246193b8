using UvRelease.Channels.Logs;
using UvRelease.Channels.Sealing;
using UvRelease.Releases;
using UvRelease.Releases.Identity;
using UvRelease.Stores;

namespace UvRelease.Channels.Moves;

/// <summary>Brings state and feeds of channels to what their logs say, as every move does after its commit. Makes no generation.</summary>
/// <param name="store">The store of the app.</param>
/// <param name="settings">What it works with.</param>
public sealed class Reconciler(IStore store, MoveSettings settings)
{
    private readonly SealedReleases releases = new(store);

    /// <summary>True reads every served file and hashes it; false believes what the store states of it.</summary>
    public bool ReadsFiles { get; init; }

    /// <summary>Verifies a channel's log from its first entry on, brings state and feeds up to it, and looks whether what they name is there.</summary>
    /// <returns>Its newest entry and what was done; null for a channel without a log.</returns>
    /// <exception cref="ReleaseException">The log is not whole, or clients don't see what was written.</exception>
    public async Task<(LogHead Head, ConvergenceReport Report)?> RunAsync(string app, string channel, CancellationToken cancellationToken)
    {
        var log = new ChannelLog(store, app, channel);
        if (await log.HeadAsync(cancellationToken) is not { } head)
            return null;
        await log.VerifyAsync(head, settings.Parallelism, cancellationToken);
        var convergence = new ChannelConvergence(store, releases, new ClientView(store, settings), settings);
        ConvergenceReport report = await convergence.RunAsync(log, head, before: null, cancellationToken);
        return (head, report with { Damaged = await DamagedAsync(head.Entry.Status, cancellationToken) });
    }

    // Files that others host are theirs to keep.
    private async Task<IReadOnlyList<string>> DamagedAsync(ChannelStatus status, CancellationToken cancellationToken)
    {
        var view = new ClientView(store, settings);
        var damaged = new SortedSet<string>(StringComparer.Ordinal);
        ReleaseReference?[] served = [status.Current.Reference, status.Buckets ? status.Fallback : null];
        foreach (ReleaseReference reference in served.OfType<ReleaseReference>().Distinct())
        {
            Release release = await releases.ReadAsync(reference, cancellationToken);
            var options = new ParallelOptions { MaxDegreeOfParallelism = settings.Parallelism, CancellationToken = cancellationToken };
            await Parallel.ForEachAsync(release.Files.Where(file => release.HostedUrl(file) is null), options, async (file, token) =>
            {
                StoreKey key = StorePaths.Artifact(release.Version, file.Platform, file.Arch, file.Name);
                StoredObject? stored = await store.FindAsync(key, token);
                bool isStated = stored is not null && stored.Size == file.Size && (stored.Sha256 ?? file.Sha256) == file.Sha256;
                if (isStated && (!ReadsFiles || await view.StoredHashAsync(key, token) == (file.Size, file.Sha512)))
                    return;
                lock (damaged)
                    damaged.Add($"{key} {(stored is null ? "is gone" : "has other bytes")}");
            });
        }

        return [.. damaged];
    }
}
