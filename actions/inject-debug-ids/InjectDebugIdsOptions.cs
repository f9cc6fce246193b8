using UvRelease.Runner;

namespace UvRelease.InjectDebugIds;

/// <summary>Inputs of inject-debug-ids.</summary>
public sealed record InjectDebugIdsOptions
{
    /// <summary>Where the scripts are.</summary>
    [Input("folder", "Folder with the bundler's output, scripts and source maps, before it is packed; relative to the workspace.", Required = true)]
    public WorkspacePath Folder { get; init; } = null!;
}
