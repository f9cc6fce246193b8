using UvRelease.Releases;
using UvRelease.Releases.Configuration;

namespace UvRelease.Electron.Building;

/// <summary>The feed that an app asks, instead of the one of electron-builder's configuration.</summary>
/// <param name="Url">Address of the folder with its files.</param>
/// <param name="Channel">What their names begin with; null for <c>latest</c>.</param>
/// <param name="Source">Setting that it comes from.</param>
public sealed record UpdateFeed(Uri Url, string? Channel, string Source)
{
    /// <summary>Works it out where publish writes feeds: <c>feeds/&lt;channel&gt;/</c> below the store's public address.</summary>
    /// <param name="feedUrl">The store's public address, that of its folder <c>feeds</c>, or that of a channel's, bucket's or cohort's feeds.</param>
    /// <param name="publicUrl">The store's public address, if the configuration says it.</param>
    /// <param name="channel">Channel that the app follows; null for the most stable one.</param>
    /// <param name="channels">Channels of the project, least stable first.</param>
    /// <returns>Null where neither address is known.</returns>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: the address is of another channel's feeds.</exception>
    public static UpdateFeed? Of(string? feedUrl, Uri? publicUrl, string? channel, IReadOnlyList<string> channels)
    {
        if (channel is not null && SettingForms.Channel(channel) is { } wrong)
            throw new ReleaseException(Fault.Input, $"'channel' {wrong}");
        string follows = channel ?? channels[^1];
        if (feedUrl is null)
            return publicUrl is null ? null : new UpdateFeed(FeedAddress.Of(publicUrl, follows), follows, "publish.public-url");
        if (SettingForms.WebAddress(feedUrl) is { } problem)
            throw new ReleaseException(Fault.Input, $"'feed-url' {problem}");
        var address = new Uri(feedUrl);
        if (Same(address, publicUrl) || FeedAddress.Parse(address, [.. channels, follows]) is not var (named, group))
            return new UpdateFeed(FeedAddress.IsFolder(address) && !Same(address, publicUrl)
                ? new Uri(address, $"{address.AbsolutePath.TrimEnd('/')}/{follows}/")
                : FeedAddress.Of(address, follows), follows, "feed-url");
        if (channel is not null && channel != named)
            throw new ReleaseException(Fault.Input, $"'feed-url' is {feedUrl}, where the feeds of {named} are, and 'channel' is {channel}: the app would ask "
                + $"for {channel}.yml there, and nobody writes it. Give the store's public address as feed-url, or {named} as channel.");
        // Buckets have files of the default name alone.
        return new UpdateFeed(address, group is [>= '0' and <= '9', >= '0' and <= '9'] ? null : channel, "feed-url");
    }

    private static bool Same(Uri address, Uri? other) => other is not null && address.AbsoluteUri.TrimEnd('/') == other.AbsoluteUri.TrimEnd('/');
}
