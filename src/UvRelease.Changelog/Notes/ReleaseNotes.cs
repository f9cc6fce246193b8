using UvRelease.Changelog.Commits;
using UvRelease.Changelog.Upgrading;
using UvRelease.Changelog.Versions;

namespace UvRelease.Changelog.Notes;

/// <summary>
/// The notes of one release: the document behind notes.md, notes.txt and notes.json (schema/notes.schema.json). Texts of people are as written, not
/// escaped.
/// </summary>
/// <param name="Schema">Name and version of the format: <see cref="SchemaName"/>.</param>
/// <param name="Version">Version that is released, without a prefix.</param>
/// <param name="PreviousVersion">Version that the range begins after; null for a first release.</param>
/// <param name="Commit">Id of the newest commit.</param>
/// <param name="Date">Day of the release in UTC, as yyyy-MM-dd.</param>
/// <param name="Language">Language of the headings (ISO 639-1).</param>
/// <param name="CompareUrl">Page that shows all changes since the previous release; null without one.</param>
/// <param name="Sections">Sections with at least one entry, in the order they are shown.</param>
/// <param name="Upgrade">What breaks or will break, and the way over it.</param>
/// <param name="Contributors">Who contributed.</param>
/// <param name="Fragments">Changelog fragments that these notes have used up, relative to the workspace, sorted.</param>
/// <param name="Commits">What became of each commit of the range.</param>
/// <param name="Hidden">How many changes the configuration hides.</param>
public sealed record ReleaseNotes(
    string Schema, string Version, string? PreviousVersion, string Commit, string Date, string Language, string? CompareUrl,
    IReadOnlyList<NotesSection> Sections, IReadOnlyList<MigrationNote> Upgrade, IReadOnlyList<NotesContributor> Contributors,
    IReadOnlyList<string> Fragments, CommitCounts Commits, int Hidden)
{
    /// <summary>Value of <see cref="Schema"/>.</summary>
    public const string SchemaName = "uv-release/notes/1";

    /// <summary>What decided the version; null where it was given, or has its tag.</summary>
    public VersionReason? VersionReason { get; init; }
}

/// <summary>Changes of one kind.</summary>
/// <param name="Id">Stable name, such as breaking or features.</param>
/// <param name="Title">Heading.</param>
/// <param name="Entries">Changes: what breaks first, then by scope; those that changelog fragments describe first, then newest first.</param>
public sealed record NotesSection(string Id, string Title, IReadOnlyList<NotesEntry> Entries);

/// <summary>One change.</summary>
/// <param name="Type">Commit type in lower case; empty for a commit that is not conventional.</param>
/// <param name="Scope">Part of the product, or null.</param>
/// <param name="Description">What changed: one line.</param>
/// <param name="Details">What else users should know, Markdown; null for nothing.</param>
/// <param name="Breaking">True when something breaks.</param>
/// <param name="Upgrade">Ids of its notes in the release's upgrade notes.</param>
/// <param name="Commit">Id of the commit; null for a changelog fragment whose commit is not known.</param>
/// <param name="PullRequest">Number of the pull request, or null.</param>
/// <param name="References">Issues and tickets.</param>
/// <param name="Authors">Names of author and co-authors.</param>
/// <param name="Since">First pre-release of this release that contained it; null for what is new since the last one, or was never pre-released.</param>
public sealed record NotesEntry(
    string Type, string? Scope, string Description, string? Details, bool Breaking, IReadOnlyList<string> Upgrade,
    string? Commit, int? PullRequest, IReadOnlyList<NotesReference> References, IReadOnlyList<string> Authors, string? Since);

/// <summary>An issue or ticket.</summary>
/// <param name="Text">As written, such as <c>#12</c> or <c>UV-123</c>.</param>
/// <param name="Url">Where it is; null where no tracker is known for it.</param>
public sealed record NotesReference(string Text, string? Url);

/// <summary>Somebody who contributed. Mail addresses are not published.</summary>
/// <param name="Name">Name.</param>
/// <param name="Login">GitHub login, where it is known.</param>
/// <param name="FirstTime">True when it is the first contribution.</param>
public sealed record NotesContributor(string Name, string? Login, bool FirstTime);
