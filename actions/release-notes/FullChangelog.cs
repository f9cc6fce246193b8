using System.Text;
using UvRelease.Changelog.ChangelogFile;
using UvRelease.Changelog.Commits;
using UvRelease.Changelog.Notes;
using UvRelease.Changelog.Upgrading;
using UvRelease.Changelog.Versions;
using UvRelease.Runner;
using static UvRelease.ReleaseNotes.ReleaseNotesOutputs;

namespace UvRelease.ReleaseNotes;

/// <summary>A changelog of all releases, from one walk of the history.</summary>
internal static class FullChangelog
{
    public static StepResult Write(Project project, ReleaseNotesOptions options, StepContext context, CancellationToken cancellationToken)
    {
        ChangeRules rules = project.Rules;
        // Messages are read while git still looks for the next commits.
        IReadOnlyList<ReleaseSection<ReadCommit>> releases = ReleaseHistory.Read(
            project.Repository, project.Request, branches: false, commit => ChangeList.Read(commit, rules), cancellationToken);
        var markdown = new MarkdownNotes(project.Configuration, project.Page);
        (string Text, CommitCounts Counts)[] sections = new (string, CommitCounts)[releases.Count];
        Parallel.For(0, releases.Count, place => sections[place] = Section(releases[place], project, rules, markdown));

        var text = new StringBuilder(ChangelogDocument.Header);
        foreach ((string section, _) in sections)
            text.Append(section).Append('\n');
        WorkspacePath file = options.ChangelogFile ?? context.Workspace.Resolve(Path.Combine(options.ReleaseFolder.FullPath, "CHANGELOG.md"));
        context.Workspace.WriteText(file, text.ToString().TrimEnd('\n') + "\n", cancellationToken);
        context.Log.Info($"{releases.Count} releases with {sections.Sum(section => section.Counts.Total)} commits, in {file}.");
        return new StepResult.Done(
            NotesFile.Is(file.Relative),
            FullNotesFile.Is(file.Relative),
            Commits.Is($"{sections.Sum(section => section.Counts.Total)}"),
            Conventional.Is($"{sections.Sum(section => section.Counts.Conventional)}"),
            LookAlikes.Is($"{sections.Sum(section => section.Counts.LookAlike)}"),
            Other.Is($"{sections.Sum(section => section.Counts.Other)}"));
    }

    private static (string Text, CommitCounts Counts) Section(ReleaseSection<ReadCommit> release, Project project, ChangeRules rules, MarkdownNotes markdown)
    {
        ChangeSet changes = ChangeList.FromRead([.. release.Commits], rules);
        var notes = NotesBuilder.Build(
            new NotesContent
            {
                Version = release.Tag?.Version ?? new Releases.SemanticVersion(0, 0, 0),
                Previous = release.Previous?.Version,
                Commit = release.Tag?.CommitId ?? release.Commits[0].Commit.Id,
                Date = DateOnly.FromDateTime(release.Commits.Count > 0 ? release.Commits[0].Commit.AuthoredAt.UtcDateTime : default),
                Changes = changes,
                Upgrade = MigrationNotes.From(changes.Changes, [], new Dictionary<int, string>(), project.Page),
            },
            project.Configuration);
        string section = markdown.Section(notes);
        return (release.Tag is null ? "## Unreleased" + section[section.IndexOf('\n', StringComparison.Ordinal)..] : section, changes.Counts);
    }
}
