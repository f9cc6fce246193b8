using UvRelease.Channels.Gates.Health;
using UvRelease.Channels.Gates.Reading;
using UvRelease.Channels.Gates.Rules;
using UvRelease.Channels.Logs;
using UvRelease.Channels.Moves;
using UvRelease.Releases;
using UvRelease.Releases.Json;
using UvRelease.Stores;

namespace UvRelease.Channels.Promotion;

/// <summary>What the guard found of a channel.</summary>
public enum GuardOutcome
{
    /// <summary>Nothing is released.</summary>
    Nothing,

    /// <summary>It was halted before.</summary>
    Stopped,

    /// <summary>The release may go on.</summary>
    Healthy,

    /// <summary>Nobody can say how it does; nothing was done.</summary>
    Unknown,

    /// <summary>Its log can't be read, or it must stop and the halt can't be written.</summary>
    Error,

    /// <summary>It must stop by the counts, and somebody who knows them wants it to be offered; nothing was done.</summary>
    Accepted,

    /// <summary>It must stop, and was halted; in a dry run, it would be.</summary>
    Halted,
}

/// <summary>What the guard did with a channel.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Head">Its newest entry before; null for none.</param>
/// <param name="Outcome">In a word.</param>
/// <param name="Reason">In a sentence.</param>
/// <param name="Judgement">What the counts say; null without any.</param>
/// <param name="Halt">The halt; null where there was none.</param>
public sealed record GuardFinding(string Channel, LogEntry? Head, GuardOutcome Outcome, string Reason, HaltJudgement? Judgement, PromotionOutcome? Halt);

/// <summary>Looks how the releases of channels do, and halts one that must stop. May look as often as it likes: the rule holds at any time.</summary>
/// <param name="store">The store of the app.</param>
/// <param name="settings">What it works with.</param>
/// <param name="configuration">Section <c>promote</c>.</param>
public sealed class ChannelGuard(IStore store, MoveSettings settings, PromoteConfiguration configuration)
{
    /// <summary>Looks at a channel, and halts its release where it must stop.</summary>
    /// <param name="request">The halt, if it comes to that; its reason becomes what was found.</param>
    /// <param name="source">Counts of the channel; null where there are none.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="ReleaseException">The log is not whole, or the halt can't be written.</exception>
    public async Task<GuardFinding> RunAsync(HaltRequest request, IHealthSource? source, CancellationToken cancellationToken)
    {
        var log = new ChannelLog(store, request.App, request.Channel);
        if (await log.HeadAsync(cancellationToken) is not { } newest)
            return new(request.Channel, null, GuardOutcome.Nothing, "Nothing is released here.", null, null);
        LogEntry head = newest.Entry;
        ChannelStatus status = head.Status;
        if (status.Halted)
            return new(request.Channel, head, GuardOutcome.Stopped, "It is halted already.", null, null);
        ChannelHealth counts;
        HaltJudgement judgement;
        try
        {
            counts = await ReadAsync(request, status, source, cancellationToken);
            judgement = new GuardLook(
                request.App, request.Channel, status.Current.Version, status.Fallback?.Version, Times.Read(status.Current.Since), settings.Time.GetUtcNow())
                .Judge(configuration.For(request.Channel, status.Current.Percent).Health, counts);
        }
        catch (ReleaseException e)
        {
            return new(request.Channel, head, GuardOutcome.Unknown, e.Message, null, null);
        }

        if (!judgement.Halt)
            return new(request.Channel, head, GuardOutcome.Healthy, judgement.Reason, judgement, null);
        string? acceptance = null;
        await log.FindAsync(
            newest, entry => (acceptance = Resumption.Acceptance(entry, counts, settings.Time.GetUtcNow())) is not null,
            entry => !entry.Status.Halted && entry.Status.Current.Digest == status.Current.Digest, cancellationToken);
        if (acceptance is not null)
            return new(request.Channel, head, GuardOutcome.Accepted, $"{judgement.Reason} {acceptance}", judgement, null);
        HaltRequest halt = request with { Reason = judgement.Reason, ReleaseDigest = status.Current.Digest };
        PromotionOutcome done = await new Promoter(store, settings, keeper: null).RunAsync(halt, cancellationToken);
        return new(request.Channel, head, GuardOutcome.Halted, judgement.Reason, judgement, done);
    }

    private async Task<ChannelHealth> ReadAsync(HaltRequest request, ChannelStatus status, IHealthSource? source, CancellationToken cancellationToken)
    {
        string[] versions = [status.Current.Version, .. status.Fallback is { } before ? (string[])[before.Version] : []];
        var query = new HealthQuery(request.App, request.Channel, versions, Times.Read(status.Current.Since), settings.Time.GetUtcNow());
        return source is null
            ? throw new ReleaseException(Fault.Input, "promote.health of the configuration names no source of counts, so no crash is seen. Name one.")
            : await source.ReadAsync(query, cancellationToken);
    }
}
