using UvRelease.Changelog.ChangelogFile;
using UvRelease.Changelog.Notes;
using UvRelease.Releases;

namespace UvRelease.Changelog.Drafts;

/// <summary>The notes of a release in every form, and the files of the project that they change. Nothing is written yet.</summary>
/// <param name="Version">Version that is released.</param>
/// <param name="Tag">Name of its tag.</param>
/// <param name="Document">The notes, for notes.json.</param>
/// <param name="Markdown">The notes as Markdown.</param>
/// <param name="Plain">The notes as plain text.</param>
public sealed record NotesDraft(SemanticVersion Version, string Tag, ReleaseNotes Document, RenderedNotes Markdown, string Plain)
{
    /// <summary>Name of the file that has the whole notes where they are cut; the cut ones name it.</summary>
    public const string FullName = "notes.full.md";

    /// <summary>What decided the version, as a line of Markdown; null where it was given, or has its tag.</summary>
    public string? Reason { get; init; }

    /// <summary>The changelog with the release's section; null where there is none.</summary>
    public FileUpdate? Changelog { get; init; }

    /// <summary>The upgrade guide with the release's migration notes; null where there is none.</summary>
    public UpgradeDraft? Upgrade { get; init; }

    internal static NotesDraft Make(DraftRequest request, SemanticVersion version, ReleaseNotes notes, SemanticVersion? upgradeFrom)
    {
        var markdown = new MarkdownNotes(request.Configuration, request.Page);
        RenderedNotes rendered = markdown.Render(notes, FullName);
        string plain = PlainNotes.Render(notes, request.Configuration);
        return new NotesDraft(version, request.Range.Tags.NameOf(version), notes, rendered, plain)
        {
            Reason = markdown.Reason(notes),
            Changelog = request.ChangelogFile is { } file
                ? ChangelogDocument.Update(ChangelogDocument.Read(file), version, markdown.Section(notes), file.Name) : null,
            Upgrade = request.UpgradeFiles is { } files ? UpgradeDraft.Make(request, files, version, notes.Upgrade, upgradeFrom, markdown.Upgrade) : null,
        };
    }
}
