using UvRelease.Releases.Artifacts;
using UvRelease.Stores;

namespace UvRelease.Channels;

/// <summary>Where everything of an app is in its store. One app, one store (or one prefix of it).</summary>
public static class StorePaths
{
    /// <summary>The release board, for the team.</summary>
    public static StoreKey Board { get; } = StoreKey.Of("feeds/index.html");

    /// <summary>The page of downloads, for everybody.</summary>
    public static StoreKey Downloads { get; } = StoreKey.Of("feeds/downloads.html");

    /// <summary>The kill switch: while it is there, nothing is promoted.</summary>
    public static StoreKey Stop { get; } = StoreKey.Of("promotion/stop.json");

    /// <summary>A file of a release; written once.</summary>
    public static StoreKey Artifact(string version, ReleasePlatform platform, ReleaseArch arch, string name) =>
        StoreKey.Of($"artifacts/{version}/{platform.Word()}-{arch.Word()}/{name}");

    /// <summary>The sealed release of a version; written once.</summary>
    public static StoreKey Release(string version) => StoreKey.Of($"releases/{version}/release.json");

    /// <summary>An entry of a channel's log; written once, and writing it is the commit.</summary>
    public static StoreKey LogEntry(string channel, int generation) => StoreKey.Of($"{LogPrefix(channel)}{generation:D8}.json");

    /// <summary>What the keys of all channels begin with.</summary>
    public static string Channels => "channels/";

    /// <summary>What the keys of a channel's log begin with.</summary>
    public static string LogPrefix(string channel) => $"channels/{channel}/log/";

    /// <summary>The newest log entry of a channel in short; a cache.</summary>
    public static StoreKey State(string channel) => StoreKey.Of($"channels/{channel}/state.json");

    /// <summary>What the keys of a channel's feeds begin with.</summary>
    public static string FeedPrefix(string channel) => $"feeds/{channel}/";

    /// <summary>A file that clients poll.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="group">A bucket (00 to 99) or a cohort that has feeds of its own; null for everybody else.</param>
    /// <param name="file">Name of the file.</param>
    public static StoreKey Feed(string channel, string? group, string file) =>
        StoreKey.Of(group is null ? $"{FeedPrefix(channel)}{file}" : $"{FeedPrefix(channel)}{group}/{file}");

    /// <summary>The signature of a feed, which lies beside it.</summary>
    public static StoreKey FeedSignature(StoreKey feed) => StoreKey.Of($"{feed.Text}.sig.json");
}
