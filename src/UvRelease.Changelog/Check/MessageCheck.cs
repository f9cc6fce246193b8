using UvRelease.Changelog.Check.Commitlint;
using UvRelease.Changelog.Check.Messages;
using UvRelease.Changelog.Commits;

namespace UvRelease.Changelog.Check;

/// <summary>Holds one message to the rules: its form, its words, and what was meant to be something else.</summary>
internal static class MessageCheck
{
    // Header and form are judged by 'conventional', types by type-enum.
    private static readonly string[] FormOfHeader = ["CC-4", "CC-5", "CC-6"];

    /// <summary>Returns what is wrong with a message; never throws.</summary>
    /// <param name="message">The message; of a pull request, its title alone.</param>
    /// <param name="rules">The rules.</param>
    /// <param name="place">Where it is.</param>
    public static IEnumerable<Finding> Check(string message, CheckRules rules, FindingPlace place)
    {
        CommitMessage parsed = MessageParser.Parse(message);
        int headerLine = HeaderLine(message);
        bool sound = true;
        foreach (LookAlike lookAlike in parsed.LookAlikes)
        {
            bool inHeader = lookAlike.Line == headerLine;
            bool form = inHeader && (parsed.Kind == MessageKind.LookAlike || FormOfHeader.Contains(lookAlike.Policy));
            if (lookAlike.Policy == "CC-22" || (rules.Imported is not null && inHeader))
                continue;
            sound &= !form;
            yield return LookAlikes.Finding(lookAlike, form ? FindingSeverity.Error : FindingSeverity.Warning,
                place with { Line = inHeader ? null : lookAlike.Line });
        }

        if (rules.Imported is null && parsed.Kind != MessageKind.Conventional)
        {
            if (sound)
                yield return new Finding("conventional", FindingSeverity.Error,
                    $"{Quoted.Text(Header(message))} does not say what kind of change it is. Write type(scope): subject, such as 'fix(window): remember its "
                    + $"size'; types: {string.Join(", ", rules.Types.Take(30))}.", place);
            yield break;
        }

        MessageParts text = rules.Imported is null ? Native(message, parsed) : CommitlintMessage.Read(message);
        foreach (Finding finding in MessageRules.Check(text, rules.Message, place))
            yield return finding;
        if (rules.SubjectPattern is { } pattern && text.Subject is { } subject && !pattern.IsMatch(subject))
            yield return new Finding("subject-pattern", FindingSeverity.Error,
                $"The subject {Quoted.Text(subject)} does not match the project's pattern: {Quoted.Short(pattern.ToString(), 200)}", place);
    }

    /// <summary>First line with something in it.</summary>
    public static string Header(string message) => message.AsSpan().TrimStart().IndexOfAny('\n', '\r') is >= 0 and var end
        ? message.TrimStart()[..end].TrimEnd()
        : message.Trim();

    private static MessageParts Native(string message, CommitMessage parsed) =>
        new(message, Header(message), parsed.Type, parsed.Scope, parsed.Description, parsed.Body);

    private static int HeaderLine(string message)
    {
        int line = 1;
        foreach (ReadOnlySpan<char> text in message.AsSpan().EnumerateLines())
        {
            if (!text.IsWhiteSpace())
                break;
            line++;
        }

        return line;
    }
}
