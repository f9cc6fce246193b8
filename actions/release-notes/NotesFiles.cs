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
    public async Task<IReadOnlyList<OutputValue>> WriteAsync(Document notes, IReadOnlyList<MigrationNote> upgrade, SemanticVersion? upgradeFrom, CancellationToken cancellationToken)
    {
        var markdown = new MarkdownNotes(project.Configuration, project.Page);
        RenderedNotes rendered = markdown.Render(notes, "notes.full.md");
        WorkspacePath brief = In("notes.md"), full = rendered.IsCut ? In("notes.full.md") : brief, text = In("notes.txt"), json = In("notes.json");
        await context.Workspace.WriteTextAsync(brief, rendered.Text, cancellationToken);
        if (rendered.IsCut)
            await context.Workspace.WriteTextAsync(full, rendered.Full, cancellationToken);
        await context.Workspace.WriteTextAsync(text, PlainNotes.Render(notes, project.Configuration), cancellationToken);
        await context.Workspace.WriteTextAsync(json, NotesJson.Write(notes), cancellationToken);
        if (options.ChangelogFile is { } changelog)
            await UpdateAsync(changelog, old => ChangelogDocument.Update(old, version, markdown.Section(notes), changelog.Relative), cancellationToken);
        IReadOnlyList<OutputValue> jump = options.UpgradeFile is { } guide ? await UpdateGuideAsync(guide, upgrade, upgradeFrom, markdown.Upgrade, cancellationToken) : [];
        context.Summary.Append(rendered.Full);
        return
        [
            context.TextOutput(Notes, rendered.Text, NotesFile), NotesFile.Is(brief.Relative), FullNotesFile.Is(full.Relative),
            TextFile.Is(text.Relative), JsonFile.Is(json.Relative), .. jump,
        ];
    }

    private WorkspacePath In(string name) => context.Workspace.Resolve(Path.Combine(options.ReleaseFolder.FullPath, name));

    // UPGRADING.json beside UPGRADING.md holds the same for programs, all releases so far.
    private async Task<IReadOnlyList<OutputValue>> UpdateGuideAsync(
        WorkspacePath guide, IReadOnlyList<MigrationNote> upgrade, SemanticVersion? from, UpgradeMarkdown markdown, CancellationToken cancellationToken)
    {
        byte[] text = await UpdateAsync(guide, old => UpgradeDocument.Update(old, version, upgrade, markdown, guide.Relative), cancellationToken);
        WorkspacePath data = context.Workspace.Resolve(Path.ChangeExtension(guide.FullPath, ".json"));
        UpgradeGuide before = File.Exists(data.FullPath) ? UpgradeGuide.Read(await File.ReadAllTextAsync(data.FullPath, cancellationToken), data.Relative) : UpgradeGuide.Empty;
        UpgradeGuide now = before.With(version, upgrade);
        await context.Workspace.WriteTextAsync(data, now.Write(), cancellationToken);
        return from is null ? [] : await UpgradeJump.WriteAsync(text, now, from, version, markdown, project, options, context, cancellationToken);
    }

    private async Task<byte[]> UpdateAsync(WorkspacePath file, Func<byte[]?, FileUpdate> update, CancellationToken cancellationToken)
    {
        FileUpdate result = update(File.Exists(file.FullPath) ? await File.ReadAllBytesAsync(file.FullPath, cancellationToken) : null);
        if (result.Outcome is UpdateOutcome.KeptHandWritten)
            context.Log.Warning($"The text for {version} was written or edited by hand and stays as it is. Remove it to have it written again.", new Location(file.Relative, result.Line));
        else if (result.Outcome is not UpdateOutcome.Unchanged)
            await context.Workspace.WriteAsync(file, result.Bytes, cancellationToken);
        return result.Bytes;
    }
}
