using System.Text;
using UvRelease.Changelog.Configuration;
using UvRelease.Changelog.Languages;
using UvRelease.Changelog.Markdown;
using UvRelease.Releases;

namespace UvRelease.Changelog.Notes;

/// <summary>
/// Shows notes as plain text, for the dialog in which an app offers an update (electron-updater's <c>releaseNotes</c>). Nothing in it is Markdown or
/// escaped; an app that puts it into a page must set it as text, not as HTML.
/// </summary>
public static class PlainNotes
{
    /// <summary>Renders the notes.</summary>
    /// <param name="notes">The notes.</param>
    /// <param name="configuration">Language and headings.</param>
    /// <param name="limit">Greatest length in UTF-16 units; what does not fit is left out from the end, and said.</param>
    public static string Render(ReleaseNotes notes, ChangelogConfiguration configuration, int limit = MarkdownNotes.GitHubLimit)
    {
        var phrases = Phrases.Of(configuration);
        int all = notes.Sections.Sum(section => section.Entries.Count), shown = 0;
        int room = limit - phrases.Count("more", Math.Max(2, all)).Length - 2;
        if (all == 0)
            return phrases["nothing-notable"] + "\n";
        var text = new StringBuilder();
        foreach (NotesSection section in notes.Sections)
        {
            string heading = $"{(text.Length > 0 ? "\n" : "")}{UntrustedLine.Plain(section.Title)}\n";
            foreach (NotesEntry entry in section.Entries)
            {
                string line = heading + Line(entry, configuration, phrases);
                if (text.Length + line.Length > room)
                    return text.Append($"\n{phrases.Count("more", all - shown)}\n").ToString();
                text.Append(line);
                heading = "";
                shown++;
            }
        }

        return text.ToString();
    }

    private static string Line(NotesEntry entry, ChangelogConfiguration configuration, Phrases phrases)
    {
        string mark = entry.Breaking && configuration.Layout == NotesLayout.KeepAChangelog ? phrases["break-mark"] + " " : "";
        string scope = entry.Scope is null ? "" : MarkdownText.Visible(entry.Scope) + ": ";
        return $"• {mark}{scope}{UntrustedLine.Plain(EntryLine.Description(entry, configuration))}\n";
    }
}
