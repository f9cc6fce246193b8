using UvRelease.Channels.Publishing;
using UvRelease.Channels.Sealing;
using UvRelease.Releases;
using UvRelease.Runner;

namespace UvRelease.PublishChannel;

/// <summary>What is told of a publish, as far as it came: the event uv.release.publish and its metrics.</summary>
internal sealed class PublishStory(PublishRequest request, TimeProvider time)
{
    private readonly long start = time.GetTimestamp();

    public SealedRelease? Release { get; set; }

    public PublishOutcome? Outcome { get; set; }

    public string Backend { get; set; } = "";

    /// <summary>Bytes that were sent.</summary>
    public Sum Sent { get; } = new();

    /// <summary>Requests that sent content once more.</summary>
    public Sum UploadRetries { get; } = new();

    /// <summary>Files and feeds that clients could not read as they were built.</summary>
    public Sum VerifyFailures { get; } = new();

    /// <summary>The event.</summary>
    /// <param name="error">What ended the publish; null where it came through.</param>
    public StepEvent Told(ReleaseException? error)
    {
        string outcome = error is null ? Outcome?.Ending == PublishEnding.Published ? "success" : "noop" : error.Fault == Fault.Refused ? "blocked" : "failure";
        (string, object?)[] few = [("channel", request.Channel), ("backend", Backend), ("outcome", outcome)];
        (string, object?)[] place = [("channel", request.Channel)];
        var metrics = new List<StepMetric>
        {
            new("uv.packaging.and.releases.publishes", "{publish}", 1, true, few),
            new("uv.packaging.and.releases.publish.duration", "s", time.GetElapsedTime(start).TotalSeconds, false, few),
            new("uv.packaging.and.releases.upload.bytes", "By", Sent.Value, true, few),
            new("uv.packaging.and.releases.upload.retries", "{retry}", UploadRetries.Value, true, few),
            new("uv.packaging.and.releases.verify.failures", "{failure}", VerifyFailures.Value, true, few),
            new("uv.packaging.and.releases.cas.conflicts", "{conflict}", Outcome?.Conflicts ?? 0, true, few),
        };
        if (Outcome?.After is { } head)
        {
            metrics.Add(new("uv.packaging.and.releases.rollout.percentage", "%", head.Entry.Standing.Offered, false, place));
            metrics.Add(new("uv.packaging.and.releases.channel.generation", "{generation}", head.Entry.Generation, false, place));
        }

        string key = Release is null ? "unsealed" : PublishPlanner.IdempotencyKey(request, Release);
        return new StepEvent("uv.release.publish", $"{request.Channel}/{Release?.Release.Version ?? "unknown"}", $"{(Release is null ? key : key[..16])}:{outcome}", error is not null,
        [
            ("uv.release.action", "publish"),
            ("uv.release.outcome", outcome),
            ("uv.release.app", request.App),
            ("uv.release.version", Release?.Release.Version),
            ("uv.release.digest", Release?.Digest),
            ("uv.release.channel", request.Channel),
            ("uv.release.rollout.from", Outcome?.Before?.Entry.Standing.Offered ?? 0),
            ("uv.release.rollout.to", Outcome?.After?.Entry.Standing.Offered ?? request.Percent),
            ("uv.release.generation.from", Outcome?.Before?.Entry.Generation ?? 0),
            ("uv.release.generation.to", Outcome?.After?.Entry.Generation ?? 0),
            ("uv.release.plan.digest", Outcome?.Plan?.Digest),
            ("uv.release.idempotency.key", Release is null ? null : key),
            ("uv.release.actor", request.Actor),
            ("uv.release.dry_run", request.DryRun),
            ("uv.release.backend", Backend),
            ("vcs.ref.head.revision", Release?.Release.Commit),
            ("error.type", error?.Fault.ToString().ToLowerInvariant()),
            ("exception.message", error?.Message),
        ])
        {
            Metrics = metrics,
        };
    }

    /// <summary>A sum of what many threads tell.</summary>
    internal sealed class Sum : IProgress<long>
    {
        private long value;

        public long Value => Interlocked.Read(ref value);

        /// <inheritdoc/>
        public void Report(long value) => Interlocked.Add(ref this.value, value);
    }
}
