using System.Text;
using FsCheck.Fluent;
using UvRelease.Changelog.ChangelogFile;
using UvRelease.Releases;
using Xunit;

namespace UvRelease.Tests.Changelog.ChangelogFile;

public class ChangelogDocumentSpecs
{
    private const string Section = "## 1.2.0 (2026-01-31)\n\n### Features\n\n- ü & `x`\n";

    // Lines that people write, and that look like ours.
    private static readonly string[] Pieces =
    [
        "# Changelog\n", "# Changelog\r\n", "\ufeff# Changelog\n", "\n", "\r\n", "\r", "text\n",
            "text\r\n", "ü\n", "x\u00ff\u00fe\n", "## [Unreleased]\n", "## Unreleased\r\n", "### Added\n", "- one\n", "## 2.0.0\n", "## [1.1.0] - 2020-01-01\n",
        "# [1.0.0](https://x.y) (2020)\r\n", "### v0.9.0\n", "## 1.3.0-beta.1\n", "## 1.2\n",
            "```\n", "~~~\n", "```\n## 1.0.0\n```\n", "<!-- note\n## 1.0.0\n-->\n", "<!-- uv-release:note x -->\n", "    ```\n",
        "[1.1.0]: https://x.y\n", "no line end", "\t", "1.0.0\n-----\n",
    ];

    [Theory]
    [InlineData("", "# Changelog\n\n{0}")]
    [InlineData("# Changelog\n", "# Changelog\n\n{0}")]
    [InlineData("# Changelog\n\nAll that changed.\n\n## [Unreleased]\n\n- soon\n", "# Changelog\n\nAll that changed.\n\n## [Unreleased]\n\n- soon\n\n{0}")]
    [InlineData("# Changelog\n\n## [Unreleased]\n\n### Added\n\n- soon\n\n## [1.1.0] - 2020\n\n- x\n",
        "# Changelog\n\n## [Unreleased]\n\n### Added\n\n- soon\n\n{0}\n## [1.1.0] - 2020\n\n- x\n")]
    [InlineData("# Changelog\n## v2.0.0\n- x\n## v1.1.9\n- y\n", "# Changelog\n## v2.0.0\n- x\n\n{0}\n## v1.1.9\n- y\n")]
    [InlineData("# Changelog\n\n## 2.0.0\n\n- x\n\n[2.0.0]: https://x.y\n", "# Changelog\n\n## 2.0.0\n\n- x\n\n{0}\n[2.0.0]: https://x.y\n")]
    [InlineData("# [1.1.0](https://x.y) (2020)\n", "{0}\n# [1.1.0](https://x.y) (2020)\n")]
    [InlineData("Only text", "Only text\n\n{0}")]
    [InlineData("```\n## 1.0.0\n```\n", "```\n## 1.0.0\n```\n\n{0}")]
    [InlineData("## 1.2.0-rc.1\n\n- x\n", "{0}\n## 1.2.0-rc.1\n\n- x\n")]
    [InlineData("Changelog\n=========\n\n1.1.0 (2020)\n------------\n\n- x\n", "Changelog\n=========\n\n{0}\n1.1.0 (2020)\n------------\n\n- x\n")]
    [InlineData("Changelog\n=\n\nUnreleased\n---\n\n- soon\n", "Changelog\n=\n\nUnreleased\n---\n\n- soon\n\n{0}")]
    [InlineData("---\ntitle: 1.1.0\n---\n\nText\n", "---\ntitle: 1.1.0\n---\n\nText\n\n{0}")]
    [InlineData("Two lines\n1.1.0\n-----\n\n- x\n", "Two lines\n1.1.0\n-----\n\n- x\n\n{0}")]
    public void A_new_section_goes_above_the_first_older_one(string before, string after)
    {
        FileUpdate update = Update(before, Section);
        Assert.Equal(UpdateOutcome.Inserted, update.Outcome);
        string marked = Text(ChangelogDocument.Update(null, V("1.2.0"), Section).Bytes)[ChangelogDocument.Header.Length..];
        Assert.StartsWith("<!-- uv-release:release 1.2.0 sha256:", marked, StringComparison.Ordinal);
        Assert.EndsWith("\n" + Section + "<!-- /uv-release:release 1.2.0 -->\n", marked, StringComparison.Ordinal);
        Assert.Equal(after.Replace("{0}", marked, StringComparison.Ordinal), Text(update.Bytes));
    }

    [Fact]
    public void A_second_run_changes_no_byte_and_a_new_text_only_its_own_section()
    {
        byte[] first = Update("\ufeff# Changelog\r\n\r\nHand-written.\r\n\r\n## 1.1.0\r\n\r\n- old\n", Section).Bytes;
        Assert.Equal((byte)0xef, first[0]);
        FileUpdate second = ChangelogDocument.Update(first, V("1.2.0"), Section);
        Assert.Equal(UpdateOutcome.Unchanged, second.Outcome);
        Assert.Same(first, second.Bytes);
        FileUpdate third = ChangelogDocument.Update(first, V("1.2.0"), Section.Replace("Features", "Fixes", StringComparison.Ordinal));
        Assert.Equal(UpdateOutcome.Replaced, third.Outcome);
        string text = Text(third.Bytes);
        Assert.Contains("### Fixes\r\n", text, StringComparison.Ordinal);
        Assert.StartsWith("\ufeff# Changelog\r\n\r\nHand-written.\r\n\r\n<!--", text, StringComparison.Ordinal);
        Assert.EndsWith("-->\r\n\r\n## 1.1.0\r\n\r\n- old\n", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("# Changelog\n\n## 1.2.0\n\nBy hand.\n", 3)]
    [InlineData("# Changelog\n\n## [1.2.0](https://x.y) - soon\n", 3)]
    [InlineData("### Version v1.2.0\n", 1)]
    public void A_section_without_markers_is_somebodys(string text, int line)
    {
        FileUpdate update = Update(text, Section);
        Assert.Equal((UpdateOutcome.KeptHandWritten, line, text), (update.Outcome, update.Line, Text(update.Bytes)));
    }

    [Fact]
    public void A_section_that_was_edited_is_somebodys()
    {
        string edited = Text(Update("# Changelog\n", Section).Bytes).Replace("- ü", "- Much better: ü", StringComparison.Ordinal);
        FileUpdate update = Update(edited, Section + "- more\n");
        Assert.Equal((UpdateOutcome.KeptHandWritten, edited), (update.Outcome, Text(update.Bytes)));
    }

    [Fact]
    public void A_checkout_with_other_line_ends_is_not_an_edit()
    {
        string windows = Text(Update("# Changelog\n", Section).Bytes).Replace("\n", "\r\n", StringComparison.Ordinal);
        Assert.Equal(UpdateOutcome.Unchanged, Update(windows, Section).Outcome);
        FileUpdate replaced = Update(windows, Section + "- more\n");
        Assert.Equal(UpdateOutcome.Replaced, replaced.Outcome);
        Assert.DoesNotContain("\n", Text(replaced.Bytes).Replace("\r\n", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x\n<!-- uv-release:release 1.2.0 sha256:0123456789abcdef -->\ny\n", 2)]
    [InlineData("x\n<!-- /uv-release:release 1.2.0 -->\n", 2)]
    [InlineData("<!-- uv-release:release 1.1.0 sha256:0123456789abcdef -->\n<!-- uv-release:release 1.2.0 sha256:0123456789abcdef -->\n", 2)]
    [InlineData("<!-- uv-release:release 1.1.0 -->\n<!-- /uv-release:release 1.1.0 -->\n<!-- uv-release:release 1.1.0 -->\n<!-- /uv-release:release "
        + "1.1.0 -->\n", 3)]
    public void A_marker_without_its_pair_stops_the_update(string text, int line)
    {
        ReleaseException e = Assert.Throws<ReleaseException>(() => Update(text, Section));
        Assert.Equal(("CHANGELOG.md", line, Fault.Input), (e.File, e.Line, e.Fault));
    }

    [Fact]
    public void A_file_in_UTF_16_is_refused() =>
        Assert.Contains("UTF-8", Assert.Throws<ReleaseException>(() => ChangelogDocument.Update([0xff, 0xfe, 0x23, 0], V("1.2.0"), Section)).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Examples_in_code_are_no_markers()
    {
        const string Text = "# Changelog\n\n```md\n<!-- uv-release:release 1.2.0 sha256:0123456789abcdef -->\n## 1.2.0\n```\n";
        Assert.Equal(UpdateOutcome.Inserted, Update(Text, Section).Outcome);
    }

    [Fact]
    public void Every_byte_of_others_stays_and_a_second_run_changes_none() =>
        Prop.ForAll(Gen.Elements(Pieces).ArrayOf(9).Select(string.Concat).ToArbitrary(), text =>
        {
            byte[] before = [.. text.SelectMany(c => c < 0xf0 || c > 0xff ? Encoding.UTF8.GetBytes([c]) : [(byte)c])];
            byte[] current = before;
            foreach (string version in (string[])["1.2.0", "1.1.5", "1.2.0", "2.0.0-beta.1", "2.1.0"])
            {
                FileUpdate update = ChangelogDocument.Update(current, V(version), $"## {version}\n\n- x\n");
                Assert.NotEqual(UpdateOutcome.Replaced, update.Outcome);
                // What was added is one run of bytes: without it the file is the old one.
                int added = update.Bytes.Length - current.Length, same = current.AsSpan().CommonPrefixLength(update.Bytes);
                Assert.True(added >= 0);
                byte[] old = current;
                Assert.Contains(
                    Enumerable.Range(Math.Max(0, same - added), Math.Min(same, added) + 1),
                    at => update.Bytes.AsSpan(0, at).SequenceEqual(old.AsSpan(0, at)) && update.Bytes.AsSpan(at + added).SequenceEqual(old.AsSpan(at)));
                current = update.Bytes;
                FileUpdate again = ChangelogDocument.Update(current, V(version), $"## {version}\n\n- x\n");
                Assert.Same(current, again.Bytes);
                Assert.Equal(update.Outcome == UpdateOutcome.Inserted ? UpdateOutcome.Unchanged : update.Outcome, again.Outcome);
            }
        }).Check(tests: 500);

    [Fact]
    public void Whatever_strangers_write_into_a_section_it_is_found_again()
    {
        var links = new UvRelease.Changelog.Markdown.LinkPolicy(Story.Page, []);
        foreach (string text in HostileMarkdown.Texts(600, seed: 4))
        {
            string section = "## 5.0.0\n\n- x\n\n" + UvRelease.Changelog.Markdown.UntrustedBlocks.Render(text, links, "  ");
            byte[] first = ChangelogDocument.Update(Encoding.UTF8.GetBytes("# Changelog\n\n## 4.0.0\n"), V("5.0.0"), section).Bytes;
            Assert.Equal(UpdateOutcome.Unchanged, ChangelogDocument.Update(first, V("5.0.0"), section).Outcome);
            string replaced = Text(ChangelogDocument.Update(first, V("5.0.0"), "## 5.0.0\n").Bytes);
            Assert.Equal(Text(ChangelogDocument.Update(Encoding.UTF8.GetBytes("# Changelog\n\n## 4.0.0\n"), V("5.0.0"), "## 5.0.0\n").Bytes), replaced);
        }
    }

    private static FileUpdate Update(string text, string section) => ChangelogDocument.Update(Encoding.UTF8.GetBytes(text), V("1.2.0"), section);

    private static string Text(byte[] bytes) => Encoding.UTF8.GetString(bytes);

    private static SemanticVersion V(string version) => SemanticVersion.TryParse(version)!;

    [Theory]
    [InlineData("# Changelog\n\n<!-- soon\n\n## [Unreleased]\n")]
    [InlineData("<!--\n# Changelog\n")]
    [InlineData("# Changelog\n\n<!-- done -->\n\ntext\n<!-- left open\n\n## 0.9.0\n\n- a\n")]
    public void A_comment_that_was_left_open_swallows_no_section_of_ours(string text)
    {
        byte[] file = Encoding.UTF8.GetBytes(text);
        foreach (string version in (string[])["1.0.0", "1.1.0"])
        {
            FileUpdate update = ChangelogDocument.Update(file, V(version), $"## {version}\n\n- a\n");
            Assert.Equal(UpdateOutcome.Inserted, update.Outcome);
            file = update.Bytes;
            Assert.Equal(UpdateOutcome.Unchanged, ChangelogDocument.Update(file, V(version), $"## {version}\n\n- a\n").Outcome);
            Assert.Equal(UpdateOutcome.Replaced, ChangelogDocument.Update(file, V(version), $"## {version}\n\n- b\n").Outcome);
        }
    }

    [Theory]
    [InlineData("[Unreleased]: https://github.com/a/b/compare/v1.1.0...HEAD", "[Unreleased]: https://github.com/a/b/compare/v1.2.0...HEAD")]
    [InlineData("[unreleased]: https://ghe.x:8443/a/b/compare/1.1.0..main", "[unreleased]: https://ghe.x:8443/a/b/compare/1.2.0..main")]
    [InlineData("[Unreleased]: <https://github.com/a/b/compare/app%40v1.2.0-beta.1...HEAD>",
        "[Unreleased]: <https://github.com/a/b/compare/app%40v1.2.0...HEAD>")]
    [InlineData("[Unreleased]: https://gitlab.com/a/b/-/compare/v1.1.0...main\n[1.1.0]: x",
        "[Unreleased]: https://gitlab.com/a/b/-/compare/v1.2.0...main\n[1.1.0]: x")]
    [InlineData("[Unreleased]: https://github.com/a/b/compare/v1.2.0...HEAD", null)]
    [InlineData("[Unreleased]: https://github.com/a/b/compare/v1.3.0...HEAD", null)]
    [InlineData("[Unreleased]: https://github.com/a/b/commits/main", null)]
    [InlineData("[Unreleased]: https://github.com/a/b/compare/stable...HEAD", null)]
    [InlineData("```\n[Unreleased]: https://github.com/a/b/compare/v1.1.0...HEAD\n```", null)]
    public void The_link_of_Unreleased_moves_along(string written, string? moved)
    {
        string text = $"# Changelog\r\n\r\n## [Unreleased]\r\n\r\n## [1.1.0] - 2020\r\n\r\n{written.ReplaceLineEndings("\r\n")}\r\n";
        FileUpdate update = Update(text, Section);
        Assert.Equal(UpdateOutcome.Inserted, update.Outcome);
        Assert.EndsWith($"\r\n{(moved ?? written).ReplaceLineEndings("\r\n")}\r\n", Text(update.Bytes), StringComparison.Ordinal);
        Assert.Equal(UpdateOutcome.Unchanged, Update(Text(update.Bytes), Section).Outcome);
    }

    [Fact]
    public void A_heading_that_refers_to_a_definition_gets_it()
    {
        string text = Text(Update("# Changelog\n\n[Unreleased]: https://x.y/a/b/compare/v1.1.0...HEAD\n[1.1.0]: https://x.y/a/b/releases/v1.1.0\n",
            "## [1.2.0] - 2026-01-31\n\n- a\n").Bytes);
        Assert.EndsWith("[Unreleased]: https://x.y/a/b/compare/v1.2.0...HEAD\n[1.2.0]: https://x.y/a/b/compare/v1.1.0...v1.2.0\n[1.1.0]: https", text.Split(
            "://x.y/a/b/releases")[0], StringComparison.Ordinal);
        Assert.Equal(UpdateOutcome.Unchanged, Update(text, "## [1.2.0] - 2026-01-31\n\n- a\n").Outcome);
    }

    [Fact]
    public void A_heading_of_many_megabytes_is_read()
    {
        string text = $"# Changelog\n\n## {new string('a', 4 << 20)}1.0.0\n\n## 1.0.0{new string('-', 4 << 20)}\n\n[{new string('x', 4 << 20)}\n";
        Assert.Equal(UpdateOutcome.Inserted, Update(text, Section).Outcome);
    }
}
