using UvRelease.Changelog.Check.Messages;

namespace UvRelease.Changelog.Check.Commitlint;

/// <summary>What a commitlint configuration asks for.</summary>
/// <param name="File">The file, relative to the repository.</param>
/// <param name="Rules">Rules that are known here, those of <c>extends</c> first overridden.</param>
/// <param name="NotImported">What is not: never silent, for a rule that is gone lets everything through.</param>
public sealed record CommitlintRules(string File, IReadOnlyList<MessageRule> Rules, IReadOnlyList<NotImported> NotImported)
{
    /// <summary>False holds what programs write to the rules too: merges, reverts, releases.</summary>
    public bool DefaultIgnores { get; init; } = true;

    /// <summary>The rules of npm's @commitlint/config-conventional 20.</summary>
    public static readonly IReadOnlyList<MessageRule> Conventional =
    [
        new("body-leading-blank", FindingSeverity.Warning, Always: true),
        new("body-max-line-length", FindingSeverity.Error, Always: true) { Number = 100 },
        new("footer-leading-blank", FindingSeverity.Warning, Always: true),
        new("footer-max-line-length", FindingSeverity.Error, Always: true) { Number = 100 },
        new("header-max-length", FindingSeverity.Error, Always: true) { Number = 100 },
        new("header-trim", FindingSeverity.Error, Always: true),
        new("subject-case", FindingSeverity.Error, Always: false) { Words = ["sentence-case", "start-case", "pascal-case", "upper-case"] },
        new("subject-empty", FindingSeverity.Error, Always: false),
        new("subject-full-stop", FindingSeverity.Error, Always: false) { Words = ["."] },
        new("type-case", FindingSeverity.Error, Always: true) { Words = ["lower-case"] },
        new("type-empty", FindingSeverity.Error, Always: false),
        new("type-enum", FindingSeverity.Error, Always: true)
            { Words = ["build", "chore", "ci", "docs", "feat", "fix", "perf", "refactor", "revert", "style", "test"] },
    ];
}

/// <summary>A part of a commitlint configuration that has no counterpart here.</summary>
/// <param name="Name">Its key.</param>
/// <param name="Line">Its line.</param>
/// <param name="Reason">Why: a sentence.</param>
public sealed record NotImported(string Name, int Line, string Reason);
