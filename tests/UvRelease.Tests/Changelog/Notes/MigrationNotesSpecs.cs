using UvRelease.Changelog.Git;
using UvRelease.Changelog.Configuration;
using UvRelease.Changelog.ChangelogFragments;
using UvRelease.Changelog.Commits;
using UvRelease.Changelog.Notes;
using UvRelease.Changelog.Upgrading;
using Xunit;
using static UvRelease.Tests.Changelog.Story;

namespace UvRelease.Tests.Changelog.Notes;

public class MigrationNotesSpecs
{
    [Fact]
    public void The_first_source_that_says_something_wins()
    {
        Change change = Story.Change(1, "feat", "drop the old menu", "menu", 7, "The footer's words.\n\nMigration: do it.");
        ChangelogFragment fragment = ChangelogFragmentFile.Parse("---\ntype: feat\npr: 7\nkind: removed\n---\nThe fragment's words\n\n## Migration\nStep one.",
            ".changes/menu.md");
        var bodies = new Dictionary<int, string> { [7] = "Text\n\n## Migration\n\nThe body's words.\n\n### Before\n`a`\n\n### After\n`b`\n\n## Tests\nnone" };

        MigrationNote note = Assert.Single(MigrationNotes.From([change], [fragment], bodies, Story.Page));
        Assert.Equal(("menu", "The fragment's words", "menu", "Step one."), (note.Id, note.Title, note.Scope, note.Steps));
        Assert.Equal(["https://github.com/acme/app/pull/7", $"https://github.com/acme/app/commit/{Story.Id(1)}"], note.Links);

        note = Assert.Single(MigrationNotes.From([change], [], bodies, Story.Page));
        Assert.Equal((Story.Id(1), "The body's words.", "`a`", "`b`"), (note.Id, note.Title, note.Before, note.After));

        note = Assert.Single(MigrationNotes.From([change], [], new Dictionary<int, string> { [7] = "Notes: none" }, null));
        Assert.Equal(("The footer's words.", "do it."), (note.Title, note.Steps));
        Assert.Empty(note.Links);

        note = Assert.Single(MigrationNotes.From([change with { BreakingNotes = [] }], [], new Dictionary<int, string>(), null));
        Assert.Equal(("drop the old menu", MigrationKind.Removed, false), (note.Title, note.Kind, note.HasMigration));
    }

    [Fact]
    public void Several_footers_are_several_notes_and_a_paragraph_is_no_heading()
    {
        string paragraph = string.Join(' ', Enumerable.Repeat("word", 60));
        IReadOnlyList<MigrationNote> notes =
            MigrationNotes.From([Story.Change(1, "feat", "x", null, null, "One.", paragraph + "\n\nMore."), Story.Change(2, "fix", "nothing breaks")],
            [], new Dictionary<int, string>(), null);
        Assert.Equal([Story.Id(1), Story.Id(1) + "-2"], notes.Select(note => note.Id));
        Assert.Equal(("x", paragraph + "\n\nMore."), (notes[1].Title, notes[1].Details));
    }

    [Fact]
    public void A_fragment_that_knows_of_no_break_hides_none()
    {
        Change change = Story.Change(1, "feat", "drop it", null, 7, "It is gone.");
        ChangelogFragment fragment = ChangelogFragmentFile.Parse("---\ntype: feat\npr: 7\n---\nNew things", "a.md");
        Assert.Equal("It is gone.", Assert.Single(MigrationNotes.From([change], [fragment], new Dictionary<int, string>(), null)).Title);
    }

    [Theory]
    [InlineData("drop Windows 7", MigrationKind.Platform)]
    [InlineData("remove the old menu", MigrationKind.Removed)]
    [InlineData("require Node 22", MigrationKind.MinimumVersion)]
    [InlineData("macOS 12 or newer is needed", MigrationKind.MinimumVersion)]
    [InlineData("deprecate setMenu", MigrationKind.Deprecated)]
    [InlineData("updates are on by default", MigrationKind.Default)]
    [InlineData("rename getPath", MigrationKind.Api)]
    [InlineData("close windows at once", MigrationKind.Behavior)]
    [InlineData("remove deprecated macOS API", MigrationKind.Removed)]
    [InlineData("drop windows for tabs", MigrationKind.Removed)]
    [InlineData("drop windows 7 and 8", MigrationKind.Platform)]
    [InlineData("open tabs instead of windows", MigrationKind.Behavior)]
    [InlineData("remove windows from the dock menu", MigrationKind.Removed)]
    [InlineData("macOS deployment target to 11.0", MigrationKind.MinimumVersion)]
    [InlineData("raise deployment target from 10.15 to 11.0", MigrationKind.MinimumVersion)]
    [InlineData("remove the deprecated Linux tray method", MigrationKind.Removed)]
    [InlineData("set the deployment target to 11.0", MigrationKind.MinimumVersion)]
    public void The_kind_of_a_break_is_told_by_its_words(string title, MigrationKind kind) =>
        Assert.Equal(kind, Assert.Single(MigrationNotes.From([Story.Change(1, "feat", title, null, null, "")], [], new Dictionary<int, string>(), null)).Kind);

    [Theory]
    [InlineData("Before: a\nAfter: b", "", "a", "b", null)]
    [InlineData("**Before:** a\n**After**: b\nmore", "", "a", "b\nmore", null)]
    [InlineData("Text\n\n```\nold\n```\n\n```\nnew\n```\nTail", "Text\n\nTail", "```\nold\n```", "```\nnew\n```", null)]
    [InlineData("```\none\n```\ntext\n```\ntwo\n```", "```\none\n```\ntext\n```\ntwo\n```", null, null, null)]
    [InlineData("```\nBefore: x\n```", "```\nBefore: x\n```", null, null, null)]
    [InlineData("MIGRATION:\n- one\n- two", "", null, null, "- one\n- two")]
    [InlineData("Migration:\n\nHow to migrate: b", "", null, null, "b")]
    [InlineData("Note: text", "Note: text", null, null, null)]
    [InlineData("```\nopen\nBefore: x", "```\nopen\nBefore: x", null, null, null)]
    public void Labels_name_parts_of_a_text(string text, string preface, string? before, string? after, string? steps)
    {
        LabelledText labelled = LabelledText.Parse(text);
        Assert.Equal(preface, labelled.Preface.ReplaceLineEndings("\n"));
        Assert.Equal((before, after, steps),
            (labelled.Parts.GetValueOrDefault(NotePart.Before), labelled.Parts.GetValueOrDefault(NotePart.After),
            labelled.Parts.GetValueOrDefault(NotePart.Steps)));
    }

    [Theory]
    [InlineData("## Migration\nDo it.\n## Other\nx", "Do it.")]
    [InlineData("### Upgrade guide\r\nDo it.\r\n#### More\r\ny\r\n### Other", "Do it.\n#### More\ny")]
    [InlineData("text\nNotes: changed it\nmore", "changed it")]
    [InlineData("Notes: no-notes", null)]
    [InlineData("## Migration\n<!-- say how\nto move on -->\n", null)]
    [InlineData("```\n## Migration\nx\n```\n", null)]
    [InlineData("", null)]
    public void A_pull_request_tells_users_in_a_section(string body, string? text) => Assert.Equal(text, PullRequestSection.Find(body));

    [Fact]
    public void Whatever_is_written_is_read()
    {
        foreach (string text in HostileMarkdown.Texts(3000, seed: 2))
        {
            Assert.NotNull(LabelledText.Parse(text));
            Assert.NotEqual("", PullRequestSection.Find("## Migration\n" + text));
        }
    }

    [Fact]
    public void Each_part_of_a_squash_shows_its_own_note_in_time_that_grows_with_them()
    {
        const int Parts = 900;
        string message = "feat: all (#7)\n\n" + string.Concat(Enumerable.Range(0, Parts).Select(n =>
            $"* feat(p{n})!: part {n}\n\nBREAKING CHANGE: gone {n}\n\n"));
        var commit = new Commit(Id(1), [], new Person("Ada", "ada@example.com"), DateTimeOffset.UnixEpoch, message);
        UvRelease.Changelog.Notes.ReleaseNotes notes = new NotesBuilder(new ChangelogConfiguration()).Build(Content("5.0.0", ChangeList.From([commit],
            new ChangeRules()).Changes));
        NotesEntry[] breaking = [.. notes.Sections.Single(section => section.Id == "breaking").Entries];
        Assert.Equal(Parts, breaking.Length);
        Assert.All(breaking, entry => Assert.Equal(entry.Description.Replace("part", "gone", StringComparison.Ordinal),
            notes.Upgrade.Single(note => note.Id == Assert.Single(entry.Upgrade)).Title));
    }
}
