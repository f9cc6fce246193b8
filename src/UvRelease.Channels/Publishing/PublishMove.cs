using UvRelease.Channels.Feeds;
using UvRelease.Channels.Logs;
using UvRelease.Channels.Moves;
using UvRelease.Channels.Sealing;
using UvRelease.Releases.Artifacts;
using UvRelease.Releases.Identity;

namespace UvRelease.Channels.Publishing;

/// <summary>A publish as the commit loop takes it.</summary>
internal sealed class PublishMove(
    SealedRelease release, PublishRequest request, SealedReleases releases, ArtifactUpload upload, IProgress<string> warnings) : IChannelMove
{
    private readonly string key = PublishPlanner.IdempotencyKey(request, release);
    private bool isWarned;

    /// <inheritdoc/>
    public MoveRequest Request => request;

    /// <summary>Files that were sent; null where none was to be sent yet.</summary>
    public int? FilesSent { get; private set; }

    /// <inheritdoc/>
    public Task<LogHead?> FindDoneAsync(ChannelLog log, LogHead head, CancellationToken cancellationToken) =>
        log.FindAsync(head, entry => entry.IdempotencyKey == key, entry => Succession.MayHold(entry, release.Release.Version), cancellationToken);

    /// <inheritdoc/>
    public async Task<MoveProposal> ProposeAsync(LogHead? head, DateTimeOffset now, CancellationToken cancellationToken)
    {
        Release? served = head is null ? null : await releases.ReadAsync(head.Entry.Status.Current.Reference, cancellationToken);
        MoveProposal proposal = PublishPlanner.Propose(request, release, head?.Entry.Status, served, now);
        if (!isWarned)
            WarnOfNoFeed();
        if (served is not null)
            WarnOfDropped(served);
        isWarned = true;
        return proposal;
    }

    /// <inheritdoc/>
    public async Task PrepareAsync(MovePlan plan, CancellationToken cancellationToken)
    {
        if (FilesSent is not null)
            return;
        // Of two builds of one version the one that is sealed first goes on, and the other sends nothing. What others host is not ours to race for.
        bool isOurs = !request.Hosted;
        if (isOurs)
            await releases.PutAsync(release, cancellationToken);
        int sent = await upload.RunAsync(release, request.Hosted, cancellationToken);
        if (!isOurs)
            await releases.PutAsync(release, cancellationToken);
        FilesSent = sent;
    }

    /// <inheritdoc/>
    public async Task RestoreAsync(CancellationToken cancellationToken) =>
        FilesSent = request.Hosted ? 0 : await upload.RunAsync(release, hosted: false, cancellationToken);

    private void WarnOfDropped(Release served)
    {
        if (isWarned || Succession.Dropped(release.Release, served) is not { Count: > 0 } dropped)
            return;
        warnings.Report(
            $"{release.Release.Version} has nothing for clients of {string.Join(", ", dropped)}. They keep the feed of {served.Version}, "
            + "which nothing replaces, halts or widens any more. Leave it in the store: clients without a feed report errors.");
    }

    private void WarnOfNoFeed()
    {
        foreach (Leg leg in FeedRenderer.WithoutFeed(release.Release))
            warnings.Report(
                $"{release.Release.Version} has no feed for {leg}: electron-updater installs from {Updating(leg.Platform)}, and the build made none. "
                + "These clients are never offered it. Add the target to electron.targets, or tell users to update by hand.");

        static string Updating(ReleasePlatform platform) => platform switch
        {
            ReleasePlatform.Win => "an NSIS installer (nsis)",
            ReleasePlatform.Mac => "a zip (zip)",
            _ => "an AppImage or a deb (AppImage, deb)",
        };
    }
}
