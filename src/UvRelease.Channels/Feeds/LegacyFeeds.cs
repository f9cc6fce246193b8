using UvRelease.Releases.Artifacts;
using UvRelease.Stores;

namespace UvRelease.Channels.Feeds;

/// <summary>A second place for a channel's feeds: where apps ask that were built before there were channels in the store.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Path">Folder in the store; empty for its root.</param>
/// <param name="IsDefault">True where this channel has the files named <c>latest</c>: the most stable one of a folder.</param>
public sealed record LegacyFeeds(string Channel, string Path, bool IsDefault)
{
    /// <summary>What leads from the folder to the store's root.</summary>
    public string Up => Path.Length == 0 ? "" : string.Concat(Enumerable.Repeat("../", Path.Split('/').Length));

    /// <summary>Key of a feed.</summary>
    /// <param name="name">What its name begins with.</param>
    /// <param name="platform">Its system.</param>
    /// <param name="arch">Its processor.</param>
    public StoreKey Key(string name, ReleasePlatform platform, ReleaseArch arch) =>
        StoreKey.Of($"{(Path.Length == 0 ? "" : Path + "/")}{FeedNames.File(name, platform, arch)}");
}
