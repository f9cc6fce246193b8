using UvRelease.Changelog.ChangelogFile;
using UvRelease.Changelog.Notes;
using UvRelease.Changelog.Upgrading;
using UvRelease.Releases;
using UvRelease.Runner;
using static UvRelease.ReleaseNotes.ReleaseNotesOutputs;
using Document = UvRelease.Changelog.Notes.ReleaseNotes;

namespace UvRelease.ReleaseNotes;

/// <summary>Writes the notes of one release in every form, and brings changelog and upgrade guide up to date.</summary>
internal sealed class NotesFiles(Project project, ReleaseNotesOptions options, StepContext context, SemanticVersion version)
{
    public IReadOnlyList<OutputValue> Write(Document notes, IReadOnlyList<MigrationNote> upgrade, SemanticVersion? upgradeFrom, CancellationToken cancellationToken)
    {
        var markdown = new MarkdownNotes(project.Configuration, project.Page);
        RenderedNotes rendered = markdown.Render(notes, "notes.full.md");
        WorkspacePath brief = In("notes.md"), full = rendered.IsCut ? In("notes.full.md") : brief, text = In("notes.txt"), json = In("notes.json");
        context.Workspace.WriteText(brief, rendered.Text, cancellationToken);
        if (rendered.IsCut)
            context.Workspace.WriteText(full, rendered.Full, cancellationToken);
        context.Workspace.WriteText(text, PlainNotes.Render(notes, project.Configuration), cancellationToken);
        context.Workspace.Write(json, stream => NotesJson.Write(stream, notes), cancellationToken);
        if (options.ChangelogFile is { } changelog)
            Update(changelog, old => ChangelogDocument.Update(old, version, markdown.Section(notes), changelog.Relative), cancellationToken);
        IReadOnlyList<OutputValue> jump = options.UpgradeFile is { } guide ? UpdateGuide(guide, upgrade, upgradeFrom, markdown.Upgrade, cancellationToken) : [];
        context.Summary.Append(rendered.Full);
        return
        [
            context.TextOutput(Notes, rendered.Text, NotesFile), NotesFile.Is(brief.Relative), FullNotesFile.Is(full.Relative),
            TextFile.Is(text.Relative), JsonFile.Is(json.Relative), .. jump,
        ];
    }

    private WorkspacePath In(string name) => context.Workspace.Resolve(Path.Combine(options.ReleaseFolder.FullPath, name));

    // UPGRADING.json beside UPGRADING.md holds the same for programs, all releases so far.
    private IReadOnlyList<OutputValue> UpdateGuide(
        WorkspacePath guide, IReadOnlyList<MigrationNote> upgrade, SemanticVersion? from, UpgradeMarkdown markdown, CancellationToken cancellationToken)
    {
        byte[] text = Update(guide, old => UpgradeDocument.Update(old, version, upgrade, markdown, guide.Relative), cancellationToken);
        WorkspacePath data = context.Workspace.Resolve(Path.ChangeExtension(guide.FullPath, ".json"));
        UpgradeGuide before = File.Exists(data.FullPath) ? UpgradeGuide.Read(File.ReadAllText(data.FullPath), data.Relative) : UpgradeGuide.Empty;
        UpgradeGuide now = before.With(version, upgrade);
        context.Workspace.WriteText(data, now.Write(), cancellationToken);
        return from is null ? [] : UpgradeJump.Write(text, now, from, version, markdown, project, options, context, cancellationToken);
    }

    private byte[] Update(WorkspacePath file, Func<byte[]?, FileUpdate> update, CancellationToken cancellationToken)
    {
        FileUpdate result = update(File.Exists(file.FullPath) ? File.ReadAllBytes(file.FullPath) : null);
        if (result.Outcome is UpdateOutcome.KeptHandWritten)
            context.Log.Warning($"The text for {version} was written or edited by hand and stays as it is. Remove it to have it written again.", new Location(file.Relative, result.Line));
        else if (result.Outcome is not UpdateOutcome.Unchanged)
            context.Workspace.Write(file, result.Bytes, cancellationToken);
        return result.Bytes;
    }
}
