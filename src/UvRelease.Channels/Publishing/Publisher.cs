using UvRelease.Channels.Moves;
using UvRelease.Channels.Sealing;
using UvRelease.Releases;
using UvRelease.Stores;

namespace UvRelease.Channels.Publishing;

/// <summary>What a publish did.</summary>
/// <param name="Move">What became of the channel.</param>
/// <param name="FilesSent">Files that were sent.</param>
public sealed record PublishOutcome(MoveOutcome Move, int FilesSent);

/// <summary>
/// Publishes a release on a channel: artifacts, verification, release.json, log entry, state, feeds, verification. The log entry is the commit: whatever
/// happens before it changes nothing that clients see, whatever happens after it is made good by the next run or by reconcile.
/// </summary>
/// <param name="store">The store of the app.</param>
/// <param name="settings">What it works with.</param>
public sealed class Publisher(IStore store, MoveSettings settings)
{
    private readonly ClientView view = new(store, settings);
    private readonly SealedReleases releases = new(store);

    /// <summary>Where the files of the release lie, at the release's ArtifactsUrl; null for the store, or for files that somebody else puts there.</summary>
    public IArtifactHost? ArtifactHost { get; init; }

    /// <summary>Gets how many bytes were sent since it last got any; null for nobody.</summary>
    public IProgress<long>? Bytes { get; init; }

    /// <summary>Publishes; run again after any failure, it finishes or says that all is done.</summary>
    /// <exception cref="ReleaseException">Something is wrong; nothing that clients see changed unless the message says so.</exception>
    public async Task<PublishOutcome> RunAsync(SealedRelease release, PublishRequest request, CancellationToken cancellationToken)
    {
        await release.VerifySourcesAsync(settings.Parallelism, cancellationToken);
        await releases.CheckAsync(release, cancellationToken);
        var upload = new ArtifactUpload(store, view, settings) { Host = ArtifactHost, Bytes = Bytes };
        var move = new PublishMove(release, request, releases, upload, settings.Warnings);
        MoveOutcome outcome = await new CommitLoop(store, releases, view, settings).RunAsync(move, cancellationToken);
        return new PublishOutcome(outcome, move.FilesSent ?? 0);
    }
}
