using System.Text.RegularExpressions;
using UvRelease.Changelog.ChangelogFragments;
using UvRelease.Changelog.Check.Changes;
using UvRelease.Changelog.Check.Messages;
using UvRelease.Changelog.Upgrading;

namespace UvRelease.Changelog.Check;

/// <summary>What breaks must say how to move on: in its changelog fragment, in the pull request's section, or in a BREAKING CHANGE footer.</summary>
internal static partial class MigrationCheck
{
    private const string Mend = "Write steps under 'Migration:', a command under 'Automatic:', or the code under 'Before:' and 'After:'.";

    /// <summary>Returns what is missing.</summary>
    public static IEnumerable<Finding> Check(
        CheckedChange change, IReadOnlyList<CheckedCommit> commits, CheckRules rules,
            IReadOnlyList<(ChangelogFragmentText File, ChangelogFragment Fragment)> fragments, Breaks breaks)
    {
        int least = rules.Configuration.MigrationNoteMinLength;
        if (!breaks.Any)
            yield break;
        if (breaks.Fragment is not null)
        {
            foreach ((ChangelogFragmentText file, ChangelogFragment fragment) in fragments.Where(pair => pair.Fragment.IsBreaking))
            {
                string text = string.Concat(fragment.Parts.Values.Append(fragment.Details ?? ""));
                if (Lack(text, fragment.Parts, least) is { } lack)
                    yield return Missing($"The fragment {lack}", FindingPlace.In(file.File, fragment.TitleLine));
            }

            yield break;
        }

        string? section = PullRequestSection.Find(change.Body);
        string[] notes = [.. section is null ? [] : (string[])[section], .. breaks.Notes];
        string?[] lacks = [.. notes.Select((note, index) =>
            LackOf(note, least, isMigration: index == 0 && section is not null && MigrationHeading().IsMatch(change.Body)))];
        if (lacks.Contains(null))
            yield break;
        FindingPlace place = change.Source == ChangeSource.PullRequest ? FindingPlace.Body
            : breaks.Commit is { } commit ? FindingPlace.Commit(commit.Id) : new FindingPlace("range");
        yield return Missing(lacks.Length == 0
            ? "Something breaks, and nothing says how to move on: there is neither a fragment nor a section '## Migration' nor a BREAKING CHANGE "
                + $"footer{(commits.Count == 0 ? "" : " in the commits")}."
            : $"The migration note {lacks[0]}", place);
    }

    private static string? LackOf(string note, int least, bool isMigration)
    {
        LabelledText labelled = LabelledText.Parse(note);
        var parts = new Dictionary<NotePart, string>(labelled.Parts);
        if (isMigration && labelled.Preface.Length > 0)
            parts.TryAdd(NotePart.Steps, labelled.Preface);
        return Lack(note, parts, least);
    }

    private static string? Lack(string text, IReadOnlyDictionary<NotePart, string> parts, int least)
    {
        bool leads = parts.ContainsKey(NotePart.Steps) || parts.ContainsKey(NotePart.Automatic)
            || (parts.ContainsKey(NotePart.Before) && parts.ContainsKey(NotePart.After));
        int length = text.Count(c => !char.IsWhiteSpace(c));
        return !leads ? $"says what breaks and not how to move on. {Mend}"
            : length < least ? $"has {length} characters and must have {least}. {Mend}"
            : null;
    }

    private static Finding Missing(string message, FindingPlace place) => new("migration-note", FindingSeverity.Error, message, place);

    [GeneratedRegex(@"^ {0,3}#{1,6}[ \t]+(?:migration|upgrade guide|upgrading)",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.Multiline)]
    private static partial Regex MigrationHeading();
}
