using UvRelease.Channels.Logs;
using UvRelease.Channels.Moves;
using UvRelease.Channels.Sealing;
using UvRelease.Releases;
using UvRelease.Releases.Identity;
using UvRelease.Releases.Json;

namespace UvRelease.Channels.Publishing;

/// <summary>What a publish makes of what the channel serves; pure.</summary>
public static class PublishPlanner
{
    /// <summary>Names the wish to publish a release on a channel in a certain way.</summary>
    public static string IdempotencyKey(PublishRequest request, SealedRelease release) => WishKey.Of(request, json =>
    {
        json.WriteString("releaseDigest", release.Digest);
        json.WriteNumber("percent", request.Percent);
        json.WriteTexts("cohorts", Succession.Sorted(request.Cohorts));
    });

    /// <summary>Proposes the release for the channel.</summary>
    /// <param name="request">The wish.</param>
    /// <param name="release">The release.</param>
    /// <param name="status">What the channel serves; null for nothing yet.</param>
    /// <param name="served">The release that it offers; null for none.</param>
    /// <param name="now">Time of the commit.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Refused"/>: the channel can't go from what it serves to this release.</exception>
    internal static MoveProposal Propose(PublishRequest request, SealedRelease release, ChannelStatus? status, Release? served, DateTimeOffset now)
    {
        Release made = release.Release;
        var reference = new ReleaseReference(made.Version, release.Digest);
        Succession.Check(request.Channel, reference, status, made, request.LegsAreListed ? null : served);
        ChannelStatus next = Succession.After(status, reference, request.Percent, request.Cohorts, request.BucketFeeds, now);
        var document = new PlannedWrite("release", StorePaths.Release(made.Version).Text, release.Bytes.Length, release.Digest);
        PlannedWrite[] files = [.. made.Files.Select(file => new PlannedWrite("artifact", Place(made, file, request.Hosted), file.Size, file.Sha256))];
        PlannedWrite[] writes = request.Hosted ? [.. files, document] : [document, .. files];
        return new MoveProposal(next, made, IdempotencyKey(request, release), writes, json =>
        {
            json.WriteString("version", made.Version);
            json.WriteString("commit", made.Commit);
            json.WriteString("releaseDigest", release.Digest);
        });
    }

    private static string Place(Release release, ReleaseFile file, bool hosted) =>
        (hosted ? release.HostedUrl(file) : null) ?? StorePaths.Artifact(release.Version, file.Platform, file.Arch, file.Name).Text;
}
