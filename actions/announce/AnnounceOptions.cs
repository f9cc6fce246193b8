using UvRelease.Runner;
using UvRelease.StoreInputs;

namespace UvRelease.Announce;

/// <summary>How the release went.</summary>
public enum ReleaseResult
{
    /// <summary>It is published, or promoted.</summary>
    Success,

    /// <summary>It is not.</summary>
    Failure,

    /// <summary>It was cancelled: nothing is announced.</summary>
    Cancelled,

    /// <summary>There was none: nothing is announced.</summary>
    Skipped,
}

/// <summary>Inputs of announce.</summary>
public sealed record AnnounceOptions
{
    /// <summary>How the release went.</summary>
    [Input("result", "How the release went: success, failure, cancelled or skipped, as needs.<job>.result says it. A failure opens or updates one "
        + "issue, and the "
        + "next success closes it.", Default = "success")]
    public ReleaseResult Result { get; init; }

    /// <summary>The version.</summary>
    [Input("version", "Version that was released, without prefix. Empty for a failure before there was one.")]
    public string? Version { get; init; }

    /// <summary>The channel.</summary>
    [Input("channel", "Channel that the version was published on, or promoted to. Empty takes that of the component, or the most stable one.")]
    public string? Channel { get; init; }

    /// <summary>The component.</summary>
    [Input("component", "Component that was released, by its name in the configuration. Empty for the whole repository.")]
    public string? Component { get; init; }

    /// <summary>Page of the release.</summary>
    [Input("release-url", "Page of the release. Empty takes that of the GitHub release, if there is one.")]
    public string? ReleaseUrl { get; init; }

    /// <summary>Folder of the repository.</summary>
    [Input("repository-path", "Folder of the git repository, checked out with its whole history and tags, relative to the workspace.", Default = ".")]
    public WorkspacePath RepositoryPath { get; init; } = null!;

    /// <summary>The project's configuration.</summary>
    [Input("configuration", "Configuration file, whose sections announce, changelog, components and publish are used; relative to the workspace. Empty takes "
        + ".github/uv-release.yml of the repository, if there is one.")]
    public WorkspacePath? Configuration { get; init; }

    /// <summary>Where the store is.</summary>
    [Input("store", "Store whose log must say that the channel had the version: a folder, s3://bucket/prefix?region=…, or az://account/container/prefix. Empty "
        + "asks GitHub for the tag instead.")]
    public string? Store { get; init; }

    /// <summary>Id of the app.</summary>
    [Input("app", "Id of the app in the store. Empty takes publish.app of the configuration.")]
    public string? App { get; init; }

    /// <summary>What opens the store.</summary>
    [Inputs]
    public StoreLogin Login { get; init; } = new();

    /// <summary>Address of a webhook.</summary>
    [Input("webhook-url", "Address that gets a CloudEvent about the release. Empty sends none.")]
    public Secret? WebhookUrl { get; init; }

    /// <summary>Its key.</summary>
    [Input("webhook-secret", "Key that the event is signed with, by Standard Webhooks: whsec_ and base64.")]
    public Secret? WebhookSecret { get; init; }

    /// <summary>Token.</summary>
    [Input("github-token",
        "Token with the permissions contents: read, issues: write and pull-requests: write; discussions: write too where announce.discussion "
        + "is set.", Required = true)]
    public Secret? GitHubToken { get; init; }
}
