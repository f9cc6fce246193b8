using UvRelease.Releases;
using UvRelease.Releases.Configuration;
using UvRelease.Runner;
using UvRelease.Stores;

namespace UvRelease.StoreInputs;

/// <summary>Inputs that say of which app a store is, where it is, and where clients read it.</summary>
public sealed record AppStore
{
    /// <summary>Id of the app.</summary>
    [Input("app", "Id of the app that the store is for. Empty takes publish.app of the configuration.")]
    public string? App { get; init; }

    /// <summary>The project's configuration.</summary>
    [Input(
        "configuration",
        "Configuration file, whose sections publish and changelog.channels are used; relative to the workspace.",
        Default = ".github/uv-release.yml")]
    public WorkspacePath Configuration { get; init; } = null!;

    /// <summary>Where the store is.</summary>
    [Input("store", "Where the store is: a folder, s3://bucket/prefix?region=…, az://account/container/prefix or gs://bucket/prefix.", Required = true)]
    public string Store { get; init; } = "";

    /// <summary>Address that clients read.</summary>
    [Input(
        "public-url",
        "Address under which clients read the store, such as the CDN's. Empty takes publish.public-url of the configuration, "
        + "else the store's own address; a folder is then read directly.")]
    public string? PublicUrl { get; init; }

    /// <summary>Reads the address of a store. A folder must be one that the step can see, whether it is written or only read.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: it is none, or a folder outside of the workspace.</exception>
    public static StoreAddress AddressOf(string store, Workspace workspace)
    {
        StoreAddress address = StoreAddress.Parse(store, workspace.Root);
        return address is not StoreAddress.Directory folder || workspace.TryResolve(folder.Path, out _, out string? problem)
            ? address
            : throw new ReleaseException(
                Fault.Input,
                $"The path {problem}. A step of a workflow runs in a container that sees nothing else of its runner, and the workspace ends with the job: "
                + "name a bucket of S3 or a container of Azure.");
    }

    /// <summary>The address that clients read; null for the store's own.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: it is none.</exception>
    public Uri? PublicAddress() => PublicUrl is not { } text
        ? FeedAddress.Public(ConfigurationFile.Read(Configuration.FullPath, Configuration.Relative).Mapping("publish"))
        : SettingForms.WebAddress(text) is { } problem ? throw new ReleaseException(Fault.Input, $"Input 'public-url' {problem}")
        : new Uri(text);
}
