using System.Text;
using FsCheck.Fluent;
using UvRelease.Changelog.ChangelogFile;
using UvRelease.Changelog.Configuration;
using UvRelease.Changelog.Notes;
using UvRelease.Changelog.Upgrading;
using UvRelease.Releases;
using Xunit;

namespace UvRelease.Tests.Changelog.ChangelogFile;

public class UpgradeDocumentSpecs
{
    private static readonly UpgradeMarkdown Markdown = new MarkdownNotes(new ChangelogConfiguration(), Story.Page).Upgrade;

    private static readonly string[] Pieces =
    [
        "# Upgrading\n", "\n", "\r\n", "text\n", "text\r\n", "## 5\n", "## Upgrading to 4.0\r\n",
            "## Planned changes (6.0)\n", "### 3.0\n", "```\n## 5\n```\n", "```\n", "- x\n", "[a]: https://x.y\n", "tail", "# 0.4\n", "ü",
    ];

    [Fact]
    public void The_file_through_the_life_of_two_versions()
    {
        byte[]? file = null;
        foreach ((string version, string[] notes) in (ReadOnlySpan<(string, string[])>)[("4.0.0", ["menu"]),
            ("5.0.0-beta.1", ["one", "taken-back"]), ("5.0.0-beta.2", ["two"]), ("5.0.0", ["one", "two"]), ("4.1.0", ["late"])])
        {
            UpdateOutcome expected = version == "5.0.0" ? UpdateOutcome.Replaced : UpdateOutcome.Inserted;
            FileUpdate update = Update(file, version, notes);
            Assert.Equal(expected, update.Outcome);
            file = update.Bytes;
            Assert.Equal((UpdateOutcome.Unchanged, file), (Update(file, version, notes).Outcome, Update(file, version, notes).Bytes));
        }

        Golden.Matches(SourceTree.At("tests", "UvRelease.Tests", "Changelog", "ChangelogFile", "golden", "UPGRADING.md"), Text(file!));
        string jump = UpgradeDocument.Between(file!, V("3.9.0"), V("5.0.0"));
        Assert.True(jump.IndexOf("## Upgrading to 4", StringComparison.Ordinal) < jump.IndexOf("## Upgrading to 5", StringComparison.Ordinal));
        Assert.StartsWith("## Upgrading to 5", UpgradeDocument.Between(file!, V("4.0.0"), V("5.0.0")), StringComparison.Ordinal);
        Assert.Equal("", UpgradeDocument.Between(file!, V("5.0.0"), V("5.9.0")));
    }

    [Fact]
    public void What_people_wrote_or_edited_stays()
    {
        string edited = "# Upgrading\r\n\r\nRead this first.\r\n\r\n" + Text(Update(null, "5.0.0-beta.1", "one", "two").Bytes)[UpgradeDocument.Header.Length..]
            .Replace("Title of one", "A better title", StringComparison.Ordinal) + "\n## Version 4\n\nBy hand.\n";
        FileUpdate update = Update(Encoding.UTF8.GetBytes(edited), "5.0.0", "two");
        string text = Text(update.Bytes);
        Assert.Equal(UpdateOutcome.Replaced, update.Outcome);
        Assert.Equal(7, update.Line);
        Assert.StartsWith("# Upgrading\r\n\r\nRead this first.\r\n\r\n", text, StringComparison.Ordinal);
        Assert.Contains("A better title", text, StringComparison.Ordinal);
        Assert.Contains("<!-- uv-release:upgrade 5.0.0 two ", text, StringComparison.Ordinal);
        Assert.EndsWith("\n## Version 4\n\nBy hand.\n", text, StringComparison.Ordinal);
        Assert.Contains("By hand.", Text(Update(update.Bytes, "4.0.0", "three").Bytes).Split("## Version 4")[1].Split("uv-release:upgrade 4.0.0 three")[0],
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("## How")]
    [InlineData("# Upgrading to 6")]
    [InlineData("## Upgrading to 5")]
    [InlineData("## Version 4")]
    [InlineData("```\n## 4\n```")]
    public void A_heading_that_somebody_wrote_into_a_block_parts_no_markers(string heading)
    {
        string edited = Text(Update(null, "5.0.0", "one", "two").Bytes).Replace("Do `one`.", $"Do `one`.\n\n{heading}\n\nLike this.",
            StringComparison.Ordinal);
        byte[] file = Encoding.UTF8.GetBytes(edited);
        foreach (string version in (string[])["5.1.0", "4.9.0", "6.0.0"])
        {
            file = Update(file, version, "more" + version).Bytes;
            Assert.Equal(UpdateOutcome.Unchanged, Update(file, version, "more" + version).Outcome);
        }

        Assert.Contains($"{heading}\n\nLike this.\n<!-- /uv-release:upgrade 5.0.0 one -->", Text(file), StringComparison.Ordinal);
        Assert.Equal(edited.Replace("\n", "", StringComparison.Ordinal).Length, Without(Text(file), "more").Length);
    }

    [Fact]
    public void Thousands_of_notes_take_time_in_proportion()
    {
        string[] ids = [.. Enumerable.Range(1, 4_000).Select(number => $"note-{number}")];
        FileUpdate first = Update(null, "5.0.0", ids);
        Assert.Equal((UpdateOutcome.Inserted, 4_000), (first.Outcome, Text(first.Bytes).Split("<!-- uv-release:upgrade ").Length - 1));
        Assert.Equal(UpdateOutcome.Unchanged, Update(first.Bytes, "5.0.0", ids).Outcome);
        Assert.Equal(UpdateOutcome.Replaced, Update(first.Bytes, "5.0.0", ids[1..]).Outcome);
    }

    [Fact]
    public void A_heading_of_many_megabytes_is_read()
    {
        byte[] file = Encoding.UTF8.GetBytes("# Upgrading\n\n## " + new string('1', 4 << 20) + " 5\n\n## " + new string('.', 4 << 20) + "5\n");
        Assert.Equal(UpdateOutcome.Inserted, Update(file, "5.0.0", "one").Outcome);
    }

    // Without the blocks whose id begins so, and without line ends.
    private static string Without(string text, string id)
    {
        string blocks = System.Text.RegularExpressions.Regex.Replace(text, @"(?s)(?:## Upgrading to \d+\n+)?<!-- uv-release:upgrade \S+ " + id
            + @".*?<!-- /uv-release:upgrade \S+ " + id + @"\S+ -->", "", System.Text.RegularExpressions.RegexOptions.NonBacktracking);
        return blocks.Replace("\n", "", StringComparison.Ordinal);
    }

    [Fact]
    public void Every_line_of_others_stays_in_its_order_and_a_second_run_changes_no_byte() =>
        Prop.ForAll(Gen.Elements(Pieces).ArrayOf(8).Select(string.Concat).ToArbitrary(), text =>
        {
            byte[] current = Encoding.UTF8.GetBytes(text);
            foreach (string version in (string[])["5.0.0-beta.1", "5.0.0", "4.0.0", "6.0.0", "0.4.0"])
            {
                current = Update(current, version, "a", "b").Bytes;
                FileUpdate again = Update(current, version, "a", "b");
                Assert.Equal((UpdateOutcome.Unchanged, true), (again.Outcome, current.AsSpan().SequenceEqual(again.Bytes)));
            }

            // Without what is between markers, without our headings and empty lines, the file is the old one.
            Assert.Equal(Words(text), Words(Without(Text(current))));
        }).Check(tests: 300);

    private static string Without(string text)
    {
        for (int start; (start = text.IndexOf("<!-- uv-release:upgrade", StringComparison.Ordinal)) >= 0;)
        {
            int end = text.IndexOf("<!-- /uv-release:upgrade", start, StringComparison.Ordinal);
            text = text[..start] + text[(text.IndexOf("-->", end, StringComparison.Ordinal) + 3)..];
        }

        return text;
    }

    private static string Words(string text) => string.Join('|', text.Split('\n', '\r')
        .Where(line => line.Length > 0 && !(line.StartsWith("## Upgrading to", StringComparison.Ordinal) && !line.EndsWith("4.0", StringComparison.Ordinal))
            && line is not "# Upgrading"));

    private static FileUpdate Update(byte[]? file, string version, params string[] notes) =>
        UpgradeDocument.Update(file, V(version),
            [.. notes.Select(id => new MigrationNote { Id = id, Kind = MigrationKind.Removed, Title = "Title of " + id, Steps = "Do `" + id + "`." })],
            Markdown);

    private static string Text(byte[] bytes) => Encoding.UTF8.GetString(bytes);

    private static SemanticVersion V(string version) => SemanticVersion.TryParse(version)!;
}
