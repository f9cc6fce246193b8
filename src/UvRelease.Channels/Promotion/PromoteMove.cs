using System.Globalization;
using UvRelease.Channels.Logs;
using UvRelease.Channels.Moves;
using UvRelease.Channels.Sealing;
using UvRelease.Releases;
using UvRelease.Releases.Identity;
using UvRelease.Releases.Json;
using UvRelease.Stores;

namespace UvRelease.Channels.Promotion;

/// <summary>A release goes to a channel from a less stable one: its digest, and no byte.</summary>
internal sealed class PromoteMove(PromoteRequest request, IStore store, SealedReleases releases, GatePassage gates, RepeatedRun repeated)
    : IChannelMove
{
    private readonly PromotionSource source = new(store, request);
    private bool hasLooked;

    /// <inheritdoc/>
    public MoveRequest Request => request;

    /// <inheritdoc/>
    public async Task<LogHead?> FindDoneAsync(ChannelLog log, LogHead head, CancellationToken cancellationToken)
    {
        if (await repeated.FindAsync(log, head, IsWish, cancellationToken) is { } own)
            return own;
        LogHead? done = (request.Version ?? await source.ServedAsync(cancellationToken)) is { } version
            ? await log.FindAsync(head, entry => entry.Status.Current.Version == version && entry.IdempotencyKey == Key(entry.Status.Current.Digest),
                entry => Succession.MayHold(entry, version), cancellationToken)
            : null;
        // In a later round it may be this move's own entry, which another one followed at once.
        bool isNew = !hasLooked;
        hasLooked = true;
        LogEntry newest = head.Entry;
        return isNew && done is not null && done.Entry.Status.Current.Digest != newest.Status.Current.Digest
            ? throw Refused(
                $"{request.Channel} has served {done.Entry.Status.Current.Version} since generation {done.Entry.Generation} already, and serves "
                + $"{newest.Status.Current.Version} since: generation {newest.Generation}. Nothing changed. The way back is to halt it, then 'rollback'.")
            : done;
    }

    /// <inheritdoc/>
    public Task RestoreAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public async Task<MoveProposal> ProposeAsync(LogHead? head, DateTimeOffset now, CancellationToken cancellationToken)
    {
        bool isSkipped = PromotionRules.Skips(request);
        ReleaseReference reference = await source.PickAsync(cancellationToken);
        Release release = await releases.ReadAsync(reference, cancellationToken);
        ChannelStatus? before = head?.Entry.Status;
        if (request.FixesForward)
            Transitions.CheckHalted(request.Channel, before ?? throw Refused($"{request.Channel} serves nothing yet, so there is nothing to mend. Promote."));
        Release? served = before is null || request.LegsAreListed ? null : await releases.ReadAsync(before.Current.Reference, cancellationToken);
        Succession.Check(request.Channel, reference, before, release, served);
        var question = new PassageQuestion(request.Action, source.Channel, request.Channel, reference, release, before, request.Percent, now)
        {
            Reason = request.Reason,
        };
        IReadOnlyList<LogGate> passed = await gates.PassAsync(question, cancellationToken);
        IReadOnlyList<string> approvers = await new Approval(request, new ReleasePath(store, request.App))
            .CheckAsync(source.Channel, reference, isSkipped, cancellationToken);
        var grounds = new LogGrounds(source.Channel, request.FixesForward ? RollbackMode.FixForward : null, isSkipped, approvers, passed);
        ChannelStatus next = Succession.After(before, reference, request.Percent, request.Cohorts, request.BucketFeeds, now);
        return new MoveProposal(next, release, Key(reference.Digest), [], json => MoveDescription.Write(json, request, next, release, grounds))
        {
            Grounds = grounds,
        };
    }

    /// <summary>Looks once more whether the source was halted meanwhile, and whether the files are where the feeds will say.</summary>
    public async Task PrepareAsync(MovePlan plan, CancellationToken cancellationToken)
    {
        ReleaseReference reference = plan.Status.Current.Reference;
        Release release = await releases.ReadAsync(reference, cancellationToken);
        foreach (ReleaseFile file in release.Files.Where(file => release.HostedUrl(file) is null))
        {
            StoreKey key = StorePaths.Artifact(release.Version, file.Platform, file.Arch, file.Name);
            if (await store.FindAsync(key, cancellationToken) is not { } stored || stored.Size != file.Size)
            {
                throw Refused(string.Create(
                    CultureInfo.InvariantCulture, $"{key} is not there with its {file.Size} bytes, and clients would ask for it. Put it back from a backup."));
            }
        }

        if (await source.PickAsync(cancellationToken) != reference)
            throw Refused($"{source.Channel} serves another release than {reference.Version} meanwhile. Plan again.");
    }

    private bool IsWish(LogEntry entry) => (request.Version is null || entry.Status.Current.Version == request.Version)
        && entry.Grounds?.From == source.Channel && entry.IdempotencyKey == Key(entry.Status.Current.Digest);

    private string Key(string digest) => WishKey.Of(request, json =>
    {
        json.WriteString("releaseDigest", digest);
        json.WriteNumber("percent", request.Percent);
        json.WriteTexts("cohorts", Succession.Sorted(request.Cohorts));
    });

    private static ReleaseException Refused(string message) => new(Fault.Refused, message);
}
