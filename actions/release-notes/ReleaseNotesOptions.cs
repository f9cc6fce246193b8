using UvRelease.Runner;

namespace UvRelease.ReleaseNotes;

/// <summary>Inputs of release-notes.</summary>
public sealed record ReleaseNotesOptions
{
    /// <summary>Folder of the repository.</summary>
    [Input("repository-path", "Folder of the git repository, relative to the workspace.", Default = ".")]
    public WorkspacePath RepositoryPath { get; init; } = null!;

    /// <summary>Where the range begins.</summary>
    [Input("from", "Tag or commit that the range begins after. Empty takes the greatest stable version tag that the range's end reaches.")]
    public string? From { get; init; }

    /// <summary>Where the range ends.</summary>
    [Input("to", "Tag, branch or commit that the range ends with.", Default = "HEAD")]
    public string To { get; init; } = "HEAD";

    /// <summary>Version to release.</summary>
    [Input("version", "Version that is released, without prefix. Empty derives it from the commits.")]
    public string? Version { get; init; }

    /// <summary>What version tags begin with.</summary>
    [Input("tag-prefix", "What a version tag has in front of its version.", Default = "v")]
    public string TagPrefix { get; init; } = "";

    /// <summary>Where the files go.</summary>
    [Input("release-folder", "Folder for notes.md and notes.json, relative to the workspace.", Default = "release")]
    public WorkspacePath ReleaseFolder { get; init; } = null!;
}
