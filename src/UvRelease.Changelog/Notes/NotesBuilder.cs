using System.Globalization;
using UvRelease.Changelog.Commits;
using UvRelease.Releases;

namespace UvRelease.Changelog.Notes;

/// <summary>Sorts commits into the notes of a release.</summary>
public static class NotesBuilder
{
    private static readonly (string Id, string Title)[] Sections =
    [
        ("feat", "Features"),
        ("fix", "Bug fixes"),
        ("perf", "Performance"),
        ("revert", "Reverts"),
        ("docs", "Documentation"),
    ];

    /// <summary>Builds the notes. Every commit that is not a merge has exactly one entry: what has no section of its own goes to Other changes.</summary>
    /// <param name="version">Version that is released.</param>
    /// <param name="previous">Version that the range begins after, or null.</param>
    /// <param name="commits">Commits of the range, newest first; at least one.</param>
    public static ReleaseNotes Build(SemanticVersion version, SemanticVersion? previous, IReadOnlyList<ConventionalCommit> commits)
    {
        ConventionalCommit[] shown = [.. commits.Where(commit => commit.Commit.Parents.Count < 2 || commit.Type is not null)];
        var sections = new List<NotesSection> { Section("breaking", "Breaking changes", shown.Where(commit => commit.Breaking is not null)) };
        ConventionalCommit[] rest = [.. shown.Where(commit => commit.Breaking is null)];
        sections.AddRange(Sections.Select(section => Section(section.Id, section.Title, rest.Where(commit => commit.Type == section.Id))));
        sections.Add(Section("other", "Other changes", rest.Where(commit => !Array.Exists(Sections, section => section.Id == commit.Type))));
        int conventional = commits.Count(commit => commit.Type is not null);
        return new ReleaseNotes(
            ReleaseNotes.SchemaName,
            version.ToString(),
            previous?.ToString(),
            commits[0].Commit.Id,
            commits[0].Commit.AuthoredAt.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            [.. sections.Where(section => section.Entries.Count > 0)],
            new CommitCounts(conventional, commits.Count - conventional));
    }

    private static NotesSection Section(string id, string title, IEnumerable<ConventionalCommit> commits) =>
        new(id, title, [.. commits.Select(commit => new NotesEntry(commit.Description, commit.Scope, commit.Breaking, commit.Commit.Id, commit.Commit.Author.Name))]);
}
