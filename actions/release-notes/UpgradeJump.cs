using UvRelease.Changelog.ChangelogFile;
using UvRelease.Changelog.Notes.Languages;
using UvRelease.Changelog.Upgrading;
using UvRelease.Releases;
using UvRelease.Runner;
using static UvRelease.ReleaseNotes.ReleaseNotesOutputs;

namespace UvRelease.ReleaseNotes;

/// <summary>Writes what somebody meets who comes from an older version: all sections of the upgrade guide in between, in order.</summary>
internal static class UpgradeJump
{
    /// <summary>The version to come from; null where the input is empty.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: it is no version, not before the released one, or there is no guide.</exception>
    public static SemanticVersion? From(ReleaseNotesOptions options, SemanticVersion version)
    {
        if (options.UpgradeFrom is not { } given)
            return null;
        SemanticVersion from = SemanticVersion.TryParse(given)
            ?? throw new ReleaseException(Fault.Input, $"Input 'upgrade-from' is '{given}' and must be a semantic version such as 3.0.0, without a prefix.");
        if (from.CompareTo(version) >= 0)
            throw new ReleaseException(Fault.Input, $"Input 'upgrade-from' is '{given}', and {version} is released: it must be a version before that.");
        return options.UpgradeFile is not null
            ? from
            : throw new ReleaseException(Fault.Input, "Input 'upgrade-from' is given without 'upgrade-file'. Name the upgrade guide that holds the sections in between.");
    }

    /// <summary>Writes upgrade.md and upgrade.json.</summary>
    /// <param name="guide">Bytes of the guide, brought up to date.</param>
    /// <param name="data">The same for programs.</param>
    /// <param name="from">The version to come from.</param>
    /// <param name="version">The released one.</param>
    /// <param name="markdown">Shows notes.</param>
    /// <param name="project">The project.</param>
    /// <param name="options">Where files go.</param>
    /// <param name="context">The step.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    public static IReadOnlyList<OutputValue> Write(
        byte[] guide, UpgradeGuide data, SemanticVersion from, SemanticVersion version, UpgradeMarkdown markdown, Project project, ReleaseNotesOptions options, StepContext context, CancellationToken cancellationToken)
    {
        UpgradeGuide between = data with { Sections = data.Between(from, version) };
        // The section that he is in already is told by its newer notes alone; the others as they stand in the guide, hand-written text included.
        string own = markdown.Sections([.. between.Sections.Where(section => section.Line == UpgradeGuide.LineOf(from))]);
        string rest = UpgradeDocument.Between(guide, from, version, options.UpgradeFile!.Relative);
        string text = string.Join('\n', new[] { own, rest }.Where(part => part.Length > 0));
        WorkspacePath notes = In("upgrade.md"), json = In("upgrade.json");
        context.Workspace.WriteText(notes, text.Length > 0 ? text : Phrases.Of(project.Configuration)["nothing-notable"] + "\n", cancellationToken);
        context.Workspace.WriteText(json, between.Write(), cancellationToken);
        return [UpgradeNotesFile.Is(notes.Relative), UpgradeJsonFile.Is(json.Relative)];

        WorkspacePath In(string name) => context.Workspace.Resolve(Path.Combine(options.ReleaseFolder.FullPath, name));
    }
}
