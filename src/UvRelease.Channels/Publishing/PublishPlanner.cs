using UvRelease.Channels.Feeds;
using UvRelease.Channels.Logs;
using UvRelease.Channels.Sealing;
using UvRelease.Releases;
using UvRelease.Releases.Artifacts;
using UvRelease.Releases.Identity;
using UvRelease.Releases.Json;

namespace UvRelease.Channels.Publishing;

/// <summary>Plans a publish from what the channel serves; pure.</summary>
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

    /// <summary>Plans.</summary>
    /// <param name="request">The wish.</param>
    /// <param name="release">The release.</param>
    /// <param name="head">Newest log entry of the channel; null for none.</param>
    /// <param name="served">The release that the channel serves; null for none.</param>
    /// <param name="fallback">The fallback that the plan would name, as <see cref="FallbackAfter"/> says; null for none.</param>
    /// <param name="now">Time of the commit.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Refused"/>: the channel can't go from what it serves to this release.</exception>
    public static PublishPlan Plan(PublishRequest request, SealedRelease release, LogHead? head, Release? served, Release? fallback, DateTimeOffset now)
    {
        Release made = release.Release;
        if (head is not null)
        {
            CheckVersion(request, release, head.Entry.Standing);
            if (served is not null && !request.LegsAreListed)
                CheckLegs(made, served);
        }

        string[] cohorts = Sorted(request.Cohorts);
        var standing = new ChannelStanding(
            new ChannelOffer(made.Version, release.Digest, request.Percent, cohorts, Times.Text(now)),
            FallbackAfter(head), Halted: false, head?.Entry.Standing.Floor, made.Version,
            Sorted([.. head?.Entry.Standing.Cohorts ?? [], .. cohorts]), request.BucketFeeds || head?.Entry.Standing.Buckets == true);
        int generation = (head?.Entry.Generation ?? 0) + 1;
        IReadOnlyList<Feed> feeds = FeedRenderer.Render(request.Channel, generation, standing, made, fallback);
        var writes = new List<PlannedWrite>();
        writes.AddRange(made.Files.Select(file => new PlannedWrite(
            "artifact", (request.Hosted ? made.HostedUrl(file) : null) ?? StorePaths.Artifact(made.Version, file.Platform, file.Arch, file.Name).Text, file.Size, file.Sha256)));
        writes.Add(new PlannedWrite("release", StorePaths.Release(made.Version).Text, release.Bytes.Length, release.Digest));
        writes.Add(new PlannedWrite("log", StorePaths.LogEntry(request.Channel, generation).Text, null, null));
        writes.Add(new PlannedWrite("state", StorePaths.State(request.Channel).Text, null, null));
        writes.AddRange(feeds.Select(feed => new PlannedWrite("feed", feed.Key.Text, null, null)));
        writes.Add(new PlannedWrite("board", StorePaths.Board.Text, null, null));
        return new PublishPlan(request, release, head, standing, writes);
    }

    /// <summary>The release that clients outside the new rollout get: the one that is served if it reached everybody, else the one before it.</summary>
    public static ReleaseReference? FallbackAfter(LogHead? head) => head?.Entry.Standing is { } standing
        ? standing.IsComplete ? standing.Current.Reference : standing.Fallback
        : null;

    /// <summary>Legs whose clients a release has nothing for, and the one that is served has.</summary>
    public static IReadOnlyList<string> Dropped(Release made, Release served) =>
        [.. FeedRenderer.Groups(served).Select(Leg).Except(FeedRenderer.Groups(made).Select(Leg), StringComparer.Ordinal)];

    private static void CheckVersion(PublishRequest request, SealedRelease release, ChannelStanding standing)
    {
        SemanticVersion version = SemanticVersion.TryParse(release.Release.Version)!, highest = SemanticVersion.TryParse(standing.Highest)!;
        int order = version.CompareTo(highest);
        if (order > 0)
            return;
        if (order == 0 && release.Digest == standing.Current.Digest)
            throw Refused($"{version} is on {request.Channel} already, offered to {standing.Current.Percent} %{(standing.Halted ? " and halted" : "")}. Publishing starts a rollout; 'promote' widens, halts and resumes it.");
        if (order == 0)
            throw Refused($"{request.Channel} served {version} already. Clients that have a version never take it again: publish the change under a higher one.");
        throw Refused($"{request.Channel} served {highest} already, and {version} is lower. Clients never go back by themselves: publish a higher version.");
    }

    // Clients of a leg without a successor would stay on their version for good, and could not be halted.
    private static void CheckLegs(Release made, Release served)
    {
        if (Dropped(made, served) is { Count: > 0 } dropped)
            throw Refused($"{made.Version} has nothing for clients of {string.Join(", ", dropped)}, which {served.Version} serves. Add these legs; to give them up, list all others as publish.legs in the configuration.");
    }

    private static string Leg((ReleasePlatform Platform, ReleaseArch Arch, ReleaseFile[] Files) group) =>
        group.Platform == ReleasePlatform.Linux ? $"{group.Platform.Word()}-{group.Arch.Word()}" : group.Platform.Word();

    private static string[] Sorted(IEnumerable<string> texts) => [.. texts.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private static ReleaseException Refused(string message) => new(Fault.Refused, message);
}
