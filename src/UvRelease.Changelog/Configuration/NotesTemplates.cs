using UvRelease.Releases.Yaml;

namespace UvRelease.Changelog.Configuration;

/// <summary>Lines that the notes are made of.</summary>
public sealed record NotesTemplates
{
    /// <summary>Placeholders of <see cref="Section"/>.</summary>
    public static readonly IReadOnlyList<string> SectionNames = ["title", "count"];

    /// <summary>Placeholders of <see cref="Entry"/>. <c>{breaking}</c> and <c>{scope}</c> end in a space where they are not empty.</summary>
    public static readonly IReadOnlyList<string> EntryNames = ["breaking", "scope", "description", "links", "pull-request", "commit", "issues", "authors"];

    /// <summary>Heading of a section, behind <c>### </c>.</summary>
    public LineTemplate Section { get; init; } = LineTemplate.Known("{title}", SectionNames);

    /// <summary>One change, behind <c>- </c>.</summary>
    public LineTemplate Entry { get; init; } = LineTemplate.Known("{breaking}{scope}{description} {links}", EntryNames);

    internal static NotesTemplates Read(YamlMapping section)
    {
        var defaults = new NotesTemplates();
        var templates = new NotesTemplates
        {
            Section = Read(section, "section", SectionNames) ?? defaults.Section,
            Entry = Read(section, "entry", EntryNames) ?? defaults.Entry,
        };
        section.End();
        return templates;
    }

    private static LineTemplate? Read(YamlMapping section, string key, IReadOnlyCollection<string> names)
    {
        LineTemplate? template = null;
        section.Text(key, text =>
        {
            template = LineTemplate.TryParse(text, names, out string? problem);
            return problem;
        });
        return template;
    }
}
