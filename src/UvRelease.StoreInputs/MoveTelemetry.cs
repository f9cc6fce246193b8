using UvRelease.Channels.Logs;
using UvRelease.Channels.Moves;
using UvRelease.Releases;
using UvRelease.Runner;
using UvRelease.Stores;

namespace UvRelease.StoreInputs;

/// <summary>The release that a move is about.</summary>
/// <param name="Version">Its version.</param>
/// <param name="Digest">Its release digest.</param>
/// <param name="Commit">The commit it was built from; null where the release can't be read.</param>
/// <param name="IdempotencyKey">Names the wish.</param>
public sealed record MovedRelease(string Version, string Digest, string? Commit, string IdempotencyKey);

/// <summary>What is reported of a change of a channel, as far as it came: the attributes and metrics that the events of all moves have.</summary>
/// <param name="request">The wish.</param>
/// <param name="percent">Share of clients that it asks for.</param>
/// <param name="time">The clock.</param>
public sealed class MoveTelemetry(MoveRequest request, int percent, TimeProvider time)
{
    private readonly long start = time.GetTimestamp();
    private string backend = "";

    /// <summary>The release; null as long as nobody knows which.</summary>
    public MovedRelease? Release { get; set; }

    /// <summary>What came of it; null as long as it runs, and after an error.</summary>
    public MoveOutcome? Outcome { get; set; }

    /// <summary>Files and feeds that clients could not read as they were built.</summary>
    public Counter VerifyFailures { get; } = new();

    /// <summary>Time since the start, in seconds.</summary>
    public double Seconds => time.GetElapsedTime(start).TotalSeconds;

    /// <summary>Notes which kind of store it is.</summary>
    public void Opened(IStore store) => backend = store.Address switch
    {
        StoreAddress.S3 => "s3",
        StoreAddress.Azure => "azure",
        StoreAddress.Google => "gcs",
        _ => "directory",
    };

    /// <summary>Attributes of metrics.</summary>
    /// <param name="error">What ended the move; null where it came through.</param>
    public (string Name, object? Value)[] Labels(ReleaseException? error) =>
        [("channel", request.Channel), ("backend", backend), ("outcome", OutcomeWord(error))];

    /// <summary>The event.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="error">What ended the move; null where it came through.</param>
    /// <param name="metrics">Metrics that only this kind of move has.</param>
    /// <param name="own">Attributes that only this kind of move has.</param>
    public StepEvent Event(string name, ReleaseException? error, IEnumerable<StepMetric> metrics, params IEnumerable<(string Name, object? Value)> own)
    {
        string outcome = OutcomeWord(error);
        return new StepEvent(
            name,
            $"{request.Channel}/{Release?.Version ?? "unknown"}",
            $"{(Release is null ? "unsealed" : Release.IdempotencyKey[..16])}:{outcome}",
            error is not null,
            [
                ("uv.release.action", request.Action.Word()),
                ("uv.release.outcome", outcome),
                ("uv.release.app", request.App),
                ("uv.release.version", Release?.Version),
                ("uv.release.digest", Release?.Digest),
                ("uv.release.channel", request.Channel),
                ("uv.release.rollout.from", Outcome?.Before?.Entry.Status.Offered ?? 0),
                ("uv.release.rollout.to", Outcome?.After?.Entry.Status.Offered ?? percent),
                ("uv.release.generation.from", Outcome?.Before?.Entry.Generation ?? 0),
                ("uv.release.generation.to", Outcome?.After?.Entry.Generation ?? 0),
                ("uv.release.plan.digest", Outcome?.Plan?.Digest),
                ("uv.release.idempotency.key", Release?.IdempotencyKey),
                ("uv.release.actor", request.Actor),
                ("uv.release.dry_run", request.DryRun),
                ("uv.release.backend", backend),
                ("vcs.ref.head.revision", Release?.Commit),
                ("error.type", error?.Fault.ToString().ToLowerInvariant()),
                ("exception.message", error?.Message),
                .. own,
            ])
        {
            Metrics = [.. metrics, .. Metrics(error)],
        };
    }

    private IEnumerable<StepMetric> Metrics(ReleaseException? error)
    {
        (string, object?)[] labels = Labels(error);
        yield return new("uv.packaging.and.releases.verify.failures", "{failure}", VerifyFailures.Value, true, labels);
        yield return new("uv.packaging.and.releases.cas.conflicts", "{conflict}", Outcome?.Conflicts ?? 0, true, labels);
        if (Outcome?.After?.Entry is not { } head)
            yield break;
        yield return new("uv.packaging.and.releases.rollout.percentage", "%", head.Status.Offered, false, labels[..1]);
        yield return new("uv.packaging.and.releases.channel.generation", "{generation}", head.Generation, false, labels[..1]);
    }

    private string OutcomeWord(ReleaseException? error) => error switch
    {
        null => Outcome?.Result == MoveResult.Committed ? "success" : "noop",
        { Fault: Fault.Refused } => "blocked",
        _ => "failure",
    };
}
