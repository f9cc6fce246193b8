using UvRelease.Changelog.Tags;
using UvRelease.Releases;

namespace UvRelease.Changelog.Ranges;

/// <summary>Which release is asked for.</summary>
public sealed record RangeRequest
{
    /// <summary>How version tags are named.</summary>
    public TagPattern Tags { get; init; } = new("v");

    /// <summary>True when nobody said how they are named: where no tag follows <see cref="Tags"/>, the pattern that all of them share is taken.</summary>
    public bool TagsAreAssumed { get; init; }

    /// <summary>Version that is to be released, where it was given; null for one that is derived.</summary>
    public SemanticVersion? Version { get; init; }

    /// <summary>Channels, and which versions belong to them.</summary>
    public ChannelOrder Channels { get; init; } = ChannelOrder.Default;

    /// <summary>Channel of the release; null takes that of the tag at the range's end, and the most stable one where there is none.</summary>
    public string? Channel { get; init; }

    /// <summary>Revision to begin after; null takes the release before.</summary>
    public string? From { get; init; }

    /// <summary>Revision to end with. When it names a version tag, that is the release.</summary>
    public string To { get; init; } = "HEAD";

    /// <summary>The part of the repository that is released. Tags count wherever they are.</summary>
    public Git.PathFilter Paths { get; init; } = Git.PathFilter.Everything;

    /// <summary>True says that there is no release before where the clone has none: the remote repository is not asked.</summary>
    public bool FirstRelease { get; init; }

    /// <summary>What to do with a shallow clone.</summary>
    public Deepen Deepen { get; init; }
}

/// <summary>What to do with a clone whose history was cut off.</summary>
public enum Deepen
{
    /// <summary>Say so and stop: an error with <see cref="Releases.Fault.IncompleteHistory"/>.</summary>
    Never,

    /// <summary>
    /// Fetch what is missing, commits and tags, and no more, from the remote repository. The clone becomes a partial one (without the contents of old files).
    /// </summary>
    Auto,
}
