using UvRelease.Releases.Artifacts;

namespace UvRelease.Channels.Feeds;

/// <summary>Names of the files that electron-updater polls (getChannelFilename and its callers): the channel's name, then the platform's suffix.</summary>
public static class FeedNames
{
    /// <summary>Name that a client asks for when no channel is set.</summary>
    public const string Default = "latest";

    /// <summary>The files of Windows and macOS serve all processors; each processor of Linux has its own.</summary>
    public static string File(string name, ReleasePlatform platform, ReleaseArch arch) => $"{name}{Suffix(platform, arch)}.yml";

    private static string Suffix(ReleasePlatform platform, ReleaseArch arch) => (platform, arch) switch
    {
        (ReleasePlatform.Win, _) => "",
        (ReleasePlatform.Mac, _) => "-mac",
        (_, ReleaseArch.Arm64) => "-linux-arm64",
        (_, ReleaseArch.Armv7l) => "-linux-arm",
        (_, ReleaseArch.Ia32) => "-linux-ia32",
        _ => "-linux",
    };
}
