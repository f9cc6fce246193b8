using UvRelease.Channels.Logs;
using UvRelease.Channels.Sealing;
using UvRelease.Releases;
using UvRelease.Releases.Identity;
using UvRelease.Releases.Json;
using UvRelease.Stores;

namespace UvRelease.Channels.Publishing;

/// <summary>
/// Publishes a release on a channel: artifacts, verification, release.json, log entry, state, feeds, verification. The log entry is the commit: whatever
/// happens before it changes nothing that clients see, whatever happens after it is made good by the next run or by reconcile.
/// </summary>
public sealed class Publisher
{
    private const int MostRounds = 50;
    private readonly IStore store;
    private readonly PublishSettings settings;
    private readonly ClientView view;
    private readonly ReleaseShelf shelf;

    /// <summary>A publisher for an app's store.</summary>
    public Publisher(IStore store, PublishSettings settings)
    {
        (this.store, this.settings) = (store, settings);
        view = new ClientView(store, settings);
        shelf = new ReleaseShelf(store);
    }

    /// <summary>Publishes; run again after any failure, it finishes or says that all is done.</summary>
    /// <exception cref="ReleaseException">Something is wrong; nothing that clients see changed unless the message says so.</exception>
    public async Task<PublishOutcome> RunAsync(SealedRelease release, PublishRequest request, CancellationToken cancellationToken)
    {
        var log = new ChannelLog(store, request.App, request.Channel);
        string key = PublishPlanner.IdempotencyKey(request, release);
        await release.VerifySourcesAsync(settings.Parallelism, cancellationToken);
        await shelf.CheckAsync(release, cancellationToken);
        int? sent = null;
        for (int round = 0; round < MostRounds; round++)
        {
            LogHead? head = await log.HeadAsync(cancellationToken);
            if (await FulfilledAsync(log, head, key, release, cancellationToken) is { } done)
            {
                settings.Progress.Report($"{request.Channel} has {release.Release.Version} since generation {done.Entry.Generation}.");
                return new PublishOutcome(PublishEnding.AlreadyDone, null, head, head, await ConvergeAsync(log, head!, cancellationToken), sent ?? 0, round);
            }

            DateTimeOffset now = Times.After(head?.Entry.At, settings.Time.GetUtcNow());
            PublishPlan plan = await PlanAsync(release, request, head, now, warns: round == 0, cancellationToken);
            if (request.ApprovedPlan is { } approved && approved != plan.Digest)
                throw new ReleaseException(Fault.Refused, $"The approved plan is {MarkdownText.Visible(approved)}, and what would be done now is {plan.Digest}, on generation {plan.BaseGeneration}. Something changed since the approval: look at the new plan and have it approved.");
            if (round == 0 && !plan.Writes.Any(write => write.Step == "feed"))
                settings.Warnings.Report($"{release.Release.Version} has no file that electron-updater updates from (AppImage, deb, NSIS installer, zip of macOS), so the channel gets no feed.");
            if (head is null)
                await log.CheckUnusedAsync(cancellationToken);
            if (request.DryRun)
                return new PublishOutcome(PublishEnding.Planned, plan, head, head, null, 0, round);
            if (sent is null)
            {
                sent = await new ArtifactUpload(store, view, settings).RunAsync(release, request.Hosted, cancellationToken);
                await shelf.PutAsync(release, cancellationToken);
            }

            var entry = new LogEntry(
                LogEntry.Format, request.App, request.Channel, plan.Generation, plan.BaseHash, ChannelAction.Publish, Times.Text(now),
                request.Actor, request.Run, key, plan.Digest, Reason: null, plan.Standing);
            if (await log.AppendAsync(entry, cancellationToken) is { } committed)
            {
                settings.Progress.Report($"{request.Channel} is at generation {plan.Generation}: {release.Release.Version}, {request.Percent} %.");
                return new PublishOutcome(PublishEnding.Published, plan, head, committed, await ConvergeAsync(log, committed, cancellationToken), sent.Value, round);
            }

            settings.Progress.Report($"Another publisher made generation {plan.Generation} of {request.Channel}; planning anew.");
        }

        throw new ReleaseException(Fault.Environment, $"{request.Channel} was changed by others {MostRounds} times while this release waited for its turn. Run again when they are done.");
    }

    /// <summary>Brings state and feeds of a channel up to its log.</summary>
    /// <returns>Null for a channel without a log.</returns>
    public async Task<(LogHead Head, ConvergenceReport Report)?> ReconcileAsync(string app, string channel, CancellationToken cancellationToken)
    {
        var log = new ChannelLog(store, app, channel);
        return await log.HeadAsync(cancellationToken) is { } head ? (head, await ConvergeAsync(log, head, cancellationToken)) : null;
    }

    // A version above all that were ever served can't be in the log, so the log is not read for it.
    private static async Task<LogHead?> FulfilledAsync(ChannelLog log, LogHead? head, string key, SealedRelease release, CancellationToken cancellationToken) =>
        head is not null && SemanticVersion.TryParse(release.Release.Version)!.CompareTo(SemanticVersion.TryParse(head.Entry.Standing.Highest)) <= 0
            ? await log.FindAsync(key, head, cancellationToken)
            : null;

    private async Task<PublishPlan> PlanAsync(SealedRelease release, PublishRequest request, LogHead? head, DateTimeOffset now, bool warns, CancellationToken cancellationToken)
    {
        Release? served = head is null ? null : await shelf.ReadAsync(head.Entry.Standing.Current.Reference, cancellationToken);
        Release? fallback = PublishPlanner.FallbackAfter(head) is { } reference ? await shelf.ReadAsync(reference, cancellationToken) : null;
        PublishPlan plan = PublishPlanner.Plan(request, release, head, served, fallback, now);
        if (warns && served is not null && PublishPlanner.Dropped(release.Release, served) is { Count: > 0 } dropped)
            settings.Warnings.Report($"{release.Release.Version} has nothing for clients of {string.Join(", ", dropped)}. They keep the feed of {served.Version}, which nothing replaces, halts or widens any more. Leave it in the store: clients without a feed report errors.");
        return plan;
    }

    private async Task<ConvergenceReport> ConvergeAsync(ChannelLog log, LogHead head, CancellationToken cancellationToken)
    {
        ConvergenceReport report = await new ChannelConvergence(store, view, shelf, settings).RunAsync(head, cancellationToken);
        // Feeds follow the log: a newer feed without its entry is what remains of a log that was cut off.
        if (report.NewestSeen > head.Entry.Generation && await log.ReadAsync(report.NewestSeen, cancellationToken) is null)
            throw new ReleaseException(Fault.Refused, $"Clients of {head.Entry.Channel} see feeds of generation {report.NewestSeen}, and its log ends at {head.Entry.Generation}: entries were lost. Put them back from a backup; until then the feeds stay as they are.");
        return report;
    }
}
