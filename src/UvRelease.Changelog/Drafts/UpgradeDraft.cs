using System.Text;
using UvRelease.Changelog.ChangelogFile;
using UvRelease.Changelog.Languages;
using UvRelease.Changelog.Upgrading;
using UvRelease.Releases;

namespace UvRelease.Changelog.Drafts;

/// <summary>The upgrade guide, brought up to date with a release.</summary>
/// <param name="Guide">UPGRADING.md.</param>
/// <param name="Json">Text of UPGRADING.json.</param>
public sealed record UpgradeDraft(FileUpdate Guide, string Json)
{
    /// <summary>What somebody meets who comes from an older version; null where nobody asked.</summary>
    public UpgradeJump? Jump { get; init; }

    internal static UpgradeDraft Make(
        DraftRequest request, UpgradeFiles files, SemanticVersion version, IReadOnlyList<MigrationNote> notes, SemanticVersion? from, UpgradeMarkdown markdown)
    {
        (ProjectPath guide, ProjectPath data) = files;
        FileUpdate update = UpgradeDocument.Update(ChangelogDocument.Read(guide), version, notes, markdown, guide.Name);
        UpgradeGuide before = ChangelogDocument.Read(data) is { } bytes
            ? UpgradeGuide.Read(Encoding.UTF8.GetString(bytes).TrimStart('\ufeff'), data.Name) : UpgradeGuide.Empty;
        UpgradeGuide now = before.With(version, notes);
        return new UpgradeDraft(update, now.Write())
        {
            Jump = from is null ? null : UpgradeJump.Make(update.Bytes, guide.Name, now, from, version, markdown, Phrases.Of(request.Configuration)),
        };
    }
}

/// <summary>All sections of the upgrade guide between two versions, in the order in which somebody meets them.</summary>
/// <param name="Markdown">For people.</param>
/// <param name="Json">The same for programs.</param>
public sealed record UpgradeJump(string Markdown, string Json)
{
    /// <summary>The version to come from; null where nobody asked.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: it is no version, not before the released one, or there is no guide.</exception>
    internal static SemanticVersion? From(DraftRequest request, SemanticVersion version)
    {
        if (request.UpgradeFrom is not { } given)
            return null;
        SemanticVersion from = SemanticVersion.TryParse(given)
            ?? throw new ReleaseException(Fault.Input, $"Input 'upgrade-from' is '{given}' and must be a semantic version such as 3.0.0, without a prefix.");
        if (from.CompareTo(version) >= 0)
            throw new ReleaseException(Fault.Input, $"Input 'upgrade-from' is '{given}', and {version} is released: it must be a version before that.");
        return request.UpgradeFiles is not null
            ? from
            : throw new ReleaseException(
                Fault.Input, "Input 'upgrade-from' is given without 'upgrade-file'. Name the upgrade guide that holds the sections in between.");
    }

    internal static UpgradeJump Make(
        byte[] guide, string name, UpgradeGuide data, SemanticVersion from, SemanticVersion version, UpgradeMarkdown markdown, Phrases phrases)
    {
        UpgradeGuide between = data with { Sections = data.Between(from, version) };
        // The section that he is in already is shown by its newer notes alone; the others as they are in the guide, hand-written text included.
        string own = markdown.Sections([.. between.Sections.Where(section => section.Line == UpgradeGuide.LineOf(from))]);
        string rest = UpgradeDocument.Between(guide, from, version, name);
        string text = string.Join('\n', new[] { own, rest }.Where(part => part.Length > 0));
        return new UpgradeJump(text.Length > 0 ? text : phrases["nothing-notable"] + "\n", between.Write());
    }
}
