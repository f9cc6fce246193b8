using UvRelease.Changelog.Configuration;
using UvRelease.Changelog.Markdown;
using Xunit;

namespace UvRelease.Tests.Changelog.Markdown;

public class UntrustedMarkdownSpecs
{
    private static readonly LinkPolicy Links = new(Story.Page, [new TrackerRule("UV", "https://tracker.example.com/browse/{key}")]);

    [Theory]
    [InlineData("use `a|b <c>` now", "use `a|b <c>` now")]
    [InlineData("``a`b`` and `open", "``a`b`` and \\`open")]
    [InlineData("see https://github.com/acme/app/issues/7.", "see [https&#58;//github.com/acme/app/issues/7](https://github.com/acme/app/issues/7).")]
    [InlineData("https://tracker.example.com/browse/UV-1", "[https&#58;//tracker.example.com/browse/UV-1](https://tracker.example.com/browse/UV-1)")]
    [InlineData("https://evil.example/x", "https&#58;//evil.example/x")]
    [InlineData("`https://evil.example/`", "`https://evil.example/`")]
    [InlineData("a\r\nb", "a b")]
    [InlineData("", "")]
    [InlineData("`` ` ``", "`` ` ``")]
    public void A_line_keeps_code_and_allowed_links_alone(string text, string expected) => Assert.Equal(expected, UntrustedLine.Render(text, Links));

    [Theory]
    [InlineData("use `a|b` and ``c`d``", "use a|b and c`d")]
    [InlineData("`open", "`open")]
    [InlineData("**x** [y](z)\u001b", "**x** [y](z)\ufffd")]
    public void A_plain_line_loses_the_fences_alone(string text, string expected) => Assert.Equal(expected, UntrustedLine.Plain(text));

    [Theory]
    [InlineData("https://github.com/acme/app", "https://github.com/acme/app")]
    [InlineData("https://github.com/acme/app/pull/1", "https://github.com/acme/app/pull/1")]
    [InlineData("https://github.com/acme/app/a(b)?c=d&e", "https://github.com/acme/app/a%28b%29?c=d&amp;e")]
    [InlineData("https://github.com/acme/application", null)]
    [InlineData("https://github.com/acme/app/../evil", null)]
    [InlineData("https://github.com/acme/app/%2e%2e/evil", null)]
    [InlineData("https://github.com/acme/app/..\\evil", null)]
    [InlineData("https://github.com@evil.example/acme/app/", null)]
    [InlineData("https://user:pw@github.com/acme/app/x", null)]
    [InlineData("http://github.com/acme/app/x", null)]
    [InlineData("https://github.com.evil.example/acme/app/", null)]
    [InlineData("javascript:alert(1)", null)]
    [InlineData("/acme/app", null)]
    [InlineData("https://tracker.example.com/browse/UV-1", "https://tracker.example.com/browse/UV-1")]
    [InlineData("https://tracker.example.com/logout", null)]
    public void Links_lead_to_the_repository_and_trackers_alone(string url, string? target) => Assert.Equal(target, Links.Target(url));

    [Fact]
    public void Blocks_keep_paragraphs_lists_and_code() => Assert.Equal(
        """
        **Heading**
        Text with `code` and @⁠user.

        - one
          1. nested
        - two

        ````
        ```
        # not a heading
        ````

        &gt; quote \| table
        \---
        """ + "\n",
        UntrustedBlocks.Render(
            "## Heading\nText with `code` and @user.\n\n- one\n  1. nested\n- two\n~~~~ <b>\n```\n# not a heading\n~~~~\n> quote | table\n---", Links));

    [Fact]
    public void Code_that_is_not_closed_ends_with_the_text() =>
        Assert.Equal("```js\na\n\n<b>\n```\n", UntrustedBlocks.Render("```js {evil}\na\n\n<b>", Links));

    [Fact]
    public async Task Nothing_of_a_stranger_is_active_for_readers_that_know_nothing_of_us()
    {
        string[] texts = [.. HostileMarkdown.Texts(1000, seed: 1)];
        await MarkdownJudge.AssertHarmlessAsync([.. texts.Select(text => "x " + UntrustedLine.Render(text, Links) + " y")], "https://github.com/acme/app");
        await MarkdownJudge.AssertHarmlessAsync([.. texts.Select(text => UntrustedBlocks.Render(text, Links))], "https://github.com/acme/app");
        await MarkdownJudge.AssertHarmlessAsync([.. texts.Select(text => "- entry\n\n" + UntrustedBlocks.Render(text, Links, "  "))],
            "https://github.com/acme/app");
    }

    [Fact]
    public void A_line_of_many_fences_takes_no_longer_than_its_length()
    {
        string fences = string.Concat(Enumerable.Range(1, 600).Select(length => new string('`', length) + " "));
        Assert.True(UntrustedLine.Render(fences, Links).Length > fences.Length);
    }
}
