using UvRelease.Releases.Configuration;
using UvRelease.Releases.Yaml;

namespace UvRelease.Changelog.Configuration;

/// <summary>A section of the notes, and the types that go to it.</summary>
/// <param name="Id">Stable name, such as <c>features</c>.</param>
/// <param name="Title">Heading; null takes the one of the language.</param>
/// <param name="Types">Commit types; empty for the section that takes what no other does.</param>
public sealed record NotesSectionRule(string Id, string? Title, IReadOnlyList<string> Types)
{
    /// <summary>Ids that have a heading in every language, with the types each takes by default.</summary>
    public static readonly IReadOnlyList<NotesSectionRule> Default =
    [
        new("features", null, ["feat"]),
        new("fixes", null, ["fix"]),
        new("performance", null, ["perf"]),
        new("security", null, ["security"]),
        new("deprecated", null, ["deprecate", "deprecated"]),
        new("reverts", null, ["revert"]),
        new("documentation", null, ["docs"]),
        new("other", null, []),
    ];

    /// <summary>Sections of Keep a Changelog 1.1.0 in its order, with the types each takes by default.</summary>
    public static readonly IReadOnlyList<NotesSectionRule> KeepAChangelog =
    [
        new("added", null, ["feat"]),
        new("changed", null, []),
        new("deprecated", null, ["deprecate", "deprecated"]),
        new("removed", null, ["remove"]),
        new("fixed", null, ["fix"]),
        new("security", null, ["security"]),
    ];

    private static readonly string[] OtherTitles = ["breaking", "contributors", "upgrade"];

    // Ids whose heading exists in every language; the rest must bring their own.
    private static readonly string[] Known = [.. Default.Concat(KeepAChangelog).Select(rule => rule.Id).Distinct(StringComparer.Ordinal)];

    internal static IReadOnlyList<NotesSectionRule> ReadAll(YamlMapping section, NotesLayout layout)
    {
        var rules = new List<NotesSectionRule>();
        var types = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (YamlMapping item in section.Mappings("sections", most: 50) ?? [])
        {
            string id = item.RequiredText("id", SettingForms.Id);
            string? title = item.Text("title", SettingForms.Title);
            IReadOnlyList<string> taken = item.Texts("types", SettingForms.Type) ?? [];
            item.End();
            YamlNode at = item.Required("id");
            if (rules.Exists(rule => rule.Id == id))
                throw at.Wrong($"is '{id}', which another section has already. Give it another id.");
            if (id == "breaking")
                throw at.Wrong("is 'breaking', which is always the first section. Remove it; titles.breaking changes its heading.");
            if (layout == NotesLayout.KeepAChangelog && !KeepAChangelog.Any(rule => rule.Id == id))
                throw at.Wrong($"is '{id}', and the layout keep-a-changelog has: {string.Join(", ", KeepAChangelog.Select(rule => rule.Id))}.");
            if (title is null && !Known.Contains(id, StringComparer.Ordinal))
                throw item.Wrong($"lacks the key 'title'. Add it: the section '{id}' has no heading of its own.");
            foreach (string type in taken)
            {
                if (!types.TryAdd(type, id))
                    throw item.Required("types").Wrong($"names '{type}', which goes to '{types[type]}' already. Remove one.");
            }

            rules.Add(new NotesSectionRule(id, title, taken));
        }

        return rules;
    }

    internal static IReadOnlyDictionary<string, string> ReadTitles(YamlMapping titles, IReadOnlyList<NotesSectionRule> sections)
    {
        var read = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string id in Known.Concat(OtherTitles).Concat(sections.Select(rule => rule.Id)).Distinct(StringComparer.Ordinal))
        {
            if (titles.Text(id, SettingForms.Title) is { } title)
                read[id] = title;
        }

        titles.End();
        return read;
    }
}
