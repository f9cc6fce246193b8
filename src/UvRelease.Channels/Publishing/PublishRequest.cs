using UvRelease.Channels.Logs;
using UvRelease.Channels.Moves;

namespace UvRelease.Channels.Publishing;

/// <summary>What is to be published, where to, and for whom.</summary>
public sealed record PublishRequest : MoveRequest
{
    /// <inheritdoc/>
    public override ChannelAction Action => ChannelAction.Publish;

    /// <summary>Share of clients that is offered the release: 0 to 100.</summary>
    public required int Percent { get; init; }

    /// <summary>Cohorts that are offered it whatever the share is.</summary>
    public IReadOnlyList<string> Cohorts { get; init; } = [];

    /// <summary>Legs that may be dropped since the release before, because the configuration lists all that there are; false refuses to drop any.</summary>
    public bool LegsAreListed { get; init; }

    /// <summary>True when the files are at the release's ArtifactsUrl already, so that nothing is uploaded.</summary>
    public bool Hosted { get; init; }

    /// <summary>True gives the channel feeds by bucket; a channel that has them keeps them.</summary>
    public bool BucketFeeds { get; init; }
}
