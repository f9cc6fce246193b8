using UvRelease.Runner;

namespace UvRelease.TagRelease;

/// <summary>Inputs of tag-release.</summary>
public sealed record TagReleaseOptions
{
    /// <summary>The tag.</summary>
    [Input("tag", "Name of the tag: output 'tag' of release-notes.", Required = true)]
    public string Tag { get; init; } = "";

    /// <summary>The version.</summary>
    [Input("version", "Version of the release, without prefix: the title of the GitHub release.", Required = true)]
    public string Version { get; init; } = "";

    /// <summary>The commit.</summary>
    [Input("commit", "Full id of the commit that was built. Empty takes the run's.")]
    public string? Commit { get; init; }

    /// <summary>Whether there is a GitHub release.</summary>
    [Input("github-release", "true makes a GitHub release, or verifies the one that is there; false makes the tag alone.", Default = "true")]
    public bool GitHubRelease { get; init; }

    /// <summary>Files of the release.</summary>
    [Input("release-folder", "Folder with fragments and files of the release, relative to the workspace: those that users get are put into the GitHub release. "
        + "Empty puts none into it.")]
    public WorkspacePath? ReleaseFolder { get; init; }

    /// <summary>The list of artifacts.</summary>
    [Input("legs-file", "legs.json in a folder of release-folder, relative to the workspace: exactly the artifacts that it names are taken, each in a "
        + "folder of its own. Empty takes what is in release-folder itself.")]
    public WorkspacePath? LegsFile { get; init; }

    /// <summary>Notes.</summary>
    [Input("notes-file", "Notes in Markdown, relative to the workspace. Empty leaves the release without.")]
    public WorkspacePath? NotesFile { get; init; }

    /// <summary>Channel.</summary>
    [Input("channel", "Channel of the release: only one on the last of changelog.channels becomes GitHub's latest release. Empty takes that one.")]
    public string? Channel { get; init; }

    /// <summary>The project's configuration.</summary>
    [Input("configuration", "Configuration file, whose section changelog.channels is used; relative to the workspace.", Default = ".github/uv-release.yml")]
    public WorkspacePath Configuration { get; init; } = null!;

    /// <summary>Token.</summary>
    [Input("github-token", "Token that makes tag and release; the job needs permissions: contents: write.", Required = true)]
    public Secret? GitHubToken { get; init; }

    /// <summary>File of events.</summary>
    [Input("events-file", "File of CloudEvents, one per line, that the event is added to; relative to the workspace.", Default = "event/events.ndjson")]
    public OutputPath EventsFile { get; init; } = null!;
}
