using UvRelease.Channels.Logs;
using UvRelease.Channels.Sealing;
using UvRelease.Releases;
using UvRelease.Releases.Identity;
using UvRelease.Releases.Json;
using UvRelease.Stores;

namespace UvRelease.Channels.Moves;

/// <summary>
/// The only way to a log entry: head, plan, approval, append, convergence. The entry is the commit: whatever happens before it changes nothing that
/// clients see, whatever happens after it is made good by the next run or by reconcile.
/// </summary>
internal sealed class CommitLoop(IStore store, SealedReleases releases, ClientView view, MoveSettings settings)
{
    private const int MostRounds = 50;
    private readonly ChannelConvergence convergence = new(store, releases, view, settings);

    /// <summary>Makes a move; run again after any failure, it finishes or says that all is done.</summary>
    /// <exception cref="ReleaseException">Something is wrong; nothing that clients see changed unless the message says so.</exception>
    public async Task<MoveOutcome> RunAsync(IChannelMove move, CancellationToken cancellationToken)
    {
        MoveRequest request = move.Request;
        var log = new ChannelLog(store, request.App, request.Channel);
        bool isUrgent = request.Action == ChannelAction.Halt;
        for (int round = 0; round < MostRounds; round++)
        {
            LogHead? head = await HeadAsync(log, request, cancellationToken);
            // Not by the others: a halt waits for nothing, however long the log is.
            if (round == 0 && head is not null && request.Action == ChannelAction.Publish)
                await log.VerifyAsync(head, settings.Parallelism, cancellationToken);
            if (head is not null && await move.FindDoneAsync(log, head, cancellationToken) is { } done)
            {
                settings.Progress.Report($"{request.Channel} has {done.Entry.Status.Current.Version} since generation {done.Entry.Generation}.");
                if (!request.DryRun)
                    await move.RestoreAsync(cancellationToken);
                ConvergenceReport report = request.DryRun
                    ? await convergence.PlanAsync(head.Entry, cancellationToken)
                    : await convergence.RunAsync(log, head, before: null, cancellationToken, isUrgent);
                return new MoveOutcome(MoveResult.AlreadyDone, null, head, head, report, round);
            }

            DateTimeOffset now = Now(request, head);
            MovePlan plan = await PlanAsync(move, head, now, cancellationToken);
            CheckApproval(request, plan);
            if (round == 0 && plan.Feeds.Count == 0 && !isUrgent)
                WarnOfNoFeed(plan);
            if (head is null)
            {
                await log.CheckUnusedAsync(cancellationToken);
                await log.CheckStoreAsync(cancellationToken);
            }

            if (request.DryRun)
                return new MoveOutcome(MoveResult.Planned, plan, head, head, null, round);
            await move.PrepareAsync(plan, cancellationToken);
            if (await AppendAsync(request, plan, now, cancellationToken) is { } committed)
            {
                ChannelStatus status = plan.Status;
                settings.Progress.Report($"{request.Channel} is at generation {plan.Generation}: {status.Current.Version}, {status.Offered} %.");
                ConvergenceReport report = await ConvergeAsync(log, committed, head, isUrgent, cancellationToken);
                return new MoveOutcome(MoveResult.Committed, plan, head, committed, report, round);
            }

            settings.Progress.Report($"Another publisher made generation {plan.Generation} of {request.Channel}; planning anew.");
        }

        throw new ReleaseException(
            Fault.Environment,
            $"{request.Channel} was changed by others {MostRounds} times while this {request.Action.Word()} waited. Run again when they are done.");
    }

    // After the commit an error must not read as if nothing had happened.
    private async Task<ConvergenceReport> ConvergeAsync(
        ChannelLog log, LogHead committed, LogHead? before, bool isUrgent, CancellationToken cancellationToken)
    {
        try
        {
            return await convergence.RunAsync(log, committed, before?.Entry, cancellationToken, isUrgent);
        }
        catch (ReleaseException e)
        {
            throw new ReleaseException(
                e.Fault,
                $"Generation {committed.Entry.Generation} of {committed.Entry.Channel} ({committed.Entry.Status.Current.Version}) is committed, and some "
                + $"clients may see it; its feeds are not all in place yet. {e.Message} The same command run again, or 'reconcile', finishes.",
                e);
        }
    }

    private async Task<LogHead?> HeadAsync(ChannelLog log, MoveRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await log.HeadAsync(cancellationToken);
        }
        catch (ReleaseException e) when (request is { Action: ChannelAction.Halt, DryRun: false } && e.Fault is Fault.Refused or Fault.Input)
        {
            throw await new StandingFeeds(store, settings).StopAsync(request.App, request.Channel, e, cancellationToken);
        }
    }

    private async Task<MovePlan> PlanAsync(IChannelMove move, LogHead? head, DateTimeOffset now, CancellationToken cancellationToken)
    {
        MoveProposal proposal = await move.ProposeAsync(head, now, cancellationToken);
        bool isUrgent = move.Request.Action == ChannelAction.Halt;
        Release? fallback = proposal.Status.ServedFallback is not { } reference ? null
            : isUrgent ? await releases.FindAsync(reference, cancellationToken) : await releases.ReadAsync(reference, cancellationToken);
        return new MovePlan(move.Request, head, proposal, fallback, settings.LegacyFeeds);
    }

    // A halt waits for nothing, also not for a clock that goes wrong.
    private DateTimeOffset Now(MoveRequest request, LogHead? head)
    {
        DateTimeOffset now = settings.Time.GetUtcNow();
        if (head is not null && settings.WrongTimes.TryGetValue(request.Channel, out int wrong) && wrong == head.Entry.Generation)
            return now;
        return request.Action == ChannelAction.Halt && head is not null && Times.Read(head.Entry.At) > now
            ? Times.Read(head.Entry.At)
            : Times.After(head?.Entry.At, now);
    }

    private static void CheckApproval(MoveRequest request, MovePlan plan)
    {
        if (request.ApprovedPlan is { } approved && approved != plan.Digest)
        {
            throw new ReleaseException(
                Fault.Refused,
                $"The approved plan is {approved}, and what would be done now is {plan.Digest}, on generation {plan.BaseGeneration}. "
                + "Something changed since the approval: look at the new plan and have it approved.");
        }
    }

    private void WarnOfNoFeed(MovePlan plan) => settings.Warnings.Report(
        $"{plan.Status.Current.Version} has no file that electron-updater updates from (AppImage, deb, NSIS installer, zip of macOS), "
        + "so the channel gets no feed.");

    // Null where another one won the generation: the head is read again and the move planned anew.
    private async Task<LogHead?> AppendAsync(MoveRequest request, MovePlan plan, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var entry = new LogEntry(
            LogEntry.Format,
            request.App,
            request.Channel,
            plan.Generation,
            plan.BaseHash,
            request.Action,
            Times.Text(now),
            request.Actor,
            request.Run,
            plan.IdempotencyKey,
            plan.Digest,
            request.Reason,
            plan.Grounds,
            plan.Status);
        byte[] bytes = LogJson.WriteEntry(entry);
        StoreKey key = StorePaths.LogEntry(request.Channel, plan.Generation);
        PutResult result = await store.CreateAsync(key, StoredDocument.Json(bytes, StoreContent.Immutable), cancellationToken);
        return result is PutResult.Written ? new LogHead(entry, CanonicalJson.Digest(bytes)) : null;
    }
}
