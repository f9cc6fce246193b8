using FsCheck.Fluent;
using Markdig;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using UvRelease.Changelog.Check;
using UvRelease.Changelog.Check.Changes;
using UvRelease.Changelog.Check.Commitlint;
using UvRelease.Tests.Doubles;
using Xunit;

namespace UvRelease.Tests.Changelog.Check;

public class HostileTextSpecs
{
    private static readonly MarkdownPipeline Reader = new MarkdownPipelineBuilder().UseAutoLinks().UsePipeTables().Build();

    private static readonly string[] Pieces =
    [
        "feat", "fix", "!", ":", ": ", "(", ")", "\n", "\n\n", "\r\n", "\0", "\u2028", "BREAKING CHANGE: ",
            "breaking change: ", "BREAKING-CHANGE:", "## Migration\n", "Before:", "After:", "```", "`", "~~~\n", "<!--", "-->",
        "---\n", "type: fix\n", "kind: removed\n", "- ", "* ", "#12", "closes #1", "https://x.y/#1", "@user",
            "<img src=x>", "[a](b)", "|", "::error::", "##[error]", "\u001b[31m", "\u202e", "\ud800", "👩‍👧", "é", "x", " ", "\t", "%0A", "Notes: ", "gpg: ",
    ];

    private static readonly CheckRules Imported = CheckRules.Of(new(), new CommitlintRules("x", CommitlintRules.Conventional, []));

    [Fact]
    public void Any_text_is_checked_and_its_report_holds_no_active_Markdown() =>
        Prop.ForAll(Gen.Elements(Pieces).ArrayOf(14).Select(string.Concat).ToArbitrary(), text =>
        {
            foreach (CheckRules rules in (CheckRules[])[Change.Rules() with { Messages = CheckedMessages.Both }, Imported])
            {
                CheckedChange change = Change.PullRequest(text, text) with { Labels = [text], Commits = [new CheckedCommit("12345678", text)], Gaps = [text] };
                CheckResult result = ChangeCheck.Check(change.WithFragment(text), rules);
                Assert.All(result.Findings, finding => Assert.DoesNotContain('\n', finding.Message));
                Assert.All(result.Findings, finding => Assert.InRange(finding.Message.Length, 1, 1500));
                IsPlain(CheckMarkdown.Render(result));
                Assert.NotEmpty(CheckJson.Write(result));
            }
        }).Check(tests: 1500);

    [Fact]
    public void Messages_of_every_kind_are_read()
    {
        foreach (string text in HostileText.All)
        {
            CheckResult result = ChangeCheck.Check(HookMessage.Of(text), Change.Rules());
            IsPlain(CheckMarkdown.Render(result));
            Assert.NotNull(CommitlintMessage.Read(text));
        }
    }

    [Fact]
    public void Two_hundred_kilobytes_of_anything_are_read_to_their_end()
    {
        foreach (string piece in Pieces.Where(piece => piece.Length > 0))
        {
            string text = string.Concat(Enumerable.Repeat(piece, 200 * 1024 / piece.Length));
            CheckedChange change = Change.PullRequest(text, text) with { Commits = [new CheckedCommit("1", text)] };
            Assert.NotNull(ChangeCheck.Check(change, Change.Rules() with { Messages = CheckedMessages.Both }));
            Assert.NotNull(ChangeCheck.Check(change, Imported with { Messages = CheckedMessages.Both }));
        }
    }

    // The only links are those to the rules' own documentation.
    private static void IsPlain(string markdown)
    {
        MarkdownDocument document = Markdig.Markdown.Parse(markdown, Reader);
        Assert.DoesNotContain(document.Descendants(), node => node is HtmlBlock or HtmlInline or AutolinkInline);
        Assert.All(document.Descendants<LinkInline>(), link => Assert.StartsWith("https://github.com/org/uv-release/", link.Url, StringComparison.Ordinal));
        Assert.Single(document.Descendants<HeadingBlock>());
    }
}
