using UvRelease.Runner;

namespace UvRelease.ReleaseNotes;

/// <summary>Outputs of release-notes.</summary>
internal static class ReleaseNotesOutputs
{
    public static readonly Output Version = new("version", "Version that is released, without prefix; empty if there is nothing to release.");
    public static readonly Output PreviousVersion = new("previous-version", "Version that the range begins after; empty for a first release.");
    public static readonly Output Tag = new("tag", "Name of the version's tag; empty if there is nothing to release.");
    public static readonly Output Channel = new("channel", "Channel of the release.");
    public static readonly Output ReleaseNeeded = new("release-needed", "true if a change asks for a release, or a version was given.");
    public static readonly Output Breaking = new("breaking", "Number of breaking changes.");
    public static readonly Output Notes = new("notes", "The notes as Markdown; empty if they are longer than a later step's input can be.");
    public static readonly Output NotesFile = new("notes-file", "Path of the notes as Markdown, within the limit of a GitHub release's body, relative to the workspace.");
    public static readonly Output FullNotesFile = new("full-notes-file", "Path of the notes without that limit; the same file if they are within it.");
    public static readonly Output TextFile = new("text-file", "Path of the notes as plain text, for electron-updater's dialog.");
    public static readonly Output JsonFile = new("json-file", "Path of the notes as JSON.");
    public static readonly Output UpgradeNotesFile = new("upgrade-notes-file", "Path of the upgrade notes since upgrade-from as Markdown; empty without that input.");
    public static readonly Output UpgradeJsonFile = new("upgrade-json-file", "Path of the same as JSON.");
    public static readonly Output Commits = new("commits", "Number of commits in the range.");
    public static readonly Output Conventional = new("conventional", "Number of them that follow Conventional Commits.");
    public static readonly Output LookAlikes = new("look-alikes", "Number of them that were meant to, and do not.");
    public static readonly Output Other = new("other", "Number of all others.");
    public static readonly Output Fragments = new("fragments", "Changelog fragments that the notes have used, one per line: remove them with the release.");

    public static readonly IReadOnlyList<Output> All =
    [
        Version, PreviousVersion, Tag, Channel, ReleaseNeeded, Breaking, Notes, NotesFile, FullNotesFile, TextFile, JsonFile, UpgradeNotesFile, UpgradeJsonFile,
        Commits, Conventional, LookAlikes, Other, Fragments,
    ];
}
