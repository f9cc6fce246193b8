using UvRelease.Changelog.Commits;
using Xunit;

namespace UvRelease.Tests.Changelog.Commits;

/// <summary>One table for bodies and footers of docs/conventional-commits.md. Each message begins with a subject and a blank line.</summary>
public class BodyPolicySpecs
{
    private static CommitMessage Read(string rest) => MessageParser.Parse("feat: x\n\n" + rest);

    // Footers as "token=value" apart by "|".
    [Theory]
    [InlineData("body", "body", "")]
    [InlineData("body\n\nmore\n\nRefs: #1", "body\n\nmore", "Refs=#1")]
    [InlineData("Reviewed-by: Z\nRefs #133", "", "Reviewed-by=Z|Refs=#133")]
    [InlineData("BREAKING-CHANGE: a", "", "BREAKING-CHANGE=a")] // CC-2
    [InlineData("BREAKING CHANGE: a\n\nsecond\n\nthird\n\nRefs: #1", "", "BREAKING CHANGE=a\n\nsecond\n\nthird|Refs=#1")] // CC-7
    [InlineData("body\nBREAKING CHANGE: a", "body", "BREAKING CHANGE=a")] // CC-8
    [InlineData("body\nBREAKING CHANGE: a\nmore\n\nlast", "body", "BREAKING CHANGE=a\nmore\n\nlast")]
    [InlineData("body\nRefs: #1\nAcked-by: Z", "body", "Refs=#1|Acked-by=Z")]
    [InlineData("body\n\nRefs: #1\nnot a footer\n\nAcked-by: Z", "body", "Refs=#1\nnot a footer|Acked-by=Z")] // CC-9
    [InlineData("* BREAKING CHANGE: a", "", "BREAKING CHANGE=a")] // CC-10
    [InlineData("- BREAKING CHANGE: a\n- more", "", "BREAKING CHANGE=a\n- more")]
    [InlineData("BREAKING CHANGE:\n\n  a\n  b", "", "BREAKING CHANGE=a\n  b")]
    [InlineData("* fix: b\n\nBREAKING CHANGE: a\n\n* docs: c\n\nAcked-by: Z", "* fix: b\n\n* docs: c", "BREAKING CHANGE=a|Acked-by=Z")] // CC-13
    [InlineData("fix: plain child\n\nmore", "fix: plain child\n\nmore", "")]
    [InlineData("fix: #12", "", "fix=#12")]
    [InlineData("Test: by hand", "", "Test=by hand")]
    [InlineData("---- End of file ----", "---- End of file ----", "")] // CC-15
    [InlineData("body\nIMPORTANT: more\nof it", "body\nIMPORTANT: more\nof it", "")] // CC-17
    [InlineData("Not_a: token", "Not_a: token", "")] // CC-20
    [InlineData("Empty:\n\nbody", "Empty:\n\nbody", "")]
    [InlineData("http://example.com", "http://example.com", "")]
    [InlineData("Signed-off-by:Z\nRelease-As:2.0.0", "", "Signed-off-by=Z|Release-As=2.0.0")] // CC-4
    [InlineData("```yaml\nkey: value\nBREAKING CHANGE: quoted\n```\n\nRefs: #1", "```yaml\nkey: value\nBREAKING CHANGE: quoted\n```", "Refs=#1")] // CC-23
    [InlineData("```\nnever closed\n\nRefs: #1", "```\nnever closed", "Refs=#1")]
    [InlineData("```a``` is code\n\nRefs: #1\n\n```b```", "```a``` is code", "Refs=#1\n\n```b```")]
    [InlineData("BREAKING CHANGE: a\n\n```yaml\nRefs: old\n```\n\n~~~\nRefs: new\n~~~\n\nRefs: #1",
        "", "BREAKING CHANGE=a\n\n```yaml\nRefs: old\n```\n\n~~~\nRefs: new\n~~~|Refs=#1")]
    [InlineData("BREAKING CHANGE: a\n\nWhy: c\n\nBefore: d\nAfter: e\nMigration: f\n\nSteps: g\nAffected: h\nRefs: #1\nBefore: i",
        "", "BREAKING CHANGE=a\n\nWhy: c\n\nBefore: d\nAfter: e\nMigration: f\n\nSteps: g\nAffected: h|Refs=#1|Before=i")] // CC-24
    [InlineData("BREAKING CHANGE: a\n\n(cherry picked from commit 0123456789)", "(cherry picked from commit 0123456789)", "BREAKING CHANGE=a")] // CC-25
    [InlineData("Signed-off-by: A\n(cherry picked from commit 0123456789)\nSigned-off-by: B",
        "(cherry picked from commit 0123456789)", "Signed-off-by=A|Signed-off-by=B")]
    [InlineData("body \r\nmore\r\n\r\nRefs: #1\r\n  folded\r\n", "body \nmore", "Refs=#1\n  folded")] // CC-27
    [InlineData("  indented: body\n\nBREAKING CHANGE: a\nBREAKING CHANGE: b", "  indented: body", "BREAKING CHANGE=a|BREAKING CHANGE=b")] // CC-31
    public void Body_and_footers_are_told_apart(string rest, string body, string footers)
    {
        CommitMessage read = Read(rest);
        Assert.Equal(body, read.Body);
        Assert.Equal(footers, string.Join('|', read.Footers.Select(footer => $"{footer.Token}={footer.Value}")));
        Assert.Equal(read.Footers.Where(footer => footer.Token.StartsWith("BREAKING", StringComparison.Ordinal)).Select(footer => footer.Value),
            read.BreakingNotes);
        Assert.All(read.LookAlikes, lookAlike => Assert.Equal("CC-4", lookAlike.Policy));
    }

    [Theory]
    [InlineData("BREAKING CHANGE #5", "CC-11", "BREAKING CHANGE: #5")]
    [InlineData("BREAKING-CHANGE #5", "CC-11", "BREAKING CHANGE: #5")]
    [InlineData("breaking change: a", "CC-12", "BREAKING CHANGE: a")]
    [InlineData("Breaking-Change: a", "CC-12", "BREAKING CHANGE: a")]
    [InlineData("BREAKING CHANGES: a", "CC-18", "BREAKING CHANGE: a")]
    [InlineData("Breaking changes: a", "CC-18", "BREAKING CHANGE: a")]
    [InlineData("BREAKING: a", "CC-18", "BREAKING CHANGE: a")]
    [InlineData("BREAKING_CHANGE: a", "CC-18", "BREAKING CHANGE: a")]
    [InlineData("BREAKINGCHANGE: a", "CC-18", "BREAKING CHANGE: a")]
    [InlineData("BREAKING CHANGE a", "CC-18", "BREAKING CHANGE: a")]
    [InlineData("BREAKING CHANGE - a", "CC-18", "BREAKING CHANGE: a")]
    [InlineData("BREAKING CHANGE : a", "CC-18", "BREAKING CHANGE: a")]
    [InlineData("BREAKING CHANGE：a", "CC-18", "BREAKING CHANGE: a")]
    [InlineData("BREAKING CHANGE(ui): a", "CC-18", "BREAKING CHANGE: a")]
    [InlineData("  BREAKING CHANGE: a", "CC-18", "BREAKING CHANGE: a")]
    [InlineData("**BREAKING CHANGE**: a", "CC-18", "BREAKING CHANGE: a")]
    [InlineData("**BREAKING CHANGE:** a", "CC-18", "BREAKING CHANGE: a")]
    [InlineData("## Breaking changes", "CC-18", null)]
    [InlineData("BREAKING CHANGE", "CC-18", null)]
    public void What_only_looks_like_a_breaking_change_breaks_nothing_and_is_reported(string line, string policy, string? meant)
    {
        CommitMessage read = Read("body\n\n" + line);
        Assert.False(read.IsBreaking);
        LookAlike found = Assert.Single(read.LookAlikes);
        Assert.Equal((policy, meant, 5), (found.Policy, found.DidYouMean, found.Line));
        if (meant is not null)
            Assert.True(Read(meant).IsBreaking);
    }

    [Theory]
    [InlineData("This was no\nbreaking change of any kind")]
    [InlineData("breaking changes in the API were avoided")]
    [InlineData("Breaking it was hard")]
    public void Prose_about_breaking_is_prose(string body) => Assert.Empty(Read(body).LookAlikes);

    [Fact]
    public void A_breaking_change_without_a_text_breaks_and_is_reported()
    {
        CommitMessage read = Read("BREAKING CHANGE:\n\nRefs: #1");
        Assert.Equal((true, "CC-6", 3), (read.IsBreaking, read.LookAlikes[0].Policy, read.LookAlikes[0].Line));
    }

    [Fact]
    public void A_breaking_change_without_a_space_breaks_and_is_reported()
    {
        CommitMessage read = Read("BREAKING CHANGE:a");
        Assert.Equal((true, "CC-4", "BREAKING CHANGE: a"), (read.IsBreaking, read.LookAlikes[0].Policy, read.LookAlikes[0].DidYouMean));
    }

    [Theory]
    [InlineData("Whatever\n\nBREAKING CHANGE: a")]
    [InlineData("chore: x\n\nBREAKING CHANGE: a")]
    [InlineData("DOCS: x\n\nbody\n\nBREAKING-CHANGE: a")]
    public void A_footer_breaks_whatever_the_subject_is(string message) => Assert.Equal(["a"], MessageParser.Parse(message).BreakingNotes);

    [Fact]
    public void Footers_know_their_lines()
    {
        CommitMessage read = MessageParser.Parse("feat: x\r\n\r\nbody\r\n\r\nRefs: #1\r\n more\r\nBREAKING CHANGE: a\r\n");
        Assert.Equal([5, 7], read.Footers.Select(footer => footer.Line));
    }
}
