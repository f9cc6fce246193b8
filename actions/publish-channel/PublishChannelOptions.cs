using UvRelease.Runner;

namespace UvRelease.PublishChannel;

/// <summary>Inputs of publish-channel.</summary>
public sealed record PublishChannelOptions
{
    /// <summary>The channel.</summary>
    [Input("channel", "Channel that the release is published on: one of changelog.channels and publish.direct.", Required = true)]
    public string Channel { get; init; } = "";

    /// <summary>Share of clients.</summary>
    [Input("rollout", "Share of clients that is offered the release: a whole number from 0 to 100.", Default = "100")]
    public int Rollout { get; init; }

    /// <summary>Cohorts that get it all.</summary>
    [Input("cohorts", "Cohorts that are offered the release whatever the share is, one a line; each has feeds of its own.")]
    public IReadOnlyList<string> Cohorts { get; init; } = [];

    /// <summary>Folder of the release.</summary>
    [Input("release-folder", "Folder with fragments, files and notes of the release, relative to the workspace.", Default = "release")]
    public WorkspacePath ReleaseFolder { get; init; } = null!;

    /// <summary>Id of the app.</summary>
    [Input("app", "Id of the app that the store is of. Empty takes publish.app of the configuration.")]
    public string? App { get; init; }

    /// <summary>The project's configuration.</summary>
    [Input("configuration", "Configuration file, whose sections publish and changelog.channels count; relative to the workspace.", Default = ".github/uv-release.yml")]
    public WorkspacePath Configuration { get; init; } = null!;

    /// <summary>Where the store is.</summary>
    [Input("store", "Where the store is: a folder, s3://bucket/prefix?region=…, or az://account/container/prefix.", Required = true)]
    public string Store { get; init; } = "";

    /// <summary>Address that clients read.</summary>
    [Input("public-url", "Address under which clients read the store, such as the CDN's. Empty takes the store's own; a folder is then read back directly.")]
    public string? PublicUrl { get; init; }

    /// <summary>Whether the files are hosted elsewhere.</summary>
    [Input("hosted", "true leaves the files where publish.artifacts-url of the configuration says, such as in a GitHub release; they are verified there.", Default = "false")]
    public bool Hosted { get; init; }

    /// <summary>Where the files lie.</summary>
    [Input("artifact-host", "Where the files that users get lie: store, or github for a GitHub release of the version, which is made, filled, verified and published.", Default = "store")]
    public string ArtifactHost { get; init; } = "";

    /// <summary>Token for the GitHub release.</summary>
    [Input("github-token", "Token for artifact-host: github; the job needs permissions: contents: write.")]
    public Secret? GitHubToken { get; init; }

    /// <summary>Repository of the GitHub release.</summary>
    [Input("repository", "Repository of the GitHub release, owner/name. Empty takes that of the run.")]
    public string? Repository { get; init; }

    /// <summary>Whether it is planned only.</summary>
    [Input("dry-run", "true plans and writes nothing to the store.", Default = "false")]
    public bool DryRun { get; init; }

    /// <summary>The plan that was approved.</summary>
    [Input("approved-plan", "Output 'plan-digest' of the dry run that was approved. Anything else that would be done is refused.")]
    public string? ApprovedPlan { get; init; }

    /// <summary>File of the plan.</summary>
    [Input("plan-file", "File that the plan is written to, relative to the workspace.", Default = "release/publish-plan.json")]
    public WorkspacePath PlanFile { get; init; } = null!;

    /// <summary>Whether preconditions may be missing.</summary>
    [Input("unsafe-single-writer", "true uses a store that ignores preconditions on writes; right only where nothing else ever writes at the same time.", Default = "false")]
    public bool UnsafeSingleWriter { get; init; }

    /// <summary>Access key of S3.</summary>
    [Input("access-key-id", "Access key id of an S3 store.")]
    public string? AccessKeyId { get; init; }

    /// <summary>Secret key of S3.</summary>
    [Input("secret-access-key", "Secret access key of an S3 store.")]
    public Secret? SecretAccessKey { get; init; }

    /// <summary>Session token of S3.</summary>
    [Input("session-token", "Session token of temporary keys of an S3 store.")]
    public Secret? SessionToken { get; init; }

    /// <summary>Shared key of Azure.</summary>
    [Input("azure-shared-key", "Shared key of an Azure storage account.")]
    public Secret? AzureSharedKey { get; init; }

    /// <summary>Signature of Azure.</summary>
    [Input("azure-sas", "Shared access signature of an Azure container.")]
    public Secret? AzureSas { get; init; }

    /// <summary>Role of AWS.</summary>
    [Input("aws-role", "Role that the job's identity token is exchanged for (arn:aws:iam::…:role/…), in the place of an access key; the job needs id-token: write.")]
    public string? AwsRole { get; init; }

    /// <summary>Tenant of Entra.</summary>
    [Input("azure-tenant", "Tenant of Microsoft Entra, in the place of a key; the job needs id-token: write.")]
    public string? AzureTenant { get; init; }

    /// <summary>Application of Entra.</summary>
    [Input("azure-client", "Application of Microsoft Entra that trusts the job's identity token.")]
    public string? AzureClient { get; init; }

    /// <summary>How long clients may see older feeds.</summary>
    [Input("visible-within", "How long what was written may take to be seen under the public address.", Default = "90s")]
    public TimeSpan VisibleWithin { get; init; }

    /// <summary>File of events.</summary>
    [Input("events-file", "File of CloudEvents (one a line) that the event is added to, relative to the workspace.", Default = "release/events.ndjson")]
    public WorkspacePath EventsFile { get; init; } = null!;
}
