using UvRelease.Channels.Logs;

namespace UvRelease.Channels.Moves;

/// <summary>What every wish to change a channel says, whatever its action.</summary>
public abstract record MoveRequest
{
    /// <summary>What is to be done.</summary>
    public abstract ChannelAction Action { get; }

    /// <summary>Id of the app.</summary>
    public required string App { get; init; }

    /// <summary>The channel.</summary>
    public required string Channel { get; init; }

    /// <summary>Digest of the plan that was approved; null applies whatever is planned.</summary>
    public string? ApprovedPlan { get; init; }

    /// <summary>True plans and writes nothing.</summary>
    public bool DryRun { get; init; }

    /// <summary>Who asks for it.</summary>
    public required string Actor { get; init; }

    /// <summary>Address of the workflow run; null outside of one.</summary>
    public string? Run { get; init; }

    /// <summary>Why, in the actor's words; null where none was asked for.</summary>
    public string? Reason { get; init; }
}
