using System.Text;
using UvRelease.Changelog.Languages;
using UvRelease.Changelog.Markdown;
using UvRelease.Releases;

namespace UvRelease.Changelog.Upgrading;

/// <summary>Shows migration notes as Markdown; what strangers wrote is made harmless on the way.</summary>
public sealed class UpgradeMarkdown(Phrases phrases, LinkPolicy links)
{
    private static readonly (NotePart Part, string Phrase)[] Order =
    [
        (NotePart.Why, "why"), (NotePart.Affected, "affected"), (NotePart.Before, "before"), (NotePart.After, "after"),
        (NotePart.Steps, "steps"), (NotePart.Automatic, "automatic"), (NotePart.Restore, "restore"),
    ];

    /// <summary>Heading of a line of versions, without its marks.</summary>
    public string Heading(string line) => phrases.With("upgrading-to", line);

    /// <summary>Renders a note, with a line end at its end.</summary>
    /// <param name="note">The note.</param>
    /// <param name="level">Level of its heading.</param>
    public string Note(MigrationNote note, int level)
    {
        string scope = note.Scope is null ? "" : $" ({MarkdownText.Inline(note.Scope)})";
        var text = new StringBuilder($"{new string('#', level)} {phrases["kind-" + KindId(note.Kind)]}: {UntrustedLine.Render(note.Title, links)}{scope}\n");
        if (note.Platforms.Count > 0)
            text.Append($"\n**{phrases["platforms"]}:** {MarkdownText.Inline(string.Join(", ", note.Platforms))}\n");
        Append(text, null, note.Details);
        foreach ((NotePart part, string phrase) in Order)
            Append(text, phrases[phrase], PartOf(note, part));
        string[] shown = [.. note.Links.Where(link => links.Target(link) is not null).Select(link => links.Link(Name(link, links.RepositoryPage), link))];
        if (shown.Length == 0 && note.Commit is { } id)
            shown = [links.Commit(id)];
        bool explained = note.Details is not null || Order.Any(part => PartOf(note, part.Part) is not null);
        if (shown.Length > 0)
            text.Append($"\n{(explained ? "" : $"*{phrases["read-the-change"]}:* ")}{string.Join(", ", shown)}\n");
        return text.ToString();
    }

    /// <summary>Renders the notes of a release as a block that opens on a click; empty without notes.</summary>
    public string Details(IReadOnlyList<MigrationNote> notes)
    {
        if (notes.Count == 0)
            return "";
        // Between the tags Markdown is not read, so HTML's own escapes are used there.
        string summary = $"{phrases["upgrade"]}: {phrases.Count("upgrade-count", notes.Count)}"
            .Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);
        return $"<details>\n<summary>{summary}</summary>\n\n{string.Join('\n', notes.Select(note => Note(note, 4)))}\n</details>\n";
    }

    /// <summary>Renders the sections that somebody meets on his way, in their order.</summary>
    public string Sections(IReadOnlyList<UpgradeSection> sections) => string.Join('\n', sections.Select(section =>
        $"## {Heading(section.Line)}\n\n{string.Join('\n', section.Notes.Select(note => Note(note.Note, 3)))}"));

    private static string? PartOf(MigrationNote note, NotePart part) => part switch
    {
        NotePart.Why => note.Why,
        NotePart.Affected => note.Affected,
        NotePart.Before => note.Before,
        NotePart.After => note.After,
        NotePart.Steps => note.Steps,
        NotePart.Automatic => note.Automatic,
        _ => note.Restore,
    };

    private static string KindId(MigrationKind kind) => kind is MigrationKind.MinimumVersion ? "minimum-version" : kind.ToString().ToLowerInvariant();

    // "#12" and eight digits of a commit are how GitHub itself shows them; another address is shown whole.
    private static string Name(string link, string? page)
    {
        string rest = page is not null && link.StartsWith(page + "/", StringComparison.Ordinal) ? link[(page.Length + 1)..] : "";
        string[] parts = rest.Split('/');
        return parts switch
        {
            ["pull" or "issues", var number] when number.All(char.IsAsciiDigit) => "#" + number,
            ["commit", { Length: >= 8 } id] when id.All(char.IsAsciiHexDigit) => id[..8],
            _ => link,
        };
    }

    private void Append(StringBuilder text, string? label, string? markdown)
    {
        if (markdown is null || UntrustedBlocks.Render(markdown, links) is not { Length: > 0 } blocks)
            return;
        // A single line is next to its label, anything longer below it.
        bool single = blocks.IndexOf('\n', StringComparison.Ordinal) == blocks.Length - 1 && blocks[0] is not ('-' or '*' or '+')
            && !char.IsAsciiDigit(blocks[0]);
        text.Append('\n').Append(label is null ? "" : single ? $"**{label}:** " : $"**{label}:**\n\n").Append(blocks);
    }
}
