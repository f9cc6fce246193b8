using UvRelease.Changelog.ChangelogFragments;
using UvRelease.Changelog.Commits;
using UvRelease.Changelog.Configuration;
using UvRelease.Changelog.Upgrading;

namespace UvRelease.Changelog.Notes;

/// <summary>Which section a change goes to.</summary>
internal sealed class SectionRules
{
    private readonly ChangelogConfiguration configuration;
    private readonly Dictionary<string, string> byType = new(StringComparer.Ordinal);
    private readonly string rest;
    private readonly bool keepAChangelog;

    internal SectionRules(ChangelogConfiguration configuration)
    {
        this.configuration = configuration;
        keepAChangelog = configuration.Layout == NotesLayout.KeepAChangelog;
        IReadOnlyList<NotesSectionRule> own = keepAChangelog ? NotesSectionRule.KeepAChangelog : NotesSectionRule.Default;
        IReadOnlyList<NotesSectionRule> rules = configuration.Sections.Count > 0 ? configuration.Sections : own;
        foreach (NotesSectionRule rule in rules)
        {
            foreach (string type in rule.Types)
                byType[type] = rule.Id;
        }

        string fallback = keepAChangelog ? "changed" : "other";
        rest = rules.FirstOrDefault(rule => rule.Types.Count == 0)?.Id ?? fallback;
        // Deprecations, and in Keep a Changelog removals, go to sections by their kind even where the team's list leaves these out.
        NotesSectionRule[] added =
            [.. own.Where(rule => (rule.Id == rest || rule.Id is "deprecated" or "removed") && !rules.Any(known => known.Id == rule.Id))];
        Order = keepAChangelog
            ? [.. rules, .. added]
            : [new NotesSectionRule("breaking", null, []), .. rules, .. added];
    }

    /// <summary>Sections in their order.</summary>
    internal IReadOnlyList<NotesSectionRule> Order { get; }

    /// <summary>True for types that the notes leave out. A type that a configured section names is wanted.</summary>
    internal bool Hides(string type) =>
        configuration.HiddenTypes.Contains(type, StringComparer.Ordinal)
            && !configuration.Sections.Any(rule => rule.Types.Contains(type, StringComparer.Ordinal));

    internal string Of(Change change, MigrationNote? note) => Of(change.Type, change.IsBreaking, change.IsBreaking ? note?.Kind : null);

    internal string Of(ChangelogFragment fragment) => Of(fragment.Type, fragment.IsBreaking, fragment.Kind);

    private string Of(string type, bool breaking, MigrationKind? kind) => (keepAChangelog, breaking, kind) switch
    {
        (false, true, _) => "breaking",
        (_, false, MigrationKind.Deprecated) => "deprecated",
        (true, true, MigrationKind.Removed or MigrationKind.Platform) => "removed",
        (true, true, MigrationKind.Deprecated) => "deprecated",
        _ => byType.GetValueOrDefault(type, rest),
    };
}
