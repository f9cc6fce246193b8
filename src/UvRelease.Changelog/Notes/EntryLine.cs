using UvRelease.Changelog.Configuration;
using UvRelease.Changelog.Languages;
using UvRelease.Changelog.Markdown;
using UvRelease.Releases;

namespace UvRelease.Changelog.Notes;

/// <summary>Fills the template of an entry. All values are escaped here; the template's own text is the team's.</summary>
internal sealed class EntryLine(ChangelogConfiguration configuration, Phrases phrases, LinkPolicy links)
{
    internal string Render(NotesEntry entry, bool since)
    {
        // In the default layout the section says that it breaks.
        bool mark = entry.Breaking && configuration.Layout == NotesLayout.KeepAChangelog;
        string told = configuration.Templates.Entry.Fill(name => name switch
        {
            "breaking" => mark ? $"**{phrases["break-mark"]}** " : "",
            "scope" => entry.Scope is { } scope ? $"**{MarkdownText.Inline(scope)}:** " : "",
            "description" => UntrustedLine.Render(entry.Description, links),
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
