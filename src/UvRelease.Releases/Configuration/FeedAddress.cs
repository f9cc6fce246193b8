using UvRelease.Releases.Yaml;

namespace UvRelease.Releases.Configuration;

/// <summary>Where clients find the feeds of a store: <c>feeds/&lt;channel&gt;/</c> below its public address (docs/channels.md).</summary>
public static class FeedAddress
{
    private const string Folder = "feeds";

    /// <summary>The store's public address, <c>publish.public-url</c> of the configuration; null where it doesn't say it.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: it is no address of the web.</exception>
    public static Uri? Public(YamlMapping publish) => publish.Text("public-url", SettingForms.WebAddress) is { } text ? new Uri(text) : null;

    /// <summary>A channel's feeds.</summary>
    /// <param name="publicAddress">The store's public address.</param>
    /// <param name="channel">The channel.</param>
    public static Uri Of(Uri publicAddress, string channel) => new($"{publicAddress.AbsoluteUri.TrimEnd('/')}/{Folder}/{channel}/");

    /// <summary>Takes the channel, and what is below it, out of the address of feeds.</summary>
    /// <param name="address">An address.</param>
    /// <param name="channels">Channels that there are.</param>
    /// <returns>The channel and the bucket or cohort, empty for everybody's; null for an address that isn't that of a channel's feeds.</returns>
    public static (string Channel, string Group)? Parse(Uri address, IReadOnlyCollection<string> channels) => address.AbsolutePath.Trim('/').Split('/') switch
    {
        [.., Folder, var channel] when channels.Contains(channel) => (channel, ""),
        [.., Folder, var channel, var group] when channels.Contains(channel) => (channel, group),
        _ => null,
    };

    /// <summary>True for the address of the folder that all channels' feeds are in.</summary>
    public static bool IsFolder(Uri address) => address.AbsolutePath.TrimEnd('/').EndsWith($"/{Folder}", StringComparison.Ordinal);
}
