using System.Text;
using System.Text.Json;
using UvRelease.Changelog.Commits;
using UvRelease.Changelog.Configuration;
using UvRelease.Changelog.Languages;
using UvRelease.Changelog.Notes;
using UvRelease.Releases;
using UvRelease.Releases.Configuration;
using Xunit;
using ReleaseNotesOf = UvRelease.Changelog.Notes.ReleaseNotes;

namespace UvRelease.Tests.Changelog.Notes;

public class NotesSpecs
{
    private static readonly ChangelogConfiguration Defaults = new();

    [Theory]
    [InlineData("default", "")]
    [InlineData("keep-a-changelog", "layout: keep-a-changelog")]
    [InlineData("german", "language: de")]
    [InlineData("japanese", "language: ja")]
    [InlineData("own", "titles: { features: 'Neu & <gut>', breaking: '⚠ Achtung' }, sections: [{ id: features, types: [feat] }, { id: speed, title: Faster, "
        + "types: [perf, refactor] }, { id: rest, title: Rest }], hidden-types: [docs], mentions: true, templates: { section: '{title} ({count})', entry: "
        + "'{description} – {authors} {links}' }")]
    public void The_notes_as_Markdown(string name, string yaml)
    {
        ChangelogConfiguration configuration = Configuration(yaml);
        Golden.Matches(GoldenFile(name + ".md"), new MarkdownNotes(configuration, Story.Page)
            .Render(new NotesBuilder(configuration).Build(Story.Release())).Full);
    }

    [Fact]
    public void The_notes_as_plain_text() =>
        Golden.Matches(GoldenFile("default.txt"), PlainNotes.Render(new NotesBuilder(Defaults).Build(Story.Release()), Defaults));

    [Fact]
    public void The_notes_as_JSON()
    {
        string json = Json(new NotesBuilder(Defaults).Build(Story.Release()));
        Golden.Matches(GoldenFile("notes.json"), json);
        Assert.DoesNotContain("example.com", JsonDocument.Parse(json).RootElement.GetProperty("contributors").GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_change_is_told_or_counted()
    {
        ReleaseNotesOf notes = new NotesBuilder(Defaults).Build(Story.Release());
        Assert.Equal(1, notes.Hidden);
        // Ten changes, one described by a fragment, one hidden, and a fragment of its own.
        Assert.Equal(10, notes.Sections.Sum(section => section.Entries.Count));
        Assert.Equal([".changes/menu.md", ".changes/portable-mode.md"], notes.Fragments);
        Assert.Contains(notes.Sections, section => section.Id == "breaking" && section.Entries.Count == 3);
    }

    [Fact]
    public void A_break_is_told_even_where_its_type_is_hidden()
    {
        ReleaseNotesOf notes = new NotesBuilder(Defaults)
            .Build(Story.Content("5.0.0", [Story.Change(1, "chore", "drop it", null, null, "Gone."), Story.Change(2, "chore", "sweep")]));
        Assert.Equal(["breaking"], notes.Sections.Select(section => section.Id));
        Assert.Equal(1, notes.Hidden);
    }

    [Fact]
    public void Nothing_notable_is_said()
    {
        ReleaseNotesOf notes = new NotesBuilder(Defaults).Build(Story.Content("5.0.0", []));
        Assert.EndsWith("\n\nNo notable changes.\n", new MarkdownNotes(Defaults, null).Render(notes).Text, StringComparison.Ordinal);
        Assert.Equal("No notable changes.\n", PlainNotes.Render(notes, Defaults));
    }

    [Theory]
    [InlineData(false, "- Ada", "- Bob \\*x\\* – first contribution", "- @⁠eve")]
    [InlineData(true, "- @ada", "- Bob \\*x\\* – first contribution", "- @⁠eve")]
    public void Nobody_is_notified_unless_the_team_wants_it(bool mentions, params string[] lines)
    {
        ChangelogConfiguration configuration = Defaults with { Mentions = mentions };
        ReleaseNotesOf notes = new NotesBuilder(configuration)
            .Build(Story.Content("5.0.0", [], null, Story.By("Ada", "ada", false), Story.By("Bob *x*", null, true), Story.By("@eve", "eve/../x", false)));
        Assert.EndsWith(string.Join('\n', lines) + "\n", new MarkdownNotes(configuration, null).Render(notes).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Ada", new MarkdownNotes(configuration, null)
            .Render(new NotesBuilder(configuration with { Contributors = false }).Build(Story.Release())).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Over_the_limit_the_guide_goes_first_and_then_entries_from_the_end()
    {
        var markdown = new MarkdownNotes(Defaults, Story.Page);
        ReleaseNotesOf notes = new NotesBuilder(Defaults).Build(Story.Release());
        string full = markdown.Render(notes).Full;
        int last = int.MaxValue;
        for (int limit = full.Length; limit > 200; limit -= 7)
        {
            RenderedNotes rendered = markdown.Render(notes, "https://github.com/acme/app/releases/download/v5.0.0/notes.md", limit);
            Assert.Equal(full, rendered.Full);
            Assert.True(rendered.Text.Length <= limit, $"{rendered.Text.Length} of {limit}");
            Assert.Equal(rendered.IsCut, rendered.Text.Contains("[Full notes](https://github.com/acme/app/releases/", StringComparison.Ordinal));
            Assert.Equal(rendered.IsCut && rendered.LeftOut > 0, rendered.Text.Contains("not shown here.", StringComparison.Ordinal));
            Assert.DoesNotContain("### \n", rendered.Text, StringComparison.Ordinal);
            Assert.False(rendered.LeftOut > 0 && rendered.Text.Contains("<details>", StringComparison.Ordinal));
            int shown = 10 - rendered.LeftOut;
            Assert.True(shown <= last);
            last = shown;
        }

        Assert.InRange(last, 0, 1);
    }

    [Fact]
    public void A_long_history_fits_GitHubs_limit_and_the_whole_is_there()
    {
        Change[] changes = [.. Enumerable.Range(1, 3000)
            .Select(number => Story.Change(number, "feat", $"a feature with a name of ordinary length, number {number}", "scope", number))];
        RenderedNotes rendered = new MarkdownNotes(Defaults, Story.Page).Render(new NotesBuilder(Defaults).Build(Story.Content("5.0.0", changes)));
        Assert.InRange(rendered.Text.Length, MarkdownNotes.GitHubLimit - 300, MarkdownNotes.GitHubLimit);
        Assert.Equal(3000 - rendered.LeftOut, rendered.Text.Split('\n').Count(line => line.StartsWith("- ", StringComparison.Ordinal)));
        Assert.Contains("number 3000 ", rendered.Full, StringComparison.Ordinal);
        Assert.EndsWith($"{rendered.LeftOut} more changes are not shown here. Full notes: `notes.md`\n", rendered.Text, StringComparison.Ordinal);
        Assert.InRange(PlainNotes.Render(new NotesBuilder(Defaults).Build(Story.Content("5.0.0", changes)), Defaults, 5000).Length, 4800, 5000);
    }

    [Fact]
    public void All_languages_have_the_same_phrases()
    {
        Assert.Equal(ChangelogConfiguration.Languages, Phrases.Languages.Order(StringComparer.Ordinal));
        Assert.All(Phrases.Languages, language => Assert.Equal(Phrases.Ids("en"), Phrases.Ids(language)));
        string[] sections = [.. NotesSectionRule.Default.Concat(NotesSectionRule.KeepAChangelog).Select(rule => rule.Id),
            "breaking", "contributors", "upgrade"];
        Assert.Empty(sections.Except(Phrases.Ids("en")));
    }

    [Fact]
    public async Task Nothing_of_a_stranger_is_active_in_notes()
    {
        string[] hostile = [.. HostileMarkdown.Texts(400, seed: 3)];
        var texts = new List<string>();
        foreach (string yaml in (string[])["", "layout: keep-a-changelog", "templates: { entry: '{authors}{description}{commit}{scope}' }",
            "templates: { entry: '{links}{scope}{issues} _{description}_ ({authors})' }"])
        {
            ChangelogConfiguration configuration = Configuration(yaml);
            var markdown = new MarkdownNotes(configuration, Story.Page);
            for (int i = 0; i + 4 < hostile.Length; i += 4)
            {
                Change change = Story.Change(1, "feat", hostile[i], hostile[i + 1], 5, hostile[i + 2]) with
                {
                    References = [new IssueReference(hostile[i + 3], hostile[i + 3], false),
                        new IssueReference(hostile[i + 1], "https://github.com/acme/app/issues/" + hostile[i + 2], false)],
                    Authors = [new(hostile[i + 3], "x")],
                };
                texts.Add(markdown.Render(new NotesBuilder(configuration)
                    .Build(Story.Content("5.0.0", [change, change with { IsBreaking = false }], null, Story.By(hostile[i], hostile[i + 1], true)))).Full);
            }
        }

        await MarkdownJudge.AssertHarmlessAsync(texts, "https://github.com/acme/app");
    }

    [Fact]
    public void What_is_written_as_JSON_is_what_the_record_holds()
    {
        ReleaseNotesOf notes = new NotesBuilder(Configuration("")).Build(Story.Release());
        Assert.Equal(Reflected.Write(notes), Json(notes));
    }

    private static string Json(ReleaseNotesOf notes)
    {
        using var stream = new MemoryStream();
        NotesJson.Write(stream, notes);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static ChangelogConfiguration Configuration(string yaml) =>
        ChangelogConfiguration.Read(ConfigurationFile.Parse($"changelog: {{ {yaml} }}", "x.yml").Mapping("changelog"));

    private static string GoldenFile(string name) => SourceTree.At("tests", "UvRelease.Tests", "Changelog", "Notes", "golden", name);

    [Fact]
    public void The_same_mark_on_every_line_is_said_once_above()
    {
        Change[] changes = [Story.Change(1, "feat", "one"), Story.Change(2, "fix", "two")];
        Assert.Contains(")\n\n*All of this since beta.1.*\n\n### Features\n\n- one ([", Shown("beta.1", "beta.1"), StringComparison.Ordinal);
        Assert.Contains("– *since beta.1*", Shown("beta.1", "beta.2"), StringComparison.Ordinal);
        Assert.DoesNotContain("All of this", Shown("beta.1", "beta.2"), StringComparison.Ordinal);

        string Shown(string first, string second) => new MarkdownNotes(Defaults, Story.Page).Render(new NotesBuilder(Defaults).Build(
            Story.Content("5.0.0", changes) with
            {
                Since = new Dictionary<string, SemanticVersion>
                {
                    [Story.Id(1)] = SemanticVersion.TryParse("5.0.0-" + first)!,
                    [Story.Id(2)] = SemanticVersion.TryParse("5.0.0-" + second)!,
                }
            })).Text;
    }

    [Fact]
    public void In_a_section_what_breaks_is_first_then_it_goes_by_scope_and_then_as_told()
    {
        ChangelogConfiguration layout = Configuration("layout: keep-a-changelog");
        ReleaseNotesOf notes = new NotesBuilder(layout).Build(Story.Content("5.0.0",
        [
            Story.Change(1, "fix", "a", "ui"), Story.Change(2, "fix", "b"), Story.Change(3, "fix", "c", "api"), Story.Change(4, "fix", "d", "UI"),
            Story.Change(5, "fix", "e", "ui", null, "Sizes are in pixels."), Story.Change(6, "fix", "f"),
        ]));
        Assert.Equal("ebfcad", string.Concat(notes.Sections.Single(section => section.Id == "fixed").Entries.Select(entry => entry.Description)));
    }

    [Theory]
    [InlineData("keep", "add tabs", "add tabs")]
    [InlineData("upper", "add tabs", "Add tabs")]
    [InlineData("upper", "émile", "Émile")]
    [InlineData("upper", "don't crash", "Don't crash")]
    [InlineData("upper", "iOS builds", "iOS builds")]
    [InlineData("upper", "app.quit() works", "app.quit() works")]
    [InlineData("upper", "`a` is b", "`a` is b")]
    [InlineData("upper", "x64 builds", "x64 builds")]
    [InlineData("lower", "Add tabs", "add tabs")]
    [InlineData("lower", "API: tabs", "API: tabs")]
    [InlineData("lower", "A", "a")]
    [InlineData("lower", "I can drag tabs", "I can drag tabs")]
    [InlineData("lower", "I'm offline", "I'm offline")]
    [InlineData("lower", "In the tray", "in the tray")]
    public void First_letters_are_as_the_configuration_says_and_names_stay(string letter, string written, string shown)
    {
        ChangelogConfiguration configuration = Configuration("first-letter: " + letter);
        ReleaseNotesOf notes = new NotesBuilder(configuration).Build(Story.Content("5.0.0", [Story.Change(1, "fix", written)]));
        Assert.Equal($"Bug fixes\n• {shown.Replace("`", "", StringComparison.Ordinal)}\n", PlainNotes.Render(notes, configuration));
        Assert.Contains($"- {shown} (", new MarkdownNotes(configuration, Story.Page).Render(notes).Text, StringComparison.Ordinal);
        Assert.Contains($"\"{written}\"", Json(notes).Replace("\\u0060", "`", StringComparison.Ordinal).Replace("\\u0027", "'", StringComparison.Ordinal)
            .Replace("\\u00E9", "é", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_is_shown_once_and_accounts_are_told_apart()
    {
        ReleaseNotesOf notes = new NotesBuilder(Defaults).Build(Story.Content("5.0.0", [], null, Story.By("Ada", null, true), Story.By("Bo", "bo", true),
            Story.By("Bo", "bo2", true), Story.By("Ada", null, false)));
        Assert.Equal([("Ada", null, false), ("Bo", "bo", true), ("Bo", "bo2", true)],
            notes.Contributors.Select(person => (person.Name, person.Login, person.FirstTime)));
    }

    [Fact]
    public void Many_contributors_are_named_in_one_line()
    {
        UvRelease.Changelog.Contributors.Contributor[] many = [.. Enumerable.Range(1, 13).Select(n => Story.By("Person " + n, null, n == 1))];
        string notes = new MarkdownNotes(new ChangelogConfiguration(), Story.Page).Render(
            new NotesBuilder(new ChangelogConfiguration()).Build(Story.Content("5.0.0", [Story.Change(1, "feat", "x")], null, many))).Text;
        Assert.Contains("\nPerson 1 (first contribution), Person 2, Person 3", notes, StringComparison.Ordinal);
    }
}
