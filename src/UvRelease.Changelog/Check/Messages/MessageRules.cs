using System.Text.RegularExpressions;
using UvRelease.Changelog.Commits;
using UvRelease.Releases;

namespace UvRelease.Changelog.Check.Messages;

/// <summary>Judges one message by commitlint's rules; an equal configuration gives an equal verdict.</summary>
internal static partial class MessageRules
{
    /// <summary>Ids of the rules that are known.</summary>
    public static readonly IReadOnlyList<string> Ids =
    [
        "type-enum", "type-case", "type-empty", "scope-enum", "scope-case", "scope-empty",
            "subject-case", "subject-empty", "subject-full-stop", "subject-min-length",
        "subject-max-length", "header-max-length", "header-trim", "body-max-line-length", "body-leading-blank",
            "footer-leading-blank", "footer-max-line-length",
        "breaking-change-exclamation-mark",
    ];

    /// <summary>Returns what is wrong with a message.</summary>
    public static IEnumerable<Finding> Check(MessageParts message, IEnumerable<MessageRule> rules, FindingPlace place)
    {
        foreach (MessageRule rule in rules)
        {
            if (Problem(message, rule) is { } problem)
                yield return new Finding(rule.Id, rule.Severity, problem, place);
        }
    }

    private static string? Problem(MessageParts message, MessageRule rule) => rule.Id switch
    {
        "type-enum" => message.Type is not { Length: > 0 } type || rule.Knows(type) == rule.Always ? null : $"The type {Quoted.Text(type)} {OneOf(rule, type)}",
        "type-case" => CaseProblem(message.Type, [message.Type ?? ""], rule, "type"),
        "type-empty" => EmptyProblem(message.Type, rule, "type"),
        "scope-enum" => ScopeProblem(message.Scope, rule),
        "scope-case" => CaseProblem(message.Scope, message.Scope is null ? [] : Scopes(message.Scope), rule, "scope"),
        "scope-empty" => EmptyProblem(message.Scope, rule, "scope"),
        "subject-case" => message.Subject is { } subject && BeginsWithLetter().IsMatch(subject) ? CaseProblem(subject, [subject], rule, "subject") : null,
        "subject-empty" => EmptyProblem(message.Subject, rule, "subject"),
        "subject-full-stop" => StopProblem(message.Header, rule),
        "subject-min-length" => message.Subject is { Length: > 0 } text && text.Length < rule.Number
            ? $"The subject has {Quantity.Of(text.Length, "character")} and must have at least {rule.Number}. Say more." : null,
        "subject-max-length" => message.Subject is { } text && text.Length > rule.Number
            ? $"The subject has {Quantity.Of(text.Length, "character")} and may have {rule.Number}. Shorten it." : null,
        "header-max-length" => message.Header.Length > rule.Number
            ? $"The header has {Quantity.Of(message.Header.Length, "character")} and may have {rule.Number}. Shorten it; the body has room." : null,
        "header-trim" => message.Header == message.Header.Trim() ? null : "The header begins or ends with a space. Remove it.",
        "body-max-line-length" => LongLine(message.Body, rule, "body"),
        "footer-max-line-length" => LongLine(message.Footer, rule, "footer"),
        "body-leading-blank" => message.Body is not { Length: > 0 } || message.Lines.ElementAtOrDefault(1) is "" == rule.Always
            ? null : $"The line before the body must {(rule.Always ? "" : "not ")}be empty.",
        "footer-leading-blank" => message.Footer is not { Length: > 0 } || FooterLeads(message) == rule.Always
            ? null : $"The line before the footer must {(rule.Always ? "" : "not ")}be empty.",
        "breaking-change-exclamation-mark" => BreakingProblem(message, rule),
        _ => null,
    };

    private static string OneOf(MessageRule rule, string word)
    {
        if (!rule.Always)
            return "is one of those that must not be used.";
        string? near = CommitTypes.Near(word)?.TrimEnd('!') is { } alias && rule.Knows(alias) ? alias : NearestName.Of(Quoted.Short(word, 60), rule.Words);
        return $"must be one of {string.Join(", ", rule.Words.Take(30))}.{(near is null ? "" : $" Did you mean '{near}'?")}";
    }

    private static string? CaseProblem(string? whole, IReadOnlyList<string> pieces, MessageRule rule, string what)
    {
        if (whole is not { Length: > 0 } || rule.Words.Any(name => pieces.All(piece => LetterCase.Is(piece, name))) == rule.Always)
            return null;
        return $"The {what} {Quoted.Text(whole)} must {(rule.Always ? "" : "not ")}be written in {string.Join(" or ", rule.Words)}.";
    }

    // For 'never' it must be there, for 'always' it must not.
    private static string? EmptyProblem(string? text, MessageRule rule, string what)
    {
        bool empty = text is not { Length: > 0 };
        return empty == rule.Always ? null : empty ? $"There is no {what}. Write one: type(scope): subject."
            : $"There must be no {what}. Remove {Quoted.Text(text!)}.";
    }

    private static string? ScopeProblem(string? scope, MessageRule rule)
    {
        if (scope is not { Length: > 0 } || rule.Words.Count == 0)
            return null;
        IReadOnlyList<string> scopes = Scopes(scope);
        bool right = rule.Always ? scopes.All(rule.Knows) || rule.Knows(scope) : !scopes.Any(rule.Knows) && !rule.Knows(scope);
        return right ? null : $"The scope {Quoted.Text(scope)} {OneOf(rule, scopes.FirstOrDefault(one => !rule.Knows(one)) ?? scope)}";
    }

    private static string? StopProblem(string header, MessageRule rule)
    {
        int colon = header.IndexOf(':', StringComparison.Ordinal);
        if (colon > 0 && colon == header.Length - 1)
            return null;
        string stop = rule.Words.FirstOrDefault(".");
        bool stops = stop.Length == 1 && header.EndsWith(stop, StringComparison.Ordinal) && !header.EndsWith("...", StringComparison.Ordinal);
        return stops == rule.Always ? null : $"The subject must {(rule.Always ? "" : "not ")}end with '{stop}'.";
    }

    // Lines with an address are let through: an address can't be broken.
    private static string? LongLine(string? text, MessageRule rule, string what) =>
        text is { Length: > 0 } && text.Split('\n').FirstOrDefault(line => line.TrimEnd('\r').Length > rule.Number && !Address().IsMatch(line)) is { } line
            ? $"A line of the {what} has {line.TrimEnd('\r').Length} characters and may have {rule.Number}: {Quoted.Text(line)}. Break it."
            : null;

    private static bool FooterLeads(MessageParts message)
    {
        string[] lines = message.Lines;
        int first = Array.IndexOf(lines, message.Footer!.Split('\n')[0]);
        return (first > 0 ? lines[first - 1] : lines[^1]).Length == 0;
    }

    private static string? BreakingProblem(MessageParts message, MessageRule rule)
    {
        bool marked = MarkedHeader().IsMatch(message.Header), noted = message.Footer is { } footer && BreakingFooter().IsMatch(footer);
        if ((marked == noted) == rule.Always)
            return null;
        return !rule.Always ? "A breaking change must not have both the ! and a BREAKING CHANGE footer. Remove one."
            : marked ? "The header has a !, and there is no footer BREAKING CHANGE: that says what breaks. Add it."
            : "There is a BREAKING CHANGE footer, and no ! before the colon of the header. Add it.";
    }

    private static string[] Scopes(string scope) => Delimiter().Split(scope);

    [GeneratedRegex(", ?|[/\\\\]", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Delimiter();

    [GeneratedRegex(@"^[\p{Ll}\p{Lu}\p{Lt}]", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex BeginsWithLetter();

    [GeneratedRegex(@"\bhttps?://\S+", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Address();

    [GeneratedRegex(@"^[A-Za-z0-9_]*(?:\(.*\))?!: ", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex MarkedHeader();

    [GeneratedRegex(@"^BREAKING[ -]CHANGE:", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.Multiline)]
    private static partial Regex BreakingFooter();
}
