using UvRelease.Changelog.ChangelogFragments;
using UvRelease.Changelog.Check.Messages;
using UvRelease.Changelog.Commits;
using UvRelease.Releases;

namespace UvRelease.Changelog.Check;

/// <summary>Writes the title that somebody probably meant. It is offered only when no rule has anything against it.</summary>
internal static class TitleCorrection
{
    private const int LongestTitle = 1000;

    /// <summary>Corrects a title.</summary>
    /// <param name="title">The title.</param>
    /// <param name="rules">The rules.</param>
    /// <param name="breaks">True when something else says that the change breaks something.</param>
    /// <param name="told">A changelog fragment of the change, for type and scope of a title that has none; null without one.</param>
    /// <returns>Null when the title needs no correction, or none is known.</returns>
    public static string? Of(string title, CheckRules rules, bool breaks, ChangelogFragment? told)
    {
        string line = MarkdownText.Visible(title).Trim();
        if (line.Length is 0 or > LongestTitle)
            return null;
        CommitMessage parsed = MessageParser.Parse(line);
        if (parsed.Kind == MessageKind.LookAlike && parsed.LookAlikes.FirstOrDefault(found => found.DidYouMean is not null)?.DidYouMean is { } meant)
            parsed = MessageParser.Parse(meant);
        string? type = parsed.Kind == MessageKind.Conventional ? parsed.Type : told?.Type;
        string? scope = parsed.Scope ?? (parsed.Kind == MessageKind.Conventional && !Requires(rules) ? null : told?.Scope);
        if (type is null || Known(type.ToLowerInvariant(), rules.Types) is not { } right)
            return null;
        if (scope is not null && Known(scope, rules.Scopes) is { } known)
            scope = known;
        bool marked = parsed.Marked || breaks || right.EndsWith('!');
        return (from subject in Subjects(parsed.Description)
                let corrected = HeaderLine.Write(right.TrimEnd('!'), scope, marked, subject)
                where !MessageCheck.Check(corrected, rules, FindingPlace.Title).Any()
                select corrected == title ? null : corrected).FirstOrDefault();
    }

    private static bool Requires(CheckRules rules) => rules.Message.Any(rule => rule is { Id: "scope-empty", Always: false });

    private static IEnumerable<string> Subjects(string subject)
    {
        string bare = subject.Trim();
        string unstopped = bare.TrimEnd('.').TrimEnd();
        yield return bare;
        foreach (string one in (string[])[bare, unstopped])
        {
            yield return one;
            yield return LetterCase.First(one, upper: false);
            yield return LetterCase.First(one, upper: true);
            yield return one.ToLowerInvariant();
        }
    }

    private static string? Known(string word, IReadOnlyList<string> words) => words.Count == 0
        ? word
        : words.FirstOrDefault(one => one.Equals(word, StringComparison.OrdinalIgnoreCase))
            ?? (CommitTypes.Near(word) is { } near && words.Contains(near.TrimEnd('!')) ? near : NearestName.Of(Quoted.Short(word, 60), words));
}
