using UvRelease.Changelog.Commits;
using Xunit;
using static UvRelease.Tests.Changelog.Commits.CommitRange;

namespace UvRelease.Tests.Changelog.Commits;

/// <summary>What somebody quotes, or a template holds, is not what he says: no change, no break, no revert, no issue.</summary>
public class QuotedTextSpecs
{
    private const string Theirs = "* feat!: theirs\n\nBREAKING CHANGE: theirs\n\nRelease-As: 9.0.0\n\nThis reverts commit 00000001cccc.\n\nCloses #77\n";

    private static string Quoted(string text) => string.Concat(text.TrimEnd('\n').Split('\n').Select(line => "> " + line + "\n"));

    public static TheoryData<string, string> Quotes => new()
    {
        { "details", $"<details>\n<summary>x</summary>\n\n{Theirs}\n</details>" },
        { "details with attributes, nested", $"<details open>\n<details>\n{Theirs}\n</details>\n{Theirs}\n</details>" },
        { "block quote", Quoted(Theirs) },
        { "blockquote element", $"<blockquote>\n\n{Theirs}</blockquote>" },
        { "comment of a template", $"<!--\n{Theirs}-->" },
        { "code", $"```\n{Theirs}```" },
        { "release notes", $"## Release notes\n\n### v2.0.0\n\n{Theirs}\n## v1.9.0\n\n{Theirs}\n---\n\nText." },
        { "release notes of maintainers", $"## Maintainer changes\n\n{Theirs}" },
        { "release notes in bold", $"**Commits**\n\n{Theirs}" },
        { "release notes under a plain word", $"Commits\n{Theirs}" },
        { "release notes and alerts", $"### GitHub Vulnerability Alerts\n\n#### CVE-2026-1\n\n{Theirs}\n### Release Notes\n\n{Theirs}" },
        { "changelog, then details", $"### Changelog\n\n<details>\n\n### 2.0.0\n\n{Theirs}</details>" },
    };

    [Theory]
    [MemberData(nameof(Quotes))]
    public void Nothing_quoted_is_ones_own(string what, string body)
    {
        bool isUpdate = what.StartsWith("release notes", StringComparison.Ordinal) || what is "changelog, then details";
        string[] titles = isUpdate ? ["chore(deps): update x to v2", "Bump x from 1 to 2"] : ["chore: x", "Update readme", "feat: x"];
        foreach (string title in titles)
        {
            ChangeSet set = ChangeList.From(Line($"{title} (#3)\n\n{body}\n\nSigned-off-by: Ann <ann@example.com>", "feat: b"), Rules);
            Assert.Equal(2, set.Changes.Count);
            Assert.DoesNotContain(set.Changes, change => change.IsBreaking || change.Description == "theirs");
            Assert.Empty(set.Changes[0].References);
            Assert.Null(set.ReleaseAs);
            Assert.Empty(set.LookAlikes);
        }
    }

    [Theory]
    [InlineData("chore(deps): update x\n\n## Release notes\n\n* feat: theirs\n\n---\n\nBREAKING CHANGE: ours")]
    [InlineData("feat: x\n\n## Release notes\n\nBREAKING CHANGE: ours")]
    [InlineData("feat: x\n\n<details>\n\nBREAKING CHANGE: ours")]
    [InlineData("feat: x\n\n<!-- never closed\n\nBREAKING CHANGE: ours")]
    [InlineData("feat: x\n\n<details>\n* feat: theirs\n</details>\n\nBREAKING CHANGE: ours\n\n```\n* feat: theirs\n```")]
    [InlineData("feat: x\n\n<details>\n<details>\n* feat: theirs\n</details>\n\nBREAKING CHANGE: ours")]
    public void What_stands_outside_is(string message) => Assert.Equal("ours", Assert.Single(ChangeList.From(Line(message),
        Rules).Changes).BreakingNotes[0].Split('\n')[0]);

    [Theory]
    [InlineData("BREAKING CHANGE: none", false)]
    [InlineData("BREAKING CHANGE: N/A", false)]
    [InlineData("BREAKING CHANGE: No.", false)]
    [InlineData("BREAKING CHANGE: -", false)]
    [InlineData("BREAKING CHANGE: No breaking changes", false)]
    [InlineData("BREAKING CHANGE: <!-- what breaks -->", false)]
    [InlineData("BREAKING CHANGE: <!-- what breaks --> all", true)]
    [InlineData("BREAKING CHANGE: no more windows", true)]
    [InlineData("see the line\nBREAKING CHANGE: glued", true)]
    [InlineData("the word BREAKING CHANGE: inside a line", false)]
    public void A_template_where_nothing_breaks_breaks_nothing(string body, bool breaks) =>
        Assert.Equal(breaks, MessageParser.Parse("feat: x\n\n" + body).IsBreaking);

    [Theory]
    [InlineData("BREAKING CHANGE: none", false)]
    [InlineData("BREAKING CHANGE: -", false)]
    [InlineData("BREAKING CHANGE: no more windows", true)]
    public void A_subject_is_read_as_the_body_is(string subject, bool breaks) => Assert.Equal(breaks, MessageParser.Parse(subject).IsBreaking);

    [Fact]
    public void The_line_of_dashes_ends_the_footer_before_it()
    {
        CommitMessage message = MessageParser.Parse("feat: x\n\n* a\n\nBREAKING CHANGE: b\n\nmore\n\n---------\n\nCo-authored-by: Bob <b@example.com>");
        Assert.Equal(["b\n\nmore"], message.BreakingNotes);
        Assert.Equal("Bob <b@example.com>", message.Footers[1].Value);
        Assert.Equal(["Before:\n```\na\n---------\n```"], MessageParser.Parse("feat: x\n\nBREAKING CHANGE: Before:\n```\na\n---------\n```").BreakingNotes);
    }
}
