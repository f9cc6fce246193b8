using UvRelease.Channels.Feeds;
using UvRelease.Channels.Logs;
using UvRelease.Releases;
using UvRelease.Releases.Artifacts;
using UvRelease.Releases.Identity;
using UvRelease.Releases.Json;

namespace UvRelease.Channels.Moves;

/// <summary>A release that follows another one on a channel, whether it was published or promoted; pure.</summary>
internal static class Succession
{
    /// <summary>What the channel serves once the release is there.</summary>
    public static ChannelStatus After(
        ChannelStatus? status, ReleaseReference release, int percent, IReadOnlyList<string> cohorts, bool buckets, DateTimeOffset now)
    {
        string[] sorted = Sorted(cohorts);
        return new ChannelStatus(
            new ChannelOffer(release.Version, release.Digest, percent, sorted, Times.Text(now)),
            status?.NextFallback,
            Halted: false,
            status?.Floor,
            release.Version,
            Sorted([.. status?.Cohorts ?? [], .. sorted]),
            buckets || status?.Buckets == true,
            RolledBack: false);
    }

    /// <summary>Refuses a release that can't follow what a channel serves.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="release">The release.</param>
    /// <param name="status">What the channel serves; null for nothing yet.</param>
    /// <param name="made">The release itself.</param>
    /// <param name="served">The release that the channel offers; null for none, or where legs may be dropped.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Refused"/>.</exception>
    public static void Check(string channel, ReleaseReference release, ChannelStatus? status, Release made, Release? served)
    {
        if (status is not null)
            CheckVersion(channel, release, status);
        // Clients of a leg without a successor would stay on their version for good, and could not be halted.
        if (served is not null && Dropped(made, served) is { Count: > 0 } dropped)
        {
            throw Refused(
                $"{made.Version} has nothing for clients of {string.Join(", ", dropped)}, which {served.Version} serves. "
                + "Add these legs; to give them up, list all others as publish.legs in the configuration.");
        }
    }

    /// <summary>Legs whose clients a release has nothing for, and the one that is served has.</summary>
    public static IReadOnlyList<string> Dropped(Release made, Release served) =>
        [.. FeedRenderer.Groups(served).Select(Leg).Except(FeedRenderer.Groups(made).Select(Leg), StringComparer.Ordinal)];

    /// <summary>False for an entry from before the channel served a version, or anything higher: it and all older ones can't be about it.</summary>
    public static bool MayHold(LogEntry entry, string version) =>
        SemanticVersion.TryParse(version)!.CompareTo(SemanticVersion.TryParse(entry.Status.Highest)) <= 0;

    /// <summary>Each text once, in ordinal order.</summary>
    public static string[] Sorted(IEnumerable<string> texts) => [.. texts.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private static void CheckVersion(string channel, ReleaseReference release, ChannelStatus status)
    {
        SemanticVersion version = SemanticVersion.TryParse(release.Version)!, highest = SemanticVersion.TryParse(status.Highest)!;
        int order = version.CompareTo(highest);
        if (order > 0)
            return;
        if (order < 0)
        {
            throw Refused(
                $"{channel} served {highest} already, and {version} is lower: {status.Current.Version} is served, and nothing changed. Clients "
                + "never go back by themselves: publish a higher version.");
        }

        if (release.Digest != status.Current.Digest)
        {
            throw Refused(
                $"{channel} served {version} already. Clients that have a version never take it again: publish the change under a higher one.");
        }

        throw Refused(
            $"{version} is on {channel} already, offered to {status.Current.Percent} %{(status.Halted ? " and halted" : "")}. "
            + "A release comes to a channel once; 'promote' widens, halts and resumes it there.");
    }

    private static string Leg((ReleasePlatform Platform, ReleaseArch Arch, ReleaseFile[] Files) group) =>
        group.Platform == ReleasePlatform.Linux ? $"{group.Platform.Word()}-{group.Arch.Word()}" : group.Platform.Word();

    private static ReleaseException Refused(string message) => new(Fault.Refused, message);
}
