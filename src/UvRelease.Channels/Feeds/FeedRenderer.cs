using System.Text;
using UvRelease.Channels.Logs;
using UvRelease.Releases.Artifacts;
using UvRelease.Releases.Identity;
using UvRelease.Stores;

namespace UvRelease.Channels.Feeds;

/// <summary>A feed for the store.</summary>
/// <param name="Key">Its key in the store.</param>
/// <param name="Text">The YAML.</param>
/// <param name="Platform">System that it is for.</param>
public sealed record Feed(StoreKey Key, string Text, ReleasePlatform Platform)
{
    /// <summary>UTF-8.</summary>
    public byte[] Bytes => Encoding.UTF8.GetBytes(Text);
}

/// <summary>Makes all feeds of a channel from a log entry and the releases it names; nothing else decides what they say.</summary>
public static class FeedRenderer
{
    // What electron-updater takes on each platform, by extension.
    private static readonly string[] LinuxFirst = ["AppImage", "deb", "rpm", "pacman"];

    /// <summary>Makes the feeds, those that most clients poll first.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="generation">Log entry they are made from.</param>
    /// <param name="status">What the entry says.</param>
    /// <param name="current">The release that the channel offers.</param>
    /// <param name="fallback">The release for clients outside the rollout; null for none.</param>
    /// <param name="legacy">Second places for everybody's feeds, of all channels.</param>
    /// <exception cref="Releases.ReleaseException">See <see cref="ClientChoice.Check"/>.</exception>
    public static IReadOnlyList<Feed> Render(string channel, int generation, ChannelStatus status, Release current, Release? fallback,
        IReadOnlyList<LegacyFeeds> legacy)
    {
        var feeds = new List<Feed>();
        string[] names = [.. new[] { FeedNames.Default, channel }.Distinct(StringComparer.Ordinal)];
        var ours = Groups(current).Select(group => (group.Platform, group.Arch, group.Files, Before: Before(group.Platform, group.Arch))).ToArray();
        foreach ((ReleasePlatform platform, ReleaseArch arch, ReleaseFile[] files, ReleaseFile[]? before) in ours)
        {
            ReleaseFile[]? instead = status.RolledBack ? before : null;
            foreach (string name in names)
                feeds.Add(Offer(null, name, platform, arch, files, instead, status.Offered));
            foreach (string cohort in status.Cohorts)
            {
                bool offered = !status.Halted && status.Current.Cohorts.Contains(cohort, StringComparer.Ordinal);
                foreach (string name in names)
                    feeds.Add(Offer(cohort, name, platform, arch, files, instead, offered ? 100 : status.Offered));
            }
        }

        foreach (LegacyFeeds place in legacy.Where(place => place.Channel == channel))
        {
            foreach ((ReleasePlatform platform, ReleaseArch arch, ReleaseFile[] files, ReleaseFile[]? before) in ours)
            {
                foreach (string name in names.Where(name => name != FeedNames.Default || place.IsDefault))
                {
                    feeds.Add(status.RolledBack && before is not null
                        ? At(place.Key(name, platform, arch), place.Up, platform, before, fallback!, status.Fallback!.Digest, 100)
                        : At(place.Key(name, platform, arch), place.Up, platform, files, current, status.Current.Digest, status.Offered));
                }
            }
        }

        if (!status.Buckets)
            return feeds;
        bool[] within = Buckets.Offered(status.Current.Digest, status.Offered);
        foreach ((ReleasePlatform platform, ReleaseArch arch, ReleaseFile[] files, ReleaseFile[]? before) in ours)
        {
            for (int bucket = 0; bucket < Buckets.Count; bucket++)
                feeds.Add(Offer(Buckets.Name(bucket), FeedNames.Default, platform, arch, files, within[bucket] ? null : before, within[bucket] ? 100 : 0));
        }

        return feeds;

        ReleaseFile[]? Before(ReleasePlatform platform, ReleaseArch arch) =>
            fallback is null ? null : Groups(fallback).FirstOrDefault(group => (group.Platform, group.Arch) == (platform, arch)).Files;

        // The current release at a share, or the fallback in full instead.
        Feed Offer(string? group, string name, ReleasePlatform platform, ReleaseArch arch, ReleaseFile[] files, ReleaseFile[]? instead, int percent) =>
            instead is null
                ? Make(group, name, platform, arch, files, current, status.Current.Digest, percent)
                : Make(group, name, platform, arch, instead, fallback!, status.Fallback!.Digest, 100);

        Feed Make(string? group, string name, ReleasePlatform platform, ReleaseArch arch, ReleaseFile[] files, Release release, string digest, int percent) =>
            At(StorePaths.Feed(channel, group, FeedNames.File(name, platform, arch)), group is null ? "../../" : "../../../", platform, files, release, digest,
                percent);

        Feed At(StoreKey key, string up, ReleasePlatform platform, ReleaseFile[] files, Release release, string digest, int percent)
        {
            (ReleaseFile File, string Url)[] addressed = [.. files.Select(file => (file, release.HostedUrl(file) ?? up + Key(release, file).Text))];
            ClientChoice.Check(addressed);
            int? staging = percent == 100 ? null : percent;
            string? minimum = release.MinimumSystemVersion.Of(platform);
            var content = new FeedContent(release, addressed, status.Current.Since, staging, minimum, generation, digest);
            return new Feed(key, FeedText.Write(content), platform);
        }
    }

    /// <summary>Files of a release that clients update from, by the feed that lists them, in the order that the client goes through them.</summary>
    internal static IEnumerable<(ReleasePlatform Platform, ReleaseArch Arch, ReleaseFile[] Files)> Groups(Release release) =>
        from file in release.Files
        where IsUpdate(file)
        group file by (file.Platform, Arch: file.Platform == ReleasePlatform.Linux ? file.Arch : ReleaseArch.X64) into feed
        orderby feed.Key.Platform, feed.Key.Arch
        select (feed.Key.Platform, feed.Key.Arch, feed.OrderBy(Rank).ThenBy(file => file.Arch).ThenBy(file => file.Name, StringComparer.Ordinal).ToArray());

    /// <summary>Legs of a release whose clients no feed offers anything: electron-updater installs from none of their files.</summary>
    public static IReadOnlyList<Leg> WithoutFeed(Release release)
    {
        var updated = release.Files.Where(IsUpdate).ToLookup(file => file.Platform, file => file.Arch);
        return
        [
            .. release.Legs.Select(leg => new Leg(leg.Platform, leg.Arch))
                .Where(leg => leg.Platform == ReleasePlatform.Linux ? !updated[leg.Platform].Contains(leg.Arch) : !updated.Contains(leg.Platform)),
        ];
    }

    private static bool IsUpdate(ReleaseFile file) => file.Platform switch
    {
        ReleasePlatform.Win => file.Kind == ArtifactKind.Installer && Is(file, "exe"),
        ReleasePlatform.Mac => file.Kind == ArtifactKind.Update && Is(file, "zip"),
        _ => file.Kind == ArtifactKind.Installer && LinuxFirst.Any(extension => Is(file, extension)),
    };

    private static StoreKey Key(Release release, ReleaseFile file) => StorePaths.Artifact(release.Version, file.Platform, file.Arch, file.Name);

    // A client that finds no file for its processor takes the first one.
    private static int Rank(ReleaseFile file) =>
        file.Platform == ReleasePlatform.Linux ? Array.FindIndex(LinuxFirst, extension => Is(file, extension))
        : file.Arch == ReleaseArch.Universal ? 1 : 0;

    private static bool Is(ReleaseFile file, string extension) => file.Extension.Equals(extension, StringComparison.OrdinalIgnoreCase);
}
