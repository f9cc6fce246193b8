using System.Text.RegularExpressions;
using UvRelease.Changelog.ChangelogFragments;
using UvRelease.Changelog.Check.Commitlint;
using UvRelease.Changelog.Check.Messages;
using UvRelease.Changelog.Configuration;

namespace UvRelease.Changelog.Check;

/// <summary>Which messages of a pull request are held to the rules.</summary>
public enum CheckedMessages
{
    /// <summary>The title, as for squash merges.</summary>
    Title,

    /// <summary>Every commit, as for merges and rebases.</summary>
    Commits,

    /// <summary>Both.</summary>
    Both,
}

/// <summary>All rules with their settings.</summary>
public sealed record CheckRules
{
    /// <summary>Rules of messages.</summary>
    public required IReadOnlyList<MessageRule> Message { get; init; }

    /// <summary>The imported configuration they come from; null for the project's own.</summary>
    public CommitlintRules? Imported { get; init; }

    /// <summary>What the subject must match somewhere, or null.</summary>
    public Regex? SubjectPattern { get; init; }

    /// <summary>The rest of the project's configuration.</summary>
    public required CheckConfiguration Configuration { get; init; }

    /// <summary>Which messages are held to them.</summary>
    public CheckedMessages Messages { get; init; }

    /// <summary>Folder of changelog fragments.</summary>
    public string FragmentFolder { get; init; } = ChangelogFragmentFolder.Name;

    /// <summary>Types that may be used, for corrections; empty for any.</summary>
    internal IReadOnlyList<string> Types => Words("type-enum");

    /// <summary>Scopes that may be used; empty for any.</summary>
    internal IReadOnlyList<string> Scopes => Words("scope-enum");

    /// <summary>
    /// Makes the rules of a configuration. An imported file decides about messages alone then; changelog fragments, migration notes and exceptions
    /// stay the project's.
    /// </summary>
    public static CheckRules Of(CheckConfiguration configuration, CommitlintRules? imported = null) => new()
    {
        Configuration = configuration,
        Imported = imported,
        Message = imported?.Rules ?? Own(configuration),
        SubjectPattern = configuration.Subject.Pattern is { } pattern ? new Regex(pattern, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking) : null,
    };

    private static List<MessageRule> Own(CheckConfiguration configuration)
    {
        SubjectRules subject = configuration.Subject;
        List<MessageRule> rules =
        [
            // The specification does not distinguish cases (rule 15); notes look better if everybody writes them alike.
            Error("type-enum") with { Words = configuration.Types, IgnoresCase = true },
            new("type-case", FindingSeverity.Warning, Always: true) { Words = ["lower-case"] },
            Error("subject-min-length") with { Number = subject.MinLength },
        ];
        if (configuration.Scopes.Count > 0)
            rules.Add(Error("scope-enum") with { Words = configuration.Scopes, IgnoresCase = true });
        if (configuration.RequireScope)
            rules.Add(Error("scope-empty") with { Always = false });
        if (subject.MaxLength > 0)
            rules.Add(Error("subject-max-length") with { Number = subject.MaxLength });
        if (subject.Case != SubjectCase.Any)
            rules.Add(Error("subject-case") with { Words = [subject.Case == SubjectCase.Lower ? "first-lower" : "first-upper"] });
        if (!subject.TrailingPeriod)
            rules.Add(Error("subject-full-stop") with { Always = false, Words = ["."] });
        if (configuration.HeaderMaxLength > 0)
            rules.Add(Error("header-max-length") with { Number = configuration.HeaderMaxLength });
        if (configuration.BodyMaxLineLength > 0)
            rules.Add(Error("body-max-line-length") with { Number = configuration.BodyMaxLineLength });
        return rules;
    }

    private static MessageRule Error(string id) => new(id, FindingSeverity.Error, Always: true);

    private IReadOnlyList<string> Words(string id) => Message.FirstOrDefault(rule => rule.Id == id && rule.Always)?.Words ?? [];
}
