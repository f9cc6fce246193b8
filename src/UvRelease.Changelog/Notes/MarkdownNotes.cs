using System.Globalization;
using System.Text;
using UvRelease.Changelog.Configuration;
using UvRelease.Changelog.Contributors;
using UvRelease.Changelog.Languages;
using UvRelease.Changelog.Markdown;
using UvRelease.Changelog.Upgrading;
using UvRelease.Releases;

namespace UvRelease.Changelog.Notes;

/// <summary>
/// Shows notes as Markdown. Texts of people are made harmless: outside of code spans they are escaped, links lead to the repository or to a configured
/// tracker alone, and nobody is notified unless the configuration allows mentions.
/// </summary>
public sealed class MarkdownNotes
{
    /// <summary>Greatest length of a GitHub release's body, in characters.</summary>
    public const int GitHubLimit = 125_000;

    // More people than this are named in one line.
    private const int MostLines = 12;

    private readonly ChangelogConfiguration configuration;
    private readonly Phrases phrases;
    private readonly LinkPolicy links;
    private readonly EntryLine line;

    /// <summary>Makes a renderer.</summary>
    /// <param name="configuration">Layout, language, templates, trackers, mentions.</param>
    /// <param name="repositoryPage">Address of the repository's page, for links; null for none.</param>
    public MarkdownNotes(ChangelogConfiguration configuration, Uri? repositoryPage)
    {
        this.configuration = configuration;
        phrases = Phrases.Of(configuration);
        links = new LinkPolicy(repositoryPage, configuration.Trackers);
        line = new EntryLine(configuration, phrases, links);
        Upgrade = new UpgradeMarkdown(phrases, links);
    }

    /// <summary>The renderer of migration notes in the same language, with the same links.</summary>
    public UpgradeMarkdown Upgrade { get; }

    /// <summary>Tells what decided the version, for the log of a run; null where it was given, or has its tag.</summary>
    public string? Reason(ReleaseNotes notes) => notes.VersionReason is { } reason
        ? $"{notes.Version} because of {reason.Tell(links.Commit, text => UntrustedLine.Render(text, links))}.\n" : null;

    /// <summary>Renders a section of CHANGELOG.md: heading and changes, without contributors and upgrade guide.</summary>
    public string Section(ReleaseNotes notes) => string.Concat(Head(notes).Concat(Entries(notes)).Select(block => block.Text));

    /// <summary>
    /// Renders the notes of a release within a limit. Over it, first the upgrade guide goes, then entries from the end, and a pointer to the full
    /// text comes.
    /// </summary>
    /// <param name="notes">The notes.</param>
    /// <param name="fullText">Address or file name of the full text, for the pointer.</param>
    /// <param name="limit">Greatest length in UTF-16 units.</param>
    public RenderedNotes Render(ReleaseNotes notes, string fullText = "notes.md", int limit = GitHubLimit)
    {
        NotesBlock[] body = [.. Head(notes), .. Entries(notes), .. Contributors(notes)];
        string guide = Upgrade.Details(notes.Upgrade) is { Length: > 0 } details ? "\n" + details : "";
        string text = string.Concat(body.Select(block => block.Text)), full = text + guide;
        if (full.Length <= limit)
            return new RenderedNotes(full, full, 0);
        string pointer = Pointer(0, fullText);
        return text.Length + pointer.Length <= limit ? new RenderedNotes(text + pointer, full, 0) : Cut(body, full, fullText, limit);
    }

    private RenderedNotes Cut(NotesBlock[] body, string full, string fullText, int limit)
    {
        int all = body.Count(block => block.IsEntry);
        // The pointer with the greatest number is the longest; a heading counts with its first entry.
        int room = limit - Pointer(Math.Max(2, all), fullText).Length, shown = 0;
        var text = new StringBuilder();
        var heading = new StringBuilder();
        foreach (NotesBlock block in body)
        {
            if (text.Length + heading.Length + block.Text.Length > room)
                break;
            heading.Append(block.Text);
            if (!block.IsEntry && text.Length > 0)
                continue;
            text.Append(heading);
            heading.Clear();
            shown += block.IsEntry ? 1 : 0;
        }

        text.Append(Pointer(all - shown, fullText));
        return new RenderedNotes(text.ToString(), full, all - shown);
    }

    private IEnumerable<NotesBlock> Head(ReleaseNotes notes)
    {
        string version = links.Target(notes.CompareUrl) is { } compare ? $"[{notes.Version}]({compare})"
            : configuration.Layout == NotesLayout.KeepAChangelog ? $"[{notes.Version}]" : notes.Version;
        yield return new NotesBlock(configuration.Layout == NotesLayout.KeepAChangelog ? $"## {version} - {notes.Date}\n" : $"## {version} ({notes.Date})\n",
            false);
        if (notes.Sections.Count == 0)
            yield return new NotesBlock($"\n{phrases["nothing-notable"]}\n", false);
        if (SinceAll(notes) is { } first)
            yield return new NotesBlock($"\n*{phrases.With("since-all", MarkdownText.Inline(first.PreRelease))}*\n", false);
    }

    // Those who get pre-releases see what is new in each; those who get a stable one see what pre-releases listed before.
    private bool Marks(ReleaseNotes notes) => configuration.SinceMarks && SemanticVersion.TryParse(notes.Version) is { IsPreRelease: false };

    // The same mark on every line is said once, above.
    private SemanticVersion? SinceAll(ReleaseNotes notes)
    {
        if (!Marks(notes) || notes.Sections.Sum(section => section.Entries.Count) < 2)
            return null;
        string? first = notes.Sections[0].Entries[0].Since;
        return first is not null && notes.Sections.All(section => section.Entries.All(entry => entry.Since == first)) ? SemanticVersion.TryParse(first) : null;
    }

    private IEnumerable<NotesBlock> Entries(ReleaseNotes notes)
    {
        ILookup<string, MigrationNote> upgrade = notes.Upgrade.ToLookup(note => note.Id, StringComparer.Ordinal);
        bool since = Marks(notes) && SinceAll(notes) is null;
        foreach (NotesSection section in notes.Sections)
        {
            string title = configuration.Templates.Section.Fill(name => name == "title"
                ? UntrustedLine.Render(section.Title, links)
                : section.Entries.Count.ToString(CultureInfo.InvariantCulture));
            yield return new NotesBlock($"\n### {title}\n\n", false);
            foreach (NotesEntry entry in section.Entries)
                yield return new NotesBlock(Entry(entry, upgrade, since), true);
        }
    }

    private string Entry(NotesEntry entry, ILookup<string, MigrationNote> upgrade, bool since)
    {
        string told = line.Render(entry, since);
        if (entry.Upgrade.Count == 0 && entry.Details is null)
            return $"- {told}\n";
        var text = new StringBuilder("- ").Append(told).Append('\n');
        foreach (MigrationNote note in entry.Upgrade.SelectMany(id => upgrade[id]).Where(note => note.Title != entry.Description))
            text.Append("\n  ").Append(UntrustedLine.Render(note.Title, links)).Append('\n');
        if (entry.Details is not null && UntrustedBlocks.Render(entry.Details, links, "  ") is { Length: > 0 } details)
            text.Append('\n').Append(details);
        return text.ToString();
    }

    private IEnumerable<NotesBlock> Contributors(ReleaseNotes notes)
    {
        if (notes.Contributors.Count == 0)
            yield break;
        yield return new NotesBlock($"\n### {MarkdownText.Inline(phrases["contributors"])}\n\n", false);
        if (notes.Contributors.Count > MostLines)
        {
            yield return new NotesBlock(string.Join(", ", notes.Contributors.Select(
                person => Name(person) + (person.FirstTime ? $" ({phrases["new-contributor"]})" : ""))) + "\n", false);
            yield break;
        }

        foreach (NotesContributor person in notes.Contributors)
            yield return new NotesBlock($"- {Name(person)}{(person.FirstTime ? $" – {phrases["new-contributor"]}" : "")}\n", false);
    }

    private string Name(NotesContributor person) =>
        configuration.Mentions && person.Login is { } login && Login.IsValid(login) ? "@" + login : MarkdownText.Inline(person.Name);

    private string Pointer(int left, string fullText)
    {
        string place = links.Target(fullText) is { } target ? $"[{phrases["full-text"]}]({target})" : $"{phrases["full-text"]}: {MarkdownText.Code(fullText)}";
        return left == 0 ? $"\n{place}\n" : $"\n{phrases.Count("more", left)} {place}\n";
    }

    private sealed record NotesBlock(string Text, bool IsEntry);
}

/// <summary>Notes as Markdown, within a limit and whole.</summary>
/// <param name="Text">What fits.</param>
/// <param name="Full">All of it; the same text where it fits.</param>
/// <param name="LeftOut">How many entries did not fit.</param>
public sealed record RenderedNotes(string Text, string Full, int LeftOut)
{
    /// <summary>True when <see cref="Text"/> is not all.</summary>
    public bool IsCut => Text != Full;
}
