using UvRelease.Releases.Configuration;
using UvRelease.Releases.Yaml;

namespace UvRelease.Changelog.Configuration;

/// <summary>How a subject's first letter is written.</summary>
public enum SubjectCase
{
    /// <summary>Either way.</summary>
    Any,

    /// <summary>Small: <c>add a window</c>.</summary>
    Lower,

    /// <summary>Capital: <c>Add a window</c>.</summary>
    Sentence,
}

/// <summary>Rules of a title's subject: the text behind the colon.</summary>
public sealed record SubjectRules
{
    private static readonly string[] Cases = ["any", "lower", "sentence"];

    /// <summary>Least length in characters.</summary>
    public int MinLength { get; init; } = 3;

    /// <summary>Greatest length in characters; 0 for any.</summary>
    public int MaxLength { get; init; }

    /// <summary>First letter.</summary>
    public SubjectCase Case { get; init; }

    /// <summary>True lets it end in a full stop.</summary>
    public bool TrailingPeriod { get; init; }

    /// <summary>Regular expression (linear-time subset) that it must match somewhere; null for none.</summary>
    public string? Pattern { get; init; }

    internal static SubjectRules Read(YamlMapping section)
    {
        var defaults = new SubjectRules();
        var rules = new SubjectRules
        {
            MinLength = section.Number("min-length", 0, 1000) ?? defaults.MinLength,
            MaxLength = section.Number("max-length", 0, 1000) ?? defaults.MaxLength,
            Case = section.OneOf("case", Cases) switch { "lower" => SubjectCase.Lower, "sentence" => SubjectCase.Sentence, _ => SubjectCase.Any },
            TrailingPeriod = section.Flag("trailing-period") ?? defaults.TrailingPeriod,
            Pattern = section.Text("pattern", SettingForms.Pattern, longest: 500),
        };
        section.End();
        return rules.MaxLength is 0 || rules.MaxLength >= rules.MinLength
            ? rules
            : throw section.Wrong($"allows nothing: max-length {rules.MaxLength} is less than min-length {rules.MinLength}. Change one.");
    }
}

/// <summary>When a pull request must bring a changelog fragment.</summary>
public sealed record ChangelogFragmentRequirement
{
    /// <summary>Globs of paths whose change asks for a fragment; empty for none.</summary>
    public IReadOnlyList<string> Paths { get; init; } = [];

    /// <summary>Labels that ask for one.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>Labels that excuse from one.</summary>
    public IReadOnlyList<string> SkipLabels { get; init; } = ["no changelog"];

    internal static ChangelogFragmentRequirement Read(YamlMapping section)
    {
        var requirement = new ChangelogFragmentRequirement
        {
            Paths = section.Texts("paths", SettingForms.Path) ?? [],
            Labels = section.Texts("labels", SettingForms.Label) ?? [],
            SkipLabels = section.Texts("skip-labels", SettingForms.Label) ?? new ChangelogFragmentRequirement().SkipLabels,
        };
        section.End();
        return requirement;
    }
}
