using UvRelease.Channels.Logs;
using UvRelease.Channels.Moves;

namespace UvRelease.Channels.Promotion;

/// <summary>A wish that somebody else must agree to before it is done.</summary>
public abstract record ApprovedRequest : MoveRequest
{
    /// <summary>True where somebody must have approved it who did not start the run and did not publish the release.</summary>
    public bool NeedsApprover { get; init; }

    /// <summary>Who approved the run; null outside of one.</summary>
    public RunApprovals? Approvals { get; init; }
}

/// <summary>A release goes to a channel from a less stable one.</summary>
public sealed record PromoteRequest : ApprovedRequest
{
    /// <inheritdoc/>
    public override ChannelAction Action => FixesForward ? ChannelAction.Rollback : ChannelAction.Promote;

    /// <summary>All channels, least stable first.</summary>
    public required IReadOnlyList<string> Channels { get; init; }

    /// <summary>Channel that the release comes from; null for the one before.</summary>
    public string? From { get; init; }

    /// <summary>Channel that it comes from, named or not.</summary>
    /// <exception cref="Releases.ReleaseException">There is none before it.</exception>
    public string Source => PromotionRules.From(this);

    /// <summary>The release's version; null for what that channel serves.</summary>
    public string? Version { get; init; }

    /// <summary>Share of clients that is offered it: 0 to 100.</summary>
    public required int Percent { get; init; }

    /// <summary>Cohorts that are offered it whatever the share is.</summary>
    public IReadOnlyList<string> Cohorts { get; init; } = [];

    /// <summary>True gives the channel feeds by bucket; a channel that has them keeps them.</summary>
    public bool BucketFeeds { get; init; }

    /// <summary>Legs that may be dropped since the release before, because the configuration lists all that there are.</summary>
    public bool LegsAreListed { get; init; }

    /// <summary>True where channels may be skipped, which takes a reason and two approvers.</summary>
    public bool Emergency { get; init; }

    /// <summary>True where the release mends the one that is halted on the channel.</summary>
    public bool FixesForward { get; init; }
}

/// <summary>More clients are offered the release that a channel serves.</summary>
public sealed record WidenRequest : ApprovedRequest
{
    /// <inheritdoc/>
    public override ChannelAction Action => ChannelAction.Widen;

    /// <summary>Share of clients that is offered it: 0 to 100.</summary>
    public required int Percent { get; init; }
}

/// <summary>Nothing is offered any more.</summary>
public sealed record HaltRequest : MoveRequest
{
    /// <inheritdoc/>
    public override ChannelAction Action => ChannelAction.Halt;

    /// <summary>The release that is meant: where another one came meanwhile, nothing is halted. Null for whatever the channel offers.</summary>
    public string? ReleaseDigest { get; init; }
}

/// <summary>The halted release is offered again.</summary>
public sealed record ResumeRequest : ApprovedRequest
{
    /// <inheritdoc/>
    public override ChannelAction Action => ChannelAction.Resume;

    /// <summary>Share of clients that is offered it; null for the one at which it was halted.</summary>
    public int? Percent { get; init; }
}

/// <summary>A channel goes back from the halted release. A release that mends it is promoted: <see cref="PromoteRequest.FixesForward"/>.</summary>
public sealed record RollbackRequest : ApprovedRequest
{
    /// <inheritdoc/>
    public override ChannelAction Action => ChannelAction.Rollback;

    /// <summary><see cref="RollbackMode.Fallback"/> or <see cref="RollbackMode.Downgrade"/>.</summary>
    public required RollbackMode Mode { get; init; }

    /// <summary>Version that clients go back to; null for the last one that reached everybody. Of a downgrade alone.</summary>
    public string? Version { get; init; }

    /// <summary>Lowest version whose clients take downgrades, and which a downgrade may offer; null where clients never opted in.</summary>
    public string? Floor { get; init; }
}
