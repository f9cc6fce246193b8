using UvRelease.Runner;

namespace UvRelease.Symbolicate;

/// <summary>Inputs that bring crashes from an intake.</summary>
public sealed record IntakeInputs
{
    /// <summary>Where the intake keeps reports.</summary>
    [Input("intake-store", "Store of crash-intake: a folder, s3://bucket/prefix?region=…, az://account/container/prefix or "
        + "gs://bucket/prefix. Its reports are brought into "
        + "'crashes' first. It is opened as 'store' is.")]
    public string? Store { get; init; }

    /// <summary>Events that name reports.</summary>
    [Input("event", "Event uv.crash.reported of crash-intake, as JSON, or a file of such events, one on each line; relative to the workspace. The reports that "
        + "it names are read, and no others of 'intake-store'.")]
    public IReadOnlyList<string> Event { get; init; } = [];

    /// <summary>How far back.</summary>
    [Input("days", "Days of the intake that are read, today included.", Default = "2")]
    public int Days { get; init; }

    /// <summary>The app that is counted.</summary>
    [Input("app", "Id of the app whose crashes and pings are counted. Empty counts nothing.")]
    public string? App { get; init; }

    /// <summary>Where counts go.</summary>
    [Input("health-folder", "Folder for what the intake counted, one file for each channel: health.CHANNEL.json, as promote.health of the configuration reads "
        + "it. Relative to the workspace.", Default = "release/health")]
    public OutputPath HealthFolder { get; init; } = null!;
}
