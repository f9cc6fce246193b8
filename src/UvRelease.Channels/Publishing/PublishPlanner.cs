using UvRelease.Channels.Feeds;
using UvRelease.Channels.Logs;
using UvRelease.Channels.Moves;
using UvRelease.Channels.Sealing;
using UvRelease.Releases;
using UvRelease.Releases.Artifacts;
using UvRelease.Releases.Identity;
using UvRelease.Releases.Json;

namespace UvRelease.Channels.Publishing;

/// <summary>What a publish makes of what the channel serves; pure.</summary>
public static class PublishPlanner
{
    /// <summary>Names the wish to publish a release on a channel in a certain way.</summary>
    public static string IdempotencyKey(PublishRequest request, SealedRelease release) => CanonicalJson.Digest(CanonicalJson.Write(json =>
    {
        json.WriteString("action", "publish");
        json.WriteString("app", request.App);
        json.WriteString("channel", request.Channel);
        json.WriteString("releaseDigest", release.Digest);
        json.WriteNumber("percent", request.Percent);
        json.WriteTexts("cohorts", Sorted(request.Cohorts));
    }));

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
        if (status is not null)
            CheckVersion(request, release, status);
        if (served is not null && !request.LegsAreListed)
            CheckLegs(made, served);
        string[] cohorts = Sorted(request.Cohorts);
        var next = new ChannelStatus(
            new ChannelOffer(made.Version, release.Digest, request.Percent, cohorts, Times.Text(now)),
            status?.NextFallback,
            Halted: false,
            status?.Floor,
            made.Version,
            Sorted([.. status?.Cohorts ?? [], .. cohorts]),
            request.BucketFeeds || status?.Buckets == true);
        PlannedWrite[] writes =
        [
            .. made.Files.Select(file => new PlannedWrite("artifact", Place(made, file, request.Hosted), file.Size, file.Sha256)),
            new PlannedWrite("release", StorePaths.Release(made.Version).Text, release.Bytes.Length, release.Digest),
        ];
        return new MoveProposal(next, made, IdempotencyKey(request, release), writes, json =>
        {
            json.WriteString("version", made.Version);
            json.WriteString("commit", made.Commit);
            json.WriteString("releaseDigest", release.Digest);
        });
    }

    /// <summary>Legs whose clients a release has nothing for, and the one that is served has.</summary>
    public static IReadOnlyList<string> Dropped(Release made, Release served) =>
        [.. FeedRenderer.Groups(served).Select(Leg).Except(FeedRenderer.Groups(made).Select(Leg), StringComparer.Ordinal)];

    private static string Place(Release release, ReleaseFile file, bool hosted) =>
        (hosted ? release.HostedUrl(file) : null) ?? StorePaths.Artifact(release.Version, file.Platform, file.Arch, file.Name).Text;

    private static void CheckVersion(PublishRequest request, SealedRelease release, ChannelStatus status)
    {
        SemanticVersion version = SemanticVersion.TryParse(release.Release.Version)!, highest = SemanticVersion.TryParse(status.Highest)!;
        int order = version.CompareTo(highest);
        if (order > 0)
            return;
        if (order < 0)
        {
            throw Refused(
                $"{request.Channel} served {highest} already, and {version} is lower. {status.Current.Version} is served, and nothing changed. "
                + "Clients never go back by themselves: publish a higher version.");
        }

        if (release.Digest != status.Current.Digest)
        {
            throw Refused(
                $"{request.Channel} served {version} already. Clients that have a version never take it again: publish the change under a higher one.");
        }

        throw Refused(
            $"{version} is on {request.Channel} already, offered to {status.Current.Percent} %{(status.Halted ? " and halted" : "")}. "
            + "Publishing starts a rollout; 'promote' widens, halts and resumes it.");
    }

    // Clients of a leg without a successor would stay on their version for good, and could not be halted.
    private static void CheckLegs(Release made, Release served)
    {
        if (Dropped(made, served) is { Count: > 0 } dropped)
        {
            throw Refused(
                $"{made.Version} has nothing for clients of {string.Join(", ", dropped)}, which {served.Version} serves. "
                + "Add these legs; to give them up, list all others as publish.legs in the configuration.");
        }
    }

    private static string Leg((ReleasePlatform Platform, ReleaseArch Arch, ReleaseFile[] Files) group) =>
        group.Platform == ReleasePlatform.Linux ? $"{group.Platform.Word()}-{group.Arch.Word()}" : group.Platform.Word();

    private static string[] Sorted(IEnumerable<string> texts) => [.. texts.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private static ReleaseException Refused(string message) => new(Fault.Refused, message);
}
