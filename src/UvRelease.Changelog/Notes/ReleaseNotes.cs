namespace UvRelease.Changelog.Notes;

/// <summary>The notes of one release: the document behind notes.md and notes.json (schema/notes.schema.json).</summary>
/// <param name="Schema">Name and version of the format: <see cref="SchemaName"/>.</param>
/// <param name="Version">Version that is released, without a prefix.</param>
/// <param name="PreviousVersion">Version that the range begins after; null for a first release.</param>
/// <param name="Commit">Id of the newest commit.</param>
/// <param name="Date">Day of the newest commit in UTC, as yyyy-MM-dd.</param>
/// <param name="Sections">Sections with at least one entry, in the order they are shown.</param>
/// <param name="Commits">How many commits the range has, by how they were read.</param>
public sealed record ReleaseNotes(
    string Schema, string Version, string? PreviousVersion, string Commit, string Date, IReadOnlyList<NotesSection> Sections, CommitCounts Commits)
{
    /// <summary>Value of <see cref="Schema"/>.</summary>
    public const string SchemaName = "uv-release/notes/1";
}

/// <summary>Changes of one kind.</summary>
/// <param name="Id">Stable name: breaking, or a commit type.</param>
/// <param name="Title">Heading.</param>
/// <param name="Entries">Changes, newest first.</param>
public sealed record NotesSection(string Id, string Title, IReadOnlyList<NotesEntry> Entries);

/// <summary>One change.</summary>
/// <param name="Description">What changed, as its author wrote it: not escaped.</param>
/// <param name="Scope">Part of the product, or null.</param>
/// <param name="Breaking">What breaks and how to move on, or null.</param>
/// <param name="Commit">Id of the commit.</param>
/// <param name="Author">Name of the author.</param>
public sealed record NotesEntry(string Description, string? Scope, string? Breaking, string Commit, string Author);

/// <summary>How many commits a range has.</summary>
/// <param name="Conventional">Commits that follow Conventional Commits.</param>
/// <param name="Other">Commits that do not.</param>
public sealed record CommitCounts(int Conventional, int Other);
