using UvRelease.Releases;
using UvRelease.Releases.Configuration;
using UvRelease.Releases.Yaml;

namespace UvRelease.Changelog.Configuration;

/// <summary>Section <c>check</c> of the configuration file: what check-changelog asks of a pull request.</summary>
public sealed record CheckConfiguration
{
    /// <summary>Types that a title may have. Angular's list, which commitlint's config-conventional has too.</summary>
    public IReadOnlyList<string> Types { get; init; } = ["build", "chore", "ci", "docs", "feat", "fix", "perf", "refactor", "revert", "style", "test"];

    /// <summary>Scopes that a title may have; empty for any.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>True asks for a scope.</summary>
    public bool RequireScope { get; init; }

    /// <summary>Rules of the subject.</summary>
    public SubjectRules Subject { get; init; } = new();

    /// <summary>Greatest length of the header in characters; 0 for any.</summary>
    public int HeaderMaxLength { get; init; } = 100;

    /// <summary>Greatest length of a line of the body; 0 for any. Off by default: it fails every pull request of a bot that writes links.</summary>
    public int BodyMaxLineLength { get; init; }

    /// <summary>When a changelog fragment is asked for.</summary>
    public ChangelogFragmentRequirement Fragments { get; init; } = new();

    /// <summary>Least length of a migration note, in characters.</summary>
    public int MigrationNoteMinLength { get; init; } = 40;

    /// <summary>Authors whose pull requests are not checked, by login.</summary>
    public IReadOnlyList<string> IgnoredAuthors { get; init; } = ["dependabot[bot]", "renovate[bot]"];

    /// <summary>Labels that take a pull request out of the check.</summary>
    public IReadOnlyList<string> IgnoredLabels { get; init; } = [];

    /// <summary>A commitlint configuration (JSON or YAML) whose common rules are taken over; null for none.</summary>
    public string? CommitlintFile { get; init; }

    /// <summary>Reads the section.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>, with line and column: an unknown key, or a value of the wrong type or out of its
    /// bounds.</exception>
    public static CheckConfiguration Read(YamlMapping section)
    {
        var defaults = new CheckConfiguration();
        YamlMapping ignore = section.Mapping("ignore");
        var configuration = new CheckConfiguration
        {
            Types = section.Texts("types", SettingForms.Type) ?? defaults.Types,
            Scopes = section.Texts("scopes", SettingForms.Scope) ?? defaults.Scopes,
            RequireScope = section.Flag("require-scope") ?? defaults.RequireScope,
            Subject = SubjectRules.Read(section.Mapping("subject")),
            HeaderMaxLength = section.Number("header-max-length", 0, 1000) ?? defaults.HeaderMaxLength,
            BodyMaxLineLength = section.Number("body-max-line-length", 0, 10_000) ?? defaults.BodyMaxLineLength,
            Fragments = ChangelogFragmentRequirement.Read(section.Mapping("fragments")),
            MigrationNoteMinLength = section.Number("migration-note-min-length", 0, 10_000) ?? defaults.MigrationNoteMinLength,
            IgnoredAuthors = ignore.Texts("authors", SettingForms.Label) ?? defaults.IgnoredAuthors,
            IgnoredLabels = ignore.Texts("labels", SettingForms.Label) ?? defaults.IgnoredLabels,
            CommitlintFile = section.Text("commitlint", SettingForms.Path),
        };
        ignore.End();
        section.End();
        return configuration;
    }
}
