using UvRelease.Channels.Publishing;
using UvRelease.Channels.Sealing;
using UvRelease.Releases;
using UvRelease.Runner;
using UvRelease.StoreInputs;

namespace UvRelease.PublishChannel;

/// <summary>What is reported of a publish, as far as it came: the event uv.release.publish and its metrics.</summary>
internal sealed class PublishTelemetry(PublishRequest request, TimeProvider time)
{
    /// <summary>What all moves report.</summary>
    public MoveTelemetry Move { get; } = new(request, request.Percent, time);

    /// <summary>Bytes that were sent.</summary>
    public Counter Sent { get; } = new();

    /// <summary>Requests that sent content once more.</summary>
    public Counter UploadRetries { get; } = new();

    /// <summary>Notes which release it is.</summary>
    public void Sealed(SealedRelease release) => Move.Release = new MovedRelease(
        release.Release.Version, release.Digest, release.Release.Commit, PublishPlanner.IdempotencyKey(request, release));

    /// <summary>The event.</summary>
    /// <param name="error">What ended the publish; null where it came through.</param>
    public StepEvent Event(ReleaseException? error)
    {
        (string, object?)[] labels = Move.Labels(error);
        return Move.Event("uv.release.publish", error,
        [
            new("uv.packaging.and.releases.publishes", "{publish}", 1, true, labels),
            new("uv.packaging.and.releases.publish.duration", "s", Move.Seconds, false, labels),
            new("uv.packaging.and.releases.upload.bytes", "By", Sent.Value, true, labels),
            new("uv.packaging.and.releases.upload.retries", "{retry}", UploadRetries.Value, true, labels),
        ]);
    }
}
