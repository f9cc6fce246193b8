using UvRelease.Changelog.Markdown;
using UvRelease.Changelog.Notes.Languages;
using UvRelease.Releases;
using UvRelease.Releases.Configuration;

namespace UvRelease.Changelog.Notes;

/// <summary>Fills the template of an entry. All values are escaped here; the template's own text is the team's.</summary>
internal sealed class EntryLine(ChangelogConfiguration configuration, Phrases phrases, LinkPolicy links)
{
    internal string Render(NotesEntry entry, bool since)
    {
        // In the default layout the section says that it breaks.
        bool mark = entry.Breaking && configuration.Layout == NotesLayout.KeepAChangelog;
        string pullRequest = entry.PullRequest is { } number ? links.PullRequest(number) : "";
        string commit = entry.Commit is { } id ? links.Commit(id) : "";
        string issues = string.Join(", ", entry.References.Select(reference => links.Link(reference.Text, reference.Url)));
        // The pull request leads to its commits; a commit is named where there is none.
        string[] all = [.. new[] { pullRequest.Length > 0 ? pullRequest : commit, issues }.Where(link => link.Length > 0)];
        string told = configuration.Templates.Entry.Fill(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["breaking"] = mark ? $"**{phrases["break-mark"]}** " : "",
            ["scope"] = entry.Scope is { } scope ? $"**{MarkdownText.Inline(scope)}:** " : "",
            ["description"] = UntrustedLine.Render(entry.Description, links),
            ["links"] = all.Length > 0 ? $"({string.Join(", ", all)})" : "",
            ["pull-request"] = pullRequest,
            ["commit"] = commit,
            ["issues"] = issues,
            ["authors"] = MarkdownText.Inline(string.Join(", ", entry.Authors)),
        });
        // The numbers are the release's own, so the label is enough.
        return since && entry.Since is { } first && SemanticVersion.TryParse(first) is { } version ? $"{told} – *{phrases.With("since", MarkdownText.Inline(version.PreRelease))}*" : told;
    }
}
