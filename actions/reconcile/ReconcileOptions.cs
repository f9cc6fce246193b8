using UvRelease.Runner;
using UvRelease.StoreInputs;

namespace UvRelease.Reconcile;

/// <summary>Inputs of reconcile.</summary>
public sealed record ReconcileOptions
{
    /// <summary>The channel.</summary>
    [Input("channel", "Channel to bring to what its log says. Empty takes all channels of the configuration.")]
    public string? Channel { get; init; }

    /// <summary>The app's store.</summary>
    [Inputs]
    public AppStore Store { get; init; } = new();

    /// <summary>What opens the store.</summary>
    [Inputs]
    public StoreAccess Access { get; init; } = new();

    /// <summary>Whether served files are read.</summary>
    [Input("read-files", "Read every file of the served releases and compare its hash, instead of believing what the store states. Costs their download.",
        Default = "false")]
    public bool ReadFiles { get; init; }

    /// <summary>File of events.</summary>
    [Input("events-file", "File of CloudEvents, one per line, that the event is added to; relative to the workspace.", Default = "release/events.ndjson")]
    public OutputPath EventsFile { get; init; } = null!;
}
