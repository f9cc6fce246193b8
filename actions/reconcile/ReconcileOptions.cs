using UvRelease.Runner;

namespace UvRelease.Reconcile;

/// <summary>Inputs of reconcile.</summary>
public sealed record ReconcileOptions
{
    /// <summary>The channel.</summary>
    [Input("channel", "Channel that is brought up to its log. Empty takes all of the configuration.")]
    public string? Channel { get; init; }

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
