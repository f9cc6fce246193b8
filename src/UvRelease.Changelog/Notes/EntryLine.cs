using UvRelease.Changelog.Configuration;
using UvRelease.Changelog.Languages;
using UvRelease.Changelog.Markdown;
using UvRelease.Releases;

namespace UvRelease.Changelog.Notes;

/// <summary>Fills the template of an entry. All values are escaped here; the template's own text is the team's.</summary>
internal sealed class EntryLine(ChangelogConfiguration configuration, Phrases phrases, LinkPolicy links)
{
    /// <summary>The description, its first letter as the configuration says. A word that has capitals, digits or signs inside is a name and stays.</summary>
    internal static string Description(NotesEntry entry, ChangelogConfiguration configuration)
    {
        string text = entry.Description;
        int end = text.AsSpan().IndexOfAny(' ', '\t');
        ReadOnlySpan<char> word = (end < 0 ? text : text.AsSpan(0, end)).TrimEnd(",.:;!?");
        if (configuration.FirstLetter is FirstLetter.Keep || word.IsEmpty || !char.IsLetter(word[0]))
            return text;
        foreach (char c in word[1..])
        {
            if (!char.IsLower(c) && c is not ('-' or '\'' or '’'))
                return text;
        }

        // "I can drag tabs" stays: English writes it so everywhere.
        if (configuration.FirstLetter is FirstLetter.Lower && (word is "I" || word.StartsWith("I'") || word.StartsWith("I’")))
            return text;
        return (configuration.FirstLetter is FirstLetter.Upper ? char.ToUpperInvariant(text[0]) : char.ToLowerInvariant(text[0])) + text[1..];
    }

    internal string Render(NotesEntry entry, bool since)
    {
        // In the default layout the section says that it breaks.
        bool mark = entry.Breaking && configuration.Layout == NotesLayout.KeepAChangelog;
        string told = configuration.Templates.Entry.Fill(name => name switch
        {
            "breaking" => mark ? $"**{phrases["break-mark"]}** " : "",
            "scope" => entry.Scope is { } scope ? $"**{MarkdownText.Inline(scope)}:** " : "",
            "description" => UntrustedLine.Render(Description(entry, configuration), links),
            "links" => Links(entry),
            "pull-request" => PullRequest(entry),
            "commit" => Commit(entry),
            "issues" => Issues(entry),
            "authors" => MarkdownText.Inline(string.Join(", ", entry.Authors)),
            _ => "",
        });
        // The numbers are the release's own, so the label is enough.
        return since && entry.Since is { } first && SemanticVersion.TryParse(first) is { } version
            ? $"{told} – *{phrases.With("since", MarkdownText.Inline(version.PreRelease))}*" : told;
    }

    // The pull request leads to its commits; a commit is named where there is none.
    private string Links(NotesEntry entry)
    {
        string first = entry.PullRequest is null ? Commit(entry) : PullRequest(entry), issues = Issues(entry);
        return first.Length + issues.Length == 0 ? "" : $"({first}{(first.Length > 0 && issues.Length > 0 ? ", " : "")}{issues})";
    }

    private string PullRequest(NotesEntry entry) => entry.PullRequest is { } number ? links.PullRequest(number) : "";

    private string Commit(NotesEntry entry) => entry.Commit is { } id ? links.Commit(id) : "";

    private string Issues(NotesEntry entry) =>
        entry.References.Count == 0 ? "" : string.Join(", ", entry.References.Select(reference => links.Link(reference.Text, reference.Url)));
}
