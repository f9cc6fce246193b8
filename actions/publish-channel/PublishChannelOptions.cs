using UvRelease.Runner;
using UvRelease.StoreInputs;

namespace UvRelease.PublishChannel;

/// <summary>Inputs of publish-channel.</summary>
public sealed record PublishChannelOptions
{
    /// <summary>The channel.</summary>
    [Input("channel", "Channel to publish the release on: one of changelog.channels and publish.direct.", Required = true)]
    public string Channel { get; init; } = "";

    /// <summary>Share of clients.</summary>
    [Input("rollout", "Percentage of clients that are offered the release: a whole number from 0 to 100.", Default = "100")]
    public int Rollout { get; init; }

    /// <summary>Cohorts that get it all.</summary>
    [Input("cohorts", "Cohorts that are offered the release whatever the percentage, one per line; each has its own feeds.")]
    public IReadOnlyList<string> Cohorts { get; init; } = [];

    /// <summary>Folder of the release.</summary>
    [Input("release-folder", "Folder with fragments, files and notes of the release, relative to the workspace.", Default = "release")]
    public WorkspacePath ReleaseFolder { get; init; } = null!;

    /// <summary>The artifacts that are taken.</summary>
    [Input(
        "legs-file",
        "legs.json that the build wrote, in a folder of release-folder beside those of the artifacts that it names: they are taken, and anything else there is "
        + "refused. Its folder holds the notes. Empty takes what is in release-folder itself.")]
    public WorkspacePath? LegsFile { get; init; }

    /// <summary>The app's store.</summary>
    [Inputs]
    public AppStore Store { get; init; } = new();

    /// <summary>Whether the files are hosted elsewhere.</summary>
    [Input("hosted", "true leaves the files where publish.artifacts-url of the configuration says, and verifies them there.", Default = "false")]
    public bool Hosted { get; init; }

    /// <summary>Where the files lie.</summary>
    [Input(
        "artifact-host",
        "Where the files that users get go: store, or github for a GitHub release of the version, which is made, filled, verified and published.",
        Default = "store")]
    public string ArtifactHost { get; init; } = "";

    /// <summary>Token for the GitHub release.</summary>
    [Input("github-token", "Token for artifact-host: github; the job needs permissions: contents: write.")]
    public Secret? GitHubToken { get; init; }

    /// <summary>Repository of the GitHub release.</summary>
    [Input("repository", "Repository of the GitHub release, as owner/name. Empty takes the run's.")]
    public string? Repository { get; init; }

    /// <summary>Whether it is planned only.</summary>
    [Input("dry-run", "true makes a plan, and writes nothing to the store.", Default = "false")]
    public bool DryRun { get; init; }

    /// <summary>The plan that was approved.</summary>
    [Input("approved-plan", "Output 'plan-digest' of the dry run that was approved. Any other plan is refused.")]
    public string? ApprovedPlan { get; init; }

    /// <summary>File of the plan.</summary>
    [Input("plan-file", "File to write the plan to, relative to the workspace.", Default = "release/publish-plan.json")]
    public OutputPath PlanFile { get; init; } = null!;

    /// <summary>What opens the store.</summary>
    [Inputs]
    public StoreAccess Access { get; init; } = new();

    /// <summary>File of events.</summary>
    [Input("events-file", "File of CloudEvents, one per line, that the event is added to; relative to the workspace.", Default = "release/events.ndjson")]
    public OutputPath EventsFile { get; init; } = null!;
}
