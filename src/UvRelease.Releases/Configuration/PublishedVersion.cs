namespace UvRelease.Releases.Configuration;

/// <summary>What the version of a release must look like that goes through channels: publish asks it of builds, and release-notes before they begin.</summary>
public static class PublishedVersion
{
    /// <summary>Says what is wrong with a version, as the rest of a sentence; null when it is right.</summary>
    public static string? Problem(string version) => SemanticVersion.TryParse(version) is { IsPreRelease: false, Build: "" }
        ? null
        : "has a suffix. The same files go through all channels, so a release that can be promoted has a plain version such as 1.4.0; only the feed names "
            + "the channel.";
}
