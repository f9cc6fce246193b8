using UvRelease.Runner;
using UvRelease.StoreInputs;

namespace UvRelease.Reconcile;

/// <summary>Inputs of reconcile.</summary>
public sealed record ReconcileOptions
{
    /// <summary>The channel.</summary>
    [Input("channel", "Channel that is brought up to its log. Empty takes all of the configuration.")]
    public string? Channel { get; init; }

    /// <summary>The app's store.</summary>
    [Inputs]
    public AppStore Store { get; init; } = new();

    /// <summary>What opens the store.</summary>
    [Inputs]
    public StoreAccess Access { get; init; } = new();

    /// <summary>File of events.</summary>
    [Input("events-file", "File of CloudEvents (one a line) that the event is added to, relative to the workspace.", Default = "release/events.ndjson")]
    public WorkspacePath EventsFile { get; init; } = null!;
}
