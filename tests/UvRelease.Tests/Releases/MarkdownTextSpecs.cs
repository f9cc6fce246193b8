using System.Text;
using FsCheck.Fluent;
using Markdig;
using Markdig.Extensions.EmphasisExtras;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using UvRelease.Releases;
using Xunit;

namespace UvRelease.Tests.Releases;

/// <summary>The judge of escaped text is a reader of Markdown with all that GitHub adds.</summary>
public class MarkdownTextSpecs
{
    private static readonly MarkdownPipeline Reader = new MarkdownPipelineBuilder()
        .UseAutoLinks().UsePipeTables().UseFootnotes().UseTaskLists().UseEmphasisExtras(EmphasisExtraOptions.Strikethrough)
            .UseMathematics().UseAlertBlocks().Build();

    private static readonly string[] Pieces =
    [
        "a", "B", "1", "12.", "1)", " ", "  ", "    ", "\t", "\n", "\r\n", "-", "--", "---",
            "- ", "+ ", "* ", "=", "===", "#", "# ", ">", "> ", "|", "---|---", ":-", ":--", ":-:", "`", "```",
        "~~~", "~", "~~", "*", "**", "_", "__", "[", "]", "(", ")", "![", "](", "[^1]", "[x]: ",
            "[!NOTE]", "<", "</", "<!--", "-->", "<img src=x>", "<b>", "&", "&lt;", "&#60;", "&amp;", "\\",
        "\\\\", "!", "@", "@user", "#1", "GH-1", "http:", "//", "http://", "HTTPS://x.y", "ftp://",
            "www.", "WWW.x.com", "mailto:", "xmpp:", "a@b.cd", ":", "::", ":::", "$", "$$", "^", "^^^",
        "{", "}", "{.a}", "\"\"", "%", ".", "é", "👩‍👧", "\u202e", "\u0007", "\0", "\u2028", "\u200f", "\u061c",
    ];

    [Fact]
    public void Nothing_but_text_comes_out_of_text_of_strangers() =>
        Prop.ForAll(Gen.Elements(Pieces).ArrayOf(12).Select(string.Concat).ToArbitrary(), IsPlain).Check(tests: 2000);

    [Theory]
    [InlineData("<img src=x onerror=alert(1)>")]
    [InlineData("[a](javascript:alert(1))")]
    [InlineData("![a](http://x.y/z.png)")]
    [InlineData("see http://x.y, HTTPS://x.y, ftp://x.y, www.x.y, a@b.cd, mailto:a@b.cd, xmpp:a@b.cd")]
    [InlineData("<http://x.y> <a@b.cd>")]
    [InlineData("[a]: http://x.y")]
    [InlineData("# heading")]
    [InlineData("- item")]
    [InlineData("+ item")]
    [InlineData("1. item")]
    [InlineData("2) item")]
    [InlineData("---")]
    [InlineData("===")]
    [InlineData("> quote")]
    [InlineData("```sh")]
    [InlineData("| a | b |")]
    [InlineData(":-")]
    [InlineData("**bold** _it_ ~~gone~~ `code` $math$ \\ &amp; &copy;")]
    [InlineData("a\\")]
    public void A_trick_is_text(string text) => IsPlain(text);

    [Fact]
    public void Nobody_is_mentioned_and_nothing_referred_to()
    {
        Assert.Equal("@\u2060user #\u20601 a@\u2060b.c", MarkdownText.Inline("@user #1 a@b.c"));
        Assert.Equal("\\[x\\] &lt;b&gt; &amp;amp;", MarkdownText.Inline("[x] <b> &amp;"));
    }

    [Fact]
    public void What_reorders_or_hides_text_is_shown() => Assert.Equal("a\ufffdb\ufffdc\ufffd d", MarkdownText.Inline("a\u202eb\u2066c\u001b\nd"));

    [Fact]
    public void Ordinary_words_stay_readable() =>
        Assert.Equal("fix(ui): don't crash, 3.5 times - really (50 %)", MarkdownText.Inline("fix(ui): don't crash, 3.5 times - really (50 %)"));

    [Theory]
    [InlineData("code")]
    [InlineData("`")]
    [InlineData("a`b``c```d")]
    [InlineData("``a")]
    [InlineData(" a ")]
    [InlineData(" ")]
    [InlineData("<b>&amp;[x](y)@user http://x.y\\")]
    public void A_code_span_holds_what_it_was_given(string text)
    {
        MarkdownDocument document = Markdown.Parse("x " + MarkdownText.Code(text) + " y", Reader);
        var code = Assert.Single(document.Descendants<CodeInline>());
        Assert.Equal(text, code.Content);
        Assert.Equal(3, document.Descendants<LeafInline>().Count());
    }

    [Fact]
    public void A_code_span_shows_control_characters_and_is_one_line()
    {
        Assert.Equal("`a b\ufffdc\ufffd`", MarkdownText.Code("a\r\nb\u001bc\u202e"));
        Assert.Equal("", MarkdownText.Code(""));
    }

    [Fact]
    public void A_cell_is_one_cell() =>
        Prop.ForAll(Gen.Elements(Pieces).ArrayOf(8).Select(string.Concat).ToArbitrary(), text =>
        {
            MarkdownDocument document = Markdown.Parse($"| one | two |\n| --- | --- |\n| {MarkdownText.Cell(text)} | end |\n", Reader);
            var table = Assert.IsType<Markdig.Extensions.Tables.Table>(Assert.Single(document));
            Assert.Equal(2, table.Count);
            Assert.Equal(2, ((ContainerBlock)table[1]).Count);
        }).Check(tests: 300);

    [Fact]
    public void An_error_shows_what_is_hidden_in_names_of_others()
    {
        var error = new ReleaseException(Fault.Input, "'a\u202eexe.txt\u0007\n\u2028\ud800b👩\u200e' is wrong.");
        Assert.Equal("'a\ufffdexe.txt\ufffd  \ufffdb👩\ufffd' is wrong.", error.Message);
        Assert.Equal("one\ufffd\ntwo ", new ReleaseException(Fault.Input, ["one\0", "two\n"]).Message);
    }

    // At the beginning of a line, after a line (where it could make a heading or a table of it), in a list, and amid of text.
    private static void IsPlain(string text)
    {
        string inline = MarkdownText.Inline(text).TrimStart(' ');
        Assert.DoesNotContain('<', inline);
        string shown = Shown(text).Trim();
        foreach ((string markdown, int lists) in ((string, int)[])[(inline, 0), ("first\n" + inline, 0), ("- " + inline, 1), ("x " + inline + " y", 0)])
        {
            MarkdownDocument document = Markdown.Parse(markdown, Reader);
            Assert.All(document.Descendants<Block>(),
                block => Assert.True(block is ParagraphBlock or ListBlock or ListItemBlock, $"{block.GetType().Name} of {markdown}"));
            Assert.Equal(lists, document.Descendants<ListBlock>().Count());
            Inline[] inlines = [.. document.Descendants<Inline>().Where(part => part is not ContainerInline || part is EmphasisInline or LinkInline)];
            Assert.All(inlines, part => Assert.True(part is LiteralInline or HtmlEntityInline or LineBreakInline, $"{part.GetType().Name} of {markdown}"));
            Assert.Contains(shown, Text(inlines), StringComparison.Ordinal);
        }
    }

    private static string Text(IEnumerable<Inline> inlines)
    {
        var text = new StringBuilder();
        foreach (Inline part in inlines)
            text.Append(part switch
            {
                LiteralInline literal => literal.Content.ToString(),
                HtmlEntityInline entity => entity.Transcoded.ToString(),
                _ => "\n"
            });
        return text.ToString().Replace("\u2060", "", StringComparison.Ordinal);
    }

    private static string Shown(string text) =>
        string.Concat(text.Select(c => c is '\n' or '\r' or '\t' or '\u2028' ? ' ' : char.IsControl(c)
            || c is '\u202e' or '\u200f' or '\u061c' ? '\ufffd' : c));
}
