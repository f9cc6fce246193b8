using UvRelease.Releases;
using UvRelease.Releases.Configuration;
using UvRelease.Releases.Yaml;

namespace UvRelease.Changelog.Configuration;

/// <summary>How notes and the changelog are laid out.</summary>
public enum NotesLayout
{
    /// <summary>Sections by type: Features, Bug fixes …</summary>
    Default,

    /// <summary>The six sections of https://keepachangelog.com/en/1.1.0/.</summary>
    KeepAChangelog,
}

/// <summary>How a change that is in two commits is known to be one.</summary>
public enum Deduplication
{
    /// <summary>By what messages say: the commit they were picked from, the pull request they are a backport of, subject and author.</summary>
    Messages,

    /// <summary>By messages, and then by equal patches (<c>git patch-id --stable</c>).</summary>
    PatchId,
}

/// <summary>The first letter of an entry.</summary>
public enum FirstLetter
{
    /// <summary>As it was written.</summary>
    Keep,

    /// <summary>A capital.</summary>
    Upper,

    /// <summary>A small one.</summary>
    Lower,
}

/// <summary>Section <c>changelog</c> of the configuration file.</summary>
public sealed record ChangelogConfiguration
{
    /// <summary>Languages that headings are known in (ISO 639-1).</summary>
    public static readonly IReadOnlyList<string> Languages = ["de", "en", "es", "fr", "ja", "zh"];

    private static readonly string[] Layouts = ["default", "keep-a-changelog"];
    private static readonly string[] Deduplications = ["messages", "patch-id"];
    private static readonly string[] Letters = ["keep", "upper", "lower"];
    private static readonly string[] Squashes = ["auto", "title", "parts"];

    /// <summary>Layout of notes and changelog.</summary>
    public NotesLayout Layout { get; init; }

    /// <summary>Language of headings; one of <see cref="Languages"/>.</summary>
    public string Language { get; init; } = "en";

    /// <summary>Headings in the team's own words, by id: a section's, <c>breaking</c>, <c>contributors</c>, <c>upgrade</c>.</summary>
    public IReadOnlyDictionary<string, string> Titles { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Sections in their order, and the types that go to each; empty for the layout's own.</summary>
    public IReadOnlyList<NotesSectionRule> Sections { get; init; } = [];

    /// <summary>Types that the notes leave out, unless the change breaks something.</summary>
    public IReadOnlyList<string> HiddenTypes { get; init; } = ["build", "chore", "ci", "refactor", "style", "test"];

    /// <summary>Trackers beside GitHub's own issues.</summary>
    public IReadOnlyList<TrackerRule> Trackers { get; init; } = [];

    /// <summary>Paths of a monorepo that count (git pathspecs without magic); empty for all.</summary>
    public IReadOnlyList<string> IncludePaths { get; init; } = [];

    /// <summary>Paths that don't count.</summary>
    public IReadOnlyList<string> ExcludePaths { get; init; } = [];

    /// <summary>Names of channels and version tags.</summary>
    public ReleaseNaming Naming { get; init; } = new();

    /// <summary>Lines of the notes.</summary>
    public NotesTemplates Templates { get; init; } = new();

    /// <summary>True lets <c>@login</c> notify contributors.</summary>
    public bool Mentions { get; init; }

    /// <summary>True lists who contributed.</summary>
    public bool Contributors { get; init; } = true;

    /// <summary>Names and addresses of programs, beside those that are known, who are thanked nowhere.</summary>
    public IReadOnlyList<string> Bots { get; init; } = BotList.Default;

    /// <summary>True marks the entries of a stable release with the first of its pre-releases that had them.</summary>
    public bool SinceMarks { get; init; } = true;

    /// <summary>How commits that carry a change over from another branch are known.</summary>
    public Deduplication Deduplicate { get; init; }

    /// <summary>What of a squashed commit is told.</summary>
    public SquashReading Squash { get; init; }

    /// <summary>The first letter of each entry in Markdown and plain text.</summary>
    public FirstLetter FirstLetter { get; init; }

    /// <summary>True makes commits that only look conventional an error.</summary>
    public bool Strict { get; init; }

    /// <summary>Reads the section.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>, with line and column: an unknown key, or a value of the wrong type or out of its
    /// bounds.</exception>
    public static ChangelogConfiguration Read(YamlMapping section)
    {
        var defaults = new ChangelogConfiguration();
        NotesLayout layout = section.OneOf("layout", Layouts) == "keep-a-changelog" ? NotesLayout.KeepAChangelog : NotesLayout.Default;
        YamlMapping paths = section.Mapping("paths");
        IReadOnlyList<NotesSectionRule> sections = NotesSectionRule.ReadAll(section, layout);
        var configuration = new ChangelogConfiguration
        {
            Layout = layout,
            Language = section.OneOf("language", Languages) ?? defaults.Language,
            Sections = sections,
            Titles = NotesSectionRule.ReadTitles(section.Mapping("titles"), sections),
            HiddenTypes = section.Texts("hidden-types", SettingForms.Type) ?? defaults.HiddenTypes,
            Trackers = TrackerRule.ReadAll(section),
            IncludePaths = paths.Texts("include", SettingForms.Path) ?? [],
            ExcludePaths = paths.Texts("exclude", SettingForms.Path) ?? [],
            Naming = ReleaseNaming.Read(section),
            Templates = NotesTemplates.Read(section.Mapping("templates")),
            Mentions = section.Flag("mentions") ?? defaults.Mentions,
            Contributors = section.Flag("contributors") ?? defaults.Contributors,
            Bots = [.. BotList.Default, .. section.Texts("bots", SettingForms.Label) ?? []],
            SinceMarks = section.Flag("since-marks") ?? defaults.SinceMarks,
            Deduplicate = section.OneOf("deduplicate", Deduplications) == "patch-id" ? Deduplication.PatchId : Deduplication.Messages,
            Squash = (SquashReading)Math.Max(0, Array.IndexOf(Squashes, section.OneOf("squash", Squashes))),
            FirstLetter = (FirstLetter)Math.Max(0, Array.IndexOf(Letters, section.OneOf("first-letter", Letters))),
            Strict = section.Flag("strict") ?? defaults.Strict,
        };
        paths.End();
        section.End();
        return configuration;
    }

}
