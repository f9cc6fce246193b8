using System.Text;
using UvRelease.Releases;

namespace UvRelease.Changelog.Notes;

/// <summary>Shows notes as Markdown. Texts of commits are escaped: no mention, link or HTML of a stranger comes out.</summary>
public static class MarkdownNotes
{
    /// <summary>Renders the notes.</summary>
    /// <param name="notes">The notes.</param>
    /// <param name="repositoryUrl">Address of the repository's page, for links to commits; null for none.</param>
    public static string Render(ReleaseNotes notes, string? repositoryUrl)
    {
        var text = new StringBuilder($"## {notes.Version} ({notes.Date})\n");
        foreach (NotesSection section in notes.Sections)
        {
            text.Append($"\n### {section.Title}\n\n");
            foreach (NotesEntry entry in section.Entries)
                Append(text, entry, repositoryUrl);
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, NotesEntry entry, string? repositoryUrl)
    {
        string id = entry.Commit[..Math.Min(8, entry.Commit.Length)];
        string link = repositoryUrl is null ? id : $"[{id}]({repositoryUrl}/commit/{entry.Commit})";
        text.Append("- ").Append(entry.Scope is null ? "" : $"**{MarkdownText.Inline(entry.Scope)}:** ").Append($"{MarkdownText.Inline(entry.Description)} ({link})\n");
        if (entry.Breaking is null || entry.Breaking == entry.Description)
            return;
        foreach (string line in entry.Breaking.Split('\n'))
            text.Append(line.Length == 0 ? "\n" : $"  {MarkdownText.Inline(line.Trim())}\n");
    }
}
