using System.Text;
using FsCheck.Fluent;
using UvRelease.Changelog.Configuration;
using UvRelease.Releases;
using UvRelease.Releases.Configuration;
using UvRelease.Releases.Yaml;
using Xunit;

namespace UvRelease.Tests.Releases.Configuration;

public class ConfigurationFileSpecs
{
    private static readonly string[] Pieces =
    [
        "changelog", "check", "sections", "subject", "trackers", "templates", ":", ": ", "\n",
            "\n  ", "\n    ", "\n- ", "\r\n", "\t", "[", "]", "{", "}", ",", "?", "|", ">", ">-\n", "&a ", "*a",
        "!x ", "!!str ", "---", "...", "%YAML 1.2\n", "%TAG ! x\n", "#", "'", "\"", "\\", "\\u0000",
            "\\x", "\0", "\u0085", "\u2028", "\ufeff", "\ud800", "é", "null", "true", "1e9", "0x", "~", "<<: ", "-", " ", "id", "{description}", "@", "`",
    ];

    [Fact]
    public void Every_key_is_read()
    {
        var read = WholeConfiguration.Parse(File.ReadAllText(SourceTree.At("tests", "UvRelease.Tests", "Releases", "Configuration", "examples", "full.yml")),
            "full.yml");
        Assert.Equal("de", read.Changelog.Language);
        Assert.Equal("Schreibtisch", read.Changelog.Titles["desktop"]);
        Assert.Equal(["features", "desktop", "other"], read.Changelog.Sections.Select(section => section.Id));
        Assert.Equal(new TrackerRule("OPS", "https://ops.example.com:8443/?id={number}"), read.Changelog.Trackers[1]);
        Assert.Equal(["packages/site/**"], read.Changelog.ExcludePaths);
        Assert.Equal("desktop-v*", read.Changelog.Naming.TagPattern);
        Assert.Equal("{title} ({count})", read.Changelog.Templates.Section.Text);
        Assert.True(read.Changelog is
        {
            Mentions: true, Contributors: false, Strict: true,
            SinceMarks: false, FirstLetter: FirstLetter.Upper, Deduplicate: Deduplication.PatchId, Layout: NotesLayout.Default
        });
        Assert.Equal(new SubjectRules { MinLength = 5, MaxLength = 72, Case = SubjectCase.Lower, Pattern = "^[a-z]" }, read.Check.Subject);
        Assert.Equal(["no changelog", "🤖 bot"], read.Check.Fragments.SkipLabels);
        Assert.True(read.Check is { RequireScope: true, HeaderMaxLength: 100, MigrationNoteMinLength: 60, CommitlintFile: ".commitlintrc.json" });
    }

    [Fact]
    public void The_documented_example_is_read()
    {
        string page = File.ReadAllText(SourceTree.At("docs", "configuration.md"));
        string example = page.Split("```yaml\n")[1].Split("```")[0];
        Assert.Equal(["features", "desktop", "other"], WholeConfiguration.Parse(example, "configuration.md").Changelog.Sections.Select(section => section.Id));
    }

    [Theory]
    [InlineData("{description} – {authors}", "x", "", "x")]
    [InlineData("{description} – {authors}", "x -", "", "x -")]
    [InlineData("{description} – {authors}", "{authors}", "Ada", "{authors} – Ada")]
    [InlineData("{authors}: {description}", "x:", "", ": x:")]
    [InlineData("{description} – {authors} {links}", "x", "", "x")]
    [InlineData("{description} by {authors}", "x", "", "x by")]
    public void A_template_is_filled_once_and_ends_in_no_separator(string template, string description, string authors, string line) =>
        Assert.Equal(line, LineTemplate.TryParse(template, NotesTemplates.EntryNames,
            out _)!.Fill(name => name == "description" ? description : name == "authors" ? authors : ""));

    [Theory]
    [MemberData(nameof(DocumentTable.Good), MemberType = typeof(DocumentTable))]
    public void A_right_document_is_read(string yaml) => Assert.NotNull(WholeConfiguration.Parse(yaml, ConfigurationFile.Name));

    [Theory]
    [MemberData(nameof(DocumentTable.Bad), MemberType = typeof(DocumentTable))]
    [MemberData(nameof(DocumentTable.BadForTheReaderAlone), MemberType = typeof(DocumentTable))]
    public void A_wrong_document_is_an_error_at_its_line(string yaml, int line, string words)
    {
        ReleaseException e = Assert.Throws<ReleaseException>(() => WholeConfiguration.Parse(yaml, ConfigurationFile.Name));
        Assert.Contains(words, e.Message, StringComparison.Ordinal);
        Assert.Equal((Fault.Input, ConfigurationFile.Name, line), (e.Fault, e.File, e.Line ?? 0));
        Assert.True(e.Column > 0);
    }

    [Fact]
    public async Task An_absent_file_is_the_defaults()
    {
        var read = WholeConfiguration.Of(ConfigurationFile.Read("/nowhere/uv-release.yml", ConfigurationFile.Name));
        Assert.Equal(["canary", "beta", "stable"], read.Changelog.Naming.Channels);
        Assert.False(read.Changelog.Mentions);
        Assert.Equal(100, read.Check.HeaderMaxLength);
    }

    [Fact]
    public void Bytes_may_have_a_mark_and_must_be_UTF_8()
    {
        Assert.True(WholeConfiguration.Of(ConfigurationFile.Parse([0xef, 0xbb, 0xbf, .. "changelog: { strict: true }"u8], "x.yml")).Changelog.Strict);
        Assert.Contains("UTF-8", Assert.Throws<ReleaseException>(() => ConfigurationFile.Parse([(byte)'a', 0xff], "x.yml")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(300_000, "a: b\n")]
    [InlineData(100_000, "- ")]
    [InlineData(100_000, "[")]
    [InlineData(100_000, "{")]
    [InlineData(25_000, "[a],")]
    [InlineData(100_000, "? ")]
    [InlineData(60_000, "- a\n")]
    [InlineData(100_000, "'")]
    [InlineData(100_000, "!a ")]
    public void A_large_or_deep_document_is_refused_in_time(int length, string piece)
    {
        string yaml = string.Concat(Enumerable.Repeat(piece, (length / piece.Length) + 1))[..length];
        Assert.Throws<ReleaseException>(() => WholeConfiguration.Parse(yaml, "x.yml"));
        Assert.True(yaml.Length > YamlText.LongestDocument || length <= YamlText.LongestDocument);
    }

    [Fact]
    public void Nothing_but_a_sentence_comes_of_a_broken_document() =>
        Prop.ForAll(Gen.Elements(Pieces).ArrayOf(14).Select(string.Concat).ToArbitrary(), OnlySentences).Check(tests: 4000);

    [Fact]
    public void Nothing_but_a_sentence_comes_of_damaged_bytes()
    {
        byte[] full = File.ReadAllBytes(SourceTree.At("tests", "UvRelease.Tests", "Releases", "Configuration", "examples", "full.yml"));
        Prop.ForAll(Gen.Choose(0, full.Length - 1).Two().ToArbitrary(), places =>
        {
            byte[] damaged = [.. full];
            damaged[places.Item1] = (byte)places.Item2;
            OnlySentences(Encoding.Latin1.GetString(damaged));
            OnlySentences(Encoding.Latin1.GetString(full.AsSpan(Math.Min(places.Item1, places.Item2), Math.Abs(places.Item1 - places.Item2))));
        }).Check(tests: 1500);
    }

    private static void OnlySentences(string yaml)
    {
        try
        {
            WholeConfiguration.Parse(yaml, "x.yml");
        }
        catch (ReleaseException e)
        {
            Assert.Equal(Fault.Input, e.Fault);
            Assert.False(e.Message.Any(char.IsControl), e.Message);
        }
    }
}
